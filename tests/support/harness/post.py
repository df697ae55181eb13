"""What somebody wrote, by which it is found again."""

from typing import NamedTuple


class Post(NamedTuple):
    """A message of a person's or an app's: where it stands. In a channel itself, it is the first of its thread."""

    channel: str
    ts: str

    @property
    def link(self) -> str:
        """How a link to it ends, in whatever the bot says of it."""
        return f"{self.channel}/p{self.ts.replace('.', '')}"
