"""What is done with badges, gates and scans."""
