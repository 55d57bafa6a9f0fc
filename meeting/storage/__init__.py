"""Files by key: a local folder. Written aside, synced, renamed, so that no half file is ever read."""
