"""The kinds of people of docs/permissions.md, and the workspace in which they are tried."""

from dataclasses import dataclass
from typing import Final

from bot.sandbox import User
from tests.support.world import ALICE, BOB, CAROL, GUEST, LEADS, LENA, MANAGER, SALES, SUPPORT, VIP, WORKSPACE

OWNER, ADMIN, SET_MANAGER, NAMED_GUEST = "U07OWNER", "U23ADMIN", "U30SET", "U31NAMED"
STRANGER, ROBOT, LEAD = "U20STRANGER", "U21ROBOT", "U32LEAD"
DESK: Final = "C10DESK"
SOURCES: Final = {"anyone": "C11ANYONE", "people": "C12PEOPLE", "apps": "C13APPS", "not_teammates": "C14NOTMATES"}


@dataclass(frozen=True)
class Who:
    """Somebody of a column. `our_name`: a stranger whose command comes as if of our workspace. `app`: how it posts."""

    label: str
    id: str
    our_name: bool = False
    app: str | None = None


#: The columns of the page, and all who are tried in each.
PEOPLE: Final = {
    "its teammate": [Who("teammate", ALICE)],
    "of another team": [Who("teammate of another team", CAROL)],
    "in no team": [Who("somebody in no team", LENA)],
    "manager": [Who("manager of the file", MANAGER), Who("manager of the setting", SET_MANAGER)],
    "admin or owner": [Who("admin", ADMIN), Who("owner", OWNER)],
    "guest": [Who("guest", GUEST), Who("guest named a manager", NAMED_GUEST)],
    "stranger": [Who("stranger", STRANGER), Who("stranger in our name", STRANGER, our_name=True)],
    "another app": [
        Who("app", ROBOT, app="bot_message"), Who("app with a user", ROBOT, app="user"),
        Who("Slackbot", "USLACKBOT", app="slackbot"),
    ],
}  # fmt: skip
EVERYBODY: Final = sorted({BOB, LEAD, *(who.id for column in PEOPLE.values() for who in column)} - {"USLACKBOT"})

_LISTENING: Final = ", ".join(f"{{channel: {channel}, from: {sender}}}" for sender, channel in SOURCES.items())
_GIVING: Final = "".join(
    f"\n  - {{when: new_conversation, if: {{text: for {one}}}, assign_to: {one}}}" for one in EVERYBODY
)

#: `support` assigns by hand, so that what comes waits; a lead `for U…` is given to that person by a rule. A guest and a
#: stranger are named as managers, which makes them none.
CONFIGURATION: Final = f"""
workspace: {WORKSPACE}
managers: [{MANAGER}, {NAMED_GUEST}, {STRANGER}]
teams:
  support: {{channel: {SUPPORT}, method: manual, teammates: [{ALICE}, {BOB}]}}
  open: {{channel: {SALES}, teammates: [{ALICE}, {BOB}], self_join: true}}
  vip: {{channel: {VIP}, teammates: [{CAROL}]}}
  desk: {{channel: {DESK}, method: manual, teammates: [{CAROL}]}}
sources: [{{channel: {LEADS}}}, {_LISTENING}]
rules:
  - {{when: new_conversation, if: {{channel: [{", ".join(SOURCES.values())}]}}, assign_to: support}}
  - {{when: new_conversation, if: {{text: for the team}}, assign_to: support}}{_GIVING}
"""


def newcomers() -> list[User]:
    """Return those whom the world doesn't have already."""
    return [
        User(id=ADMIN, name="ada", real_name="Ada Admin", is_admin=True),
        User(id=SET_MANAGER, name="seth", real_name="Seth Set"),
        User(id=NAMED_GUEST, name="nina", real_name="Nina Named", is_restricted=True, is_ultra_restricted=True),
        User(id=STRANGER, name="stan", real_name="Stan Stranger", team_id="T99OTHER"),
        User(id=ROBOT, name="robot", real_name="A Robot", is_bot=True),
        User(id=LEAD, name="leo", real_name="Leo Lead"),
    ]
