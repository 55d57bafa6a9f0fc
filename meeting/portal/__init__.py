"""The meeting's public page, the online form, the delegate's own page: gathers from all rooms, owns nothing."""
