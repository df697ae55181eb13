"""What the sandbox remembers and hands out: users, channels, messages, deliveries, answers."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Json = dict[str, Any]


@dataclass
class User:
    """A person (or a bot) of a workspace.

    Attributes:
        id: Slack's id, `U...`.
        name: The handle, as typed after an `@`; lower case.
        real_name: The full name; empty: the handle stands for it.
        display_name: The name the person chose; empty when none was chosen.
        tz: IANA name of the time zone; None: Slack doesn't know it and leaves the fields out.
        is_admin: May administer the workspace.
        is_owner: Owns the workspace.
        is_restricted: A guest.
        is_ultra_restricted: A guest of a single channel.
        is_bot: A bot user.
        deleted: The account is deactivated.
        team_id: The workspace the user belongs to; None: the sandbox's own. Another: a stranger in a shared channel.
        email: Shown only where the manifest has `users:read.email`; None: unknown.
        locale: Language and region; shown to who asks for it (`include_locale`).
    """

    id: str
    name: str
    real_name: str = ""
    display_name: str = ""
    tz: str | None = "Europe/Berlin"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    team_id: str | None = None
    email: str | None = None
    locale: str = "en-US"


@dataclass
class Message:
    """One message, kept as it is now: an edit changes it in place.

    Attributes:
        channel: The channel's id; `D...` for a direct message.
        ts: Slack's id of the message in its channel, `seconds.microseconds`.
        user: Who wrote it; None for another app's `bot_message`.
        bot_id: The app's bot, `B...`; None for a person's message.
        text: The text, in Slack's own escaped form.
        blocks: Block Kit blocks, as they were posted; None when there are none.
        attachments: Attachments; None when there are none.
        metadata: `event_type` and `event_payload`; None when there is none.
        thread_ts: The `ts` of the thread's first message; None at top level.
        posted_at: Unix time of the posting, in seconds.
        ephemeral_to: The only user who sees it; None: everybody in the channel does.
        subtype: Slack's subtype; None for an ordinary message.
        username: The name under which another app posted; None otherwise.
        app_id: The app that posted; None for a person's message.
        edited: `user` and `ts` of the last edit; None: never edited.
        extra: Whatever else the message carries (`files`, ...).
    """

    channel: str
    ts: str
    user: str | None
    text: str
    bot_id: str | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str | None = None
    posted_at: float = 0.0
    ephemeral_to: str | None = None
    subtype: str | None = None
    username: str | None = None
    app_id: str | None = None
    edited: Json | None = None
    extra: Json = field(default_factory=dict)


@dataclass
class Channel:
    """A channel and all that stands in it.

    Attributes:
        id: `C...` or `G...`, `D...` for a direct message with the bot.
        name: Without `#`; empty for a direct message.
        members: The users in it, the bot included.
        private: Only members see it.
        archived: Nobody can post any more.
        shared: A stranger from another workspace is or was in it (Slack Connect).
        im_user: The other side of a direct message; None for a channel.
        messages: All messages by `ts`, oldest first, replies too.
        threads: The replies by the `ts` of their thread's first message, oldest first.
    """

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    archived: bool = False
    shared: bool = False
    im_user: str | None = None
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[Message]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """`channel`, `group` (private) or `im`, as Slack's `channel_type` says it."""
        if self.im_user is not None:
            return "im"
        return "group" if self.private else "channel"

    def is_shown_to(self, user: User) -> bool:
        """Return whether a person sees it: it is public, or they are in it."""
        return self.kind == "channel" or user.id in self.members


class Attempt(NamedTuple):
    """One sending of an event: which retry (0: the first), the HTTP status (None: no answer), how long it took."""

    retry_num: int
    status: int | None
    seconds: float

    @property
    def acknowledged(self) -> bool:
        """Whether the bot answered 2xx."""
        return self.status in range(200, 300)


@dataclass(frozen=True)
class Reply:
    """What the bot answered.

    Attributes:
        status: HTTP status; None: no answer.
        text: The body; empty without one.
        content_type: Without parameters; empty without an answer.
        seconds: From sending to the end of the answer.
        reason: Why there is no answer, in the word of `X-Slack-Retry-Reason`; None when there is one.
        no_retry: The bot asked not to get this again (`X-Slack-No-Retry: 1`).
    """

    status: int | None
    text: str = ""
    content_type: str = ""
    seconds: float = 0.0
    reason: str | None = None
    no_retry: bool = False


@dataclass
class Delivery:
    """An event on its way to the bot, with all attempts so far.

    Attributes:
        event_id: The same for every attempt and duplicate.
        payload: The whole envelope, as sent.
        attempts: In the order in which they ended; empty: nothing was sent (not subscribed, or no `events_url`).
    """

    event_id: str
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        """Whether the bot answered any attempt with 2xx."""
        return any(attempt.acknowledged for attempt in self.attempts)


@dataclass
class CommandAnswer:
    """What a person gets back from a slash command.

    Attributes:
        status: HTTP status; None: no answer in time, Slack shows an error.
        text: Empty when the answer had none.
        blocks: None when the answer had none.
        seconds: How long the answer took.
        response_type: `ephemeral` unless the answer says `in_channel`.
        error: The word Slack would show the person instead of the answer (`operation_timeout`,
            `http_service_error`, `invalid_blocks`, ...); None: the answer is shown.
    """

    status: int | None
    text: str
    blocks: list[Json] | None
    seconds: float
    response_type: str = "ephemeral"
    error: str | None = None


@dataclass(frozen=True)
class Offer:
    """What the bot offers for an external select.

    Attributes:
        reply: Its answer.
        options: All that can be chosen, those of groups too.
        groups: The same as groups with a label; empty when it has none.
        fault: Why Slack would show an error instead; None: it would not.
    """

    reply: Reply
    options: list[Json] = field(default_factory=list)
    groups: list[Json] = field(default_factory=list)
    fault: str | None = None


@dataclass(frozen=True)
class Submitted:
    """What a person gets back from sending a modal off.

    Attributes:
        reply: The bot's answer; None: nothing was sent, as something that must be filled in is empty.
        errors: What is shown below inputs, by block_id.
        notice: What is shown above all, when the bot's answer is none; None: nothing.
        fault: Why it is none, for who writes the bot; the person doesn't see it.
    """

    reply: Reply | None
    errors: dict[str, str] = field(default_factory=dict)
    notice: str | None = None
    fault: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the bot has taken it."""
        return self.reply is not None and not self.errors and self.notice is None


class Call(NamedTuple):
    """One call of a Web API method: its arguments without the token, and `ok`, Slack's error word or the fault's kind."""

    method: str
    arguments: Json
    outcome: str
