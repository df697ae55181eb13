"""Listeners of events, one module a feature."""
