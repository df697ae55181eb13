"""What happens in the demo: the people, the configuration, and the leads, in the order in which they are told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import Sandbox, User

WORKSPACE = "T01DEMO"
LEADS, FORMS, SALES, SUPPORT = "C01LEADS", "C02FORMS", "C03SALES", "C04SUPPORT"
MIA, LENA = "U09MIA", "U10LENA"

#: Names that sort unexpectedly: Élodie stands between Edward and Emily, Øystein after Oskar.
PEOPLE = (
    User(id="U01EMIL", name="emily", real_name="Emily Novak", tz="Europe/Prague"),
    User(id="U02ADA", name="ada", real_name="Ada Byrne", tz="Europe/London"),
    User(id="U03OYST", name="oystein", real_name="Øystein Berg", tz="Europe/Oslo"),
    User(id="U04ELOD", name="elodie", real_name="Élodie Roux", tz="Europe/Paris"),
    User(id="U05EDWA", name="edward", real_name="Edward Kim", tz="Asia/Seoul"),
    User(id="U06ZOE", name="zoe", real_name="zoë Quinn", tz="America/New_York"),
    User(id=MIA, name="mia", real_name="Mia Manager", is_admin=True),
    User(id=LENA, name="lena", real_name="Lena Lead"),
    User(id="U11OMAR", name="omar", real_name="Omar Haddad"),
)

CONFIGURATION = f"""
workspace: {WORKSPACE}
teams:
  sales: {{channel: {SALES}, teammates: [U01EMIL, U02ADA, U04ELOD, U05EDWA]}}
  support: {{channel: {SUPPORT}, teammates: [U03OYST, U06ZOE]}}
sources:
  - {{channel: {LEADS}}}
  - {{channel: {FORMS}, from: apps}}
rules:
  - {{when: new_conversation, if: {{text: {{contains: [broken, invoice]}}}}, assign_to: support}}
  - {{when: new_conversation, if: {{email: {{email_domain: bigcorp.example.com}}}}, assign_to: U05EDWA, tag: [enterprise]}}
  - {{when: new_conversation, assign_to: sales}}
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the demo's table. `source_key` is a lead's, None for something that people did."""

    what: str
    said: str
    source_key: str | None = None


@dataclass(slots=True)
class Story:
    """Plays the demo in the sandbox and remembers what to tell of it."""

    sandbox: Sandbox
    told: list[Told] = field(default_factory=list)

    async def play(self) -> None:
        """Send every lead, and let people go away and come back in between."""
        steps: tuple[Callable[[], Awaitable[None]], ...] = (
            lambda: self._lead(LENA, "Hello! What would 40 seats cost us?"),
            lambda: self._form("Jonas Weber", "jonas@weber.example.com", "We'd like a trial for our team."),
            lambda: self._command("U04ELOD", "/away", "on lunch"),
            lambda: self._app("Calendly", "Priya Shah", "priya@shah.example.com", "Demo booked for Thursday, 10:00"),
            lambda: self._lead("U11OMAR", "Do you integrate with our CRM?"),
            lambda: self._lead(LENA, "And is there a discount for a year?"),
            lambda: self._form(
                "Grace Oh", "grace@bigcorp.example.com", "500 seats, please call me at +44 20 7946 0958"
            ),
            lambda: self._lead("U11OMAR", "The export is broken since this morning."),
            lambda: self._command("U04ELOD", "/away", "back"),
            lambda: self._form("Tom Park", "tom@park.example.com", "Who can show me the product?"),
            lambda: self._form("Ines Ruiz", "ines@ruiz.example.com", "Pricing for schools?"),
            lambda: self._command("U03OYST", "/away", "on"),
            lambda: self._command(MIA, "/away", "@zoe on at the dentist"),
            lambda: self._lead(LENA, "Our invoice shows the wrong address."),
            lambda: self._command("U06ZOE", "/away", "off"),
            lambda: self._command(MIA, "/rotation", "show sales"),
        )
        for step in steps:
            await step()

    async def _lead(self, user_id: str, text: str) -> None:
        ts = await self.sandbox.write(user_id, LEADS, text)
        name = next(user.real_name for user in PEOPLE if user.id == user_id)
        self.told.append(Told(f"{name} writes", text, f"message:{LEADS}:{ts}"))

    async def _form(self, name: str, email: str, wish: str) -> None:
        fields = [
            {"title": "Name", "value": name},
            {"title": "Email", "value": email},
            {"title": "Message", "value": wish},
        ]
        await self._post("Website form", f"{name}: {wish}", attachments=[{"fallback": "New form", "fields": fields}])

    async def _app(self, app: str, name: str, email: str, what: str) -> None:
        text = f"*{what}*\nName: {name}\nEmail: <mailto:{email}|{email}>"
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
        await self._post(app, f"{name}: {what}", blocks=blocks)

    async def _post(self, app: str, said: str, **content: Any) -> None:
        ts = await self.sandbox.post_as_app(FORMS, app_name=app, text="", **content)
        self.told.append(Told(f"{app} posts", said, f"message:{FORMS}:{ts}"))

    async def _command(self, user_id: str, command: str, text: str) -> None:
        answer = await self.sandbox.run_command(user_id, command, text, channel=SALES)
        name = next(user.real_name for user in PEOPLE if user.id == user_id)
        self.told.append(Told(f"{name}: {command} {text}", answer.text))


CHANNELS = {LEADS: "leads", FORMS: "forms", SALES: "sales", SUPPORT: "support"}


def furnish(sandbox: Sandbox) -> None:
    """Put the people and the channels into the sandbox."""
    for user in PEOPLE:
        sandbox.add_user(user)
    members = [user.id for user in PEOPLE]
    for channel, name in CHANNELS.items():
        sandbox.add_channel(channel, name=name, members=members)
