"""Runs the contestants side by side and says how long each takes. Python's standard library alone."""
