"""A meeting from a file or from last year's. Owns nothing."""
