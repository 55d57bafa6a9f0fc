"""Finding badges, gates, scans and delegates at a gate; adding up attendance."""
