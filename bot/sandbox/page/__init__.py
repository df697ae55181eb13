"""The sandbox's page in a browser: what a person sees of the local Slack, and does there, as anybody of it."""

from bot.sandbox.page.routes import Page

__all__ = ["Page"]
