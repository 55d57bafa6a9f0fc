"""One person's roles on one page, and the merging of two entries. Owns nothing."""
