"""`leadwheel`, and `python -m bot`."""

import sys

from bot.cli import execute


def main() -> None:
    """Run the command line of this process and end it with the command's exit code."""
    sys.exit(execute(sys.argv[1:]))


if __name__ == "__main__":
    main()
