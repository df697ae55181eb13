"""Listeners of slash commands, one module a command."""
