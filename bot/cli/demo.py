"""`leadwheel demo`: the bot against the bundled Slack sandbox."""


def demo() -> None:
    """Try it."""
