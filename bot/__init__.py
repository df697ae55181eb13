"""Leadwheel: a Slack bot that shares incoming leads evenly in a team."""

__version__ = "0.1.0"
