"""A person, as Slack tells of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user. `name` is what they are called (CONTRACT 5.1); `time_zone` an IANA name, "" where unknown.

    `locale`: Slack's word for language and region, `en-US`; "": it has none, None: it didn't say. `image`: the address of
    their picture, `email` that of their profile, "" where unknown. `updated`: when Slack last changed the user, UTC
    seconds; 0: Slack didn't say.
    """

    user_id: str
    name: str
    time_zone: str = ""
    deactivated: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    locale: str | None = None
    image: str = ""
    email: str = ""
    updated: int = 0


@dataclass(frozen=True, slots=True)
class Caller:
    """Who uses a command or a button, in which channel, and whether they may change teams and rules."""

    workspace_id: str
    user_id: str
    channel: str
    is_manager: bool = False
    is_guest: bool = False
    is_stranger: bool = False
