"""Other apps: a web form, an e-mail bridge."""

from typing import Any

from bot.sandbox import Sandbox
from tests.support.harness.post import Post
from tests.support.world import FORMS


class App:
    """Another app. `has_user`: it posts as new apps do, with a bot user of its own."""

    def __init__(self, sandbox: Sandbox, name: str, *, has_user: bool = False) -> None:
        self._sandbox = sandbox
        self.name = name
        self._subtype = None if has_user else "bot_message"

    async def posts(self, text: str = "", channel: str = FORMS, **content: Any) -> Post:
        """Post in a channel; `content`: attachments, blocks."""
        ts = await self._sandbox.post_as_app(channel, self.name, text, subtype=self._subtype, **content)
        return Post(channel, ts)
