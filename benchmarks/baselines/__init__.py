"""The same certificates drawn by our engine and by what it is measured against, each in a process of its own."""
