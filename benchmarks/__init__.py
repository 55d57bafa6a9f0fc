"""How fast it is: whole commands and real HTTP, every answer checked. ``python -m benchmarks``, or ``make bench``."""
