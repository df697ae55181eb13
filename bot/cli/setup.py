"""`leadwheel setup`."""


def setup() -> None:
    """Ask a few questions, and write `.env` and `leadwheel.yaml`."""
    from bot.cli.setup_dialog import on_this_terminal

    on_this_terminal()
