"""Runs the contestants side by side and reports how long each takes. Uses only Python's standard library."""
