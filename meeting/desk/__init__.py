"""The organiser's overview and the live screens: gathers from all rooms, owns nothing."""
