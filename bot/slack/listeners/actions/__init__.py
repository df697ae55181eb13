"""Listeners of buttons, one module a feature."""
