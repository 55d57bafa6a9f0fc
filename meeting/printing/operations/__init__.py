"""Remembering printings; keeping printers."""
