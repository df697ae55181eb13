"""The state of the local Slack: who there is, which channels, what was said."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.clock import Clock
from bot.sandbox.elements import Values
from bot.sandbox.records import Channel, Json, Message, User
from bot.sandbox.triggers import Triggers
from bot.sandbox.views import Views


def microseconds(ts: str) -> int:
    """Return a `ts` (`1700000000.000100`, also without fraction) as whole microseconds, for comparing.

    Raises ValueError when it is no time.
    """
    seconds, _, fraction = ts.partition(".")
    if not (seconds.isascii() and seconds.isdigit()) or (fraction and not (fraction.isascii() and fraction.isdigit())):
        raise ValueError(f"{ts!r} is no Slack ts")
    return int(seconds) * 1_000_000 + int(fraction[:6].ljust(6, "0"))


@dataclass
class Workspace:
    """Everything one workspace holds. Nothing here knows of HTTP.

    Attributes:
        id: `T...`.
        bot: The bot's own user.
        bot_id: The bot's `B...`.
        app_id: The app's `A...`.
        url: Where links to messages begin, with a slash at the end.
        clock: What its messages are stamped by.
        views: Its modals and home tabs.
        triggers: Who may be shown one, and for how long.
        chosen: By user, channel and `ts`, what somebody chose in a message.
        offered: Likewise what the bot last offered there for an external select, by block and action.
        opened: By channel and `ts`, the threads that somebody has opened.
    """

    id: str
    bot: User
    bot_id: str
    app_id: str
    url: str = "http://127.0.0.1/"
    clock: Clock = field(default_factory=Clock)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    posted: list[Message] = field(default_factory=list)
    ephemeral: list[Message] = field(default_factory=list)
    apps: dict[str, str] = field(default_factory=dict)
    chosen: dict[tuple[str, str, str], Values] = field(default_factory=dict)
    offered: dict[tuple[str, str, str], dict[tuple[str, str], tuple[Json, ...]]] = field(default_factory=dict)
    opened: set[tuple[str, str]] = field(default_factory=set)
    views: Views = field(init=False)
    triggers: Triggers = field(init=False)
    _last: int = 0

    def __post_init__(self) -> None:
        self.views = Views(self.clock)
        self.triggers = Triggers(self.clock.elapsed)
        # Slackbot is in every workspace, and Slack says of it that it is no bot.
        slackbot = User(id="USLACKBOT", name="slackbot", real_name="Slackbot", tz="America/Los_Angeles")
        self.users.update({self.bot.id: self.bot, slackbot.id: slackbot})

    def next_ts(self) -> str:
        """Return a new `ts`, later than every one before it."""
        # Slack's ids of messages are times; two in the same microsecond would be one message.
        self._last = max(self.clock.now_ns() // 1000, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add_user(self, user: User) -> None:
        """Add a user. Raises ValueError when the id is taken."""
        if user.id in self.users:
            raise ValueError(f"there is a user {user.id} already")
        self.users[user.id] = user

    def user(self, user_id: str) -> User:
        """Return a user; raises LookupError when nobody has that id."""
        try:
            return self.users[user_id]
        except KeyError:
            raise LookupError(f"the sandbox has no user {user_id!r}; add_user() it first") from None

    def channel(self, channel_id: str) -> Channel:
        """Return a channel; raises LookupError when there is none with that id."""
        try:
            return self.channels[channel_id]
        except KeyError:
            raise LookupError(f"the sandbox has no channel {channel_id!r}; add_channel() it first") from None

    def message(self, channel_id: str, ts: str) -> Message:
        """Return a message; raises LookupError when the channel has none with that `ts`."""
        try:
            return self.channel(channel_id).messages[ts]
        except KeyError:
            raise LookupError(f"{channel_id} has no message {ts!r}") from None

    def team_of(self, user: User) -> str:
        """Return the id of the workspace that a user belongs to."""
        return user.team_id or self.id

    def has_bot(self, channel: Channel) -> bool:
        """Return whether the bot is a member."""
        return self.bot.id in channel.members

    def enter(self, user: User, channel: Channel) -> None:
        """Make a user a member; no event says so."""
        channel.members.add(user.id)
        channel.shared = channel.shared or self.team_of(user) != self.id

    def check_access(self, user: User, channel: Channel) -> None:
        """See that a person may write here; joins a public channel as a click on "Join" would.

        Raises PermissionError for a deactivated user, an archived channel, somebody else's private channel or
        direct message.
        """
        if user.deleted:
            raise PermissionError(f"{user.id} is deactivated")
        if channel.archived:
            raise PermissionError(f"{channel.id} is archived")
        if user.id not in channel.members:
            if channel.kind != "channel":
                raise PermissionError(f"{user.id} is not in {channel.id}, which is not public")
            self.enter(user, channel)

    def direct_channel(self, user: User) -> Channel:
        """Return the direct message channel between the bot and a user, opened when there was none."""
        found = self.find_direct_channel(user)
        if found is not None:
            return found
        # The user's own id makes it easy to read in logs; ids from other workspaces can share that tail.
        channel_id = f"D{user.id[1:]}"
        while channel_id in self.channels:
            channel_id += "X"
        channel = Channel(id=channel_id, name="", private=True, im_user=user.id)
        for member in (user, self.bot):
            self.enter(member, channel)
        self.channels[channel_id] = channel
        return channel

    def find_direct_channel(self, user: User) -> Channel | None:
        """Return the direct message channel between the bot and a user; None when it was never opened."""
        found = self.channels.get(f"D{user.id[1:]}")
        if found is not None and found.im_user != user.id:
            found = next((channel for channel in self.channels.values() if channel.im_user == user.id), None)
        return found

    def app_bot_id(self, app_name: str) -> str:
        """Return the `B...` of another app, the same one each time it posts."""
        return self.apps.setdefault(app_name, f"B0APP{len(self.apps) + 1:05d}")

    def store(self, message: Message) -> None:
        """Keep a new message; an ephemeral one only for who sees it."""
        if message.ephemeral_to is not None:
            self.ephemeral.append(message)
            return
        channel = self.channels[message.channel]
        channel.messages[message.ts] = message
        if message.thread_ts is not None:
            channel.threads.setdefault(message.thread_ts, []).append(message)
        if message.bot_id == self.bot_id:
            self.posted.append(message)

    def standing(self, message: Message) -> Message | None:
        """Return the message of which this may be an older copy, as it is now; None when it was deleted."""
        if message.ephemeral_to is not None:
            return next((kept for kept in self.ephemeral if kept.ts == message.ts), None)
        found = self.channels[message.channel].messages.get(message.ts)
        return None if found is None or found.subtype == "tombstone" else found

    def remove(self, message: Message) -> None:
        """Forget a message; a thread's first one stays as a tombstone while it has replies."""
        channel = self.channels[message.channel]
        if channel.threads.get(message.ts):
            message.text, message.subtype, message.user = "This message was deleted.", "tombstone", "USLACKBOT"
            message.blocks = message.attachments = message.metadata = None
            return
        del channel.messages[message.ts]
        if message.thread_ts is not None:
            channel.threads[message.thread_ts].remove(message)
        self.posted = [other for other in self.posted if other is not message]

    def top_level(self, channel: Channel) -> Iterator[Message]:
        """Yield what stands in the channel itself, oldest first, without replies."""
        return (message for message in channel.messages.values() if message.thread_ts is None)
