"""What happens in the demo: the people, the configuration, and what they do, in order of time."""

from bot.cli.demo_stage import Stage
from bot.ids import Action, Command
from bot.sandbox import Sandbox, User

WORKSPACE = "T01DEMO"
LEADS, FORMS, PRESS = "C01LEADS", "C02FORMS", "C03PRESS"
SALES, SUPPORT, PARTNERS = "C04SALES", "C05SUPPORT", "C06PARTNERS"
ADA, EDWARD, ELODIE, EMILY = "U01ADA", "U02EDWARD", "U03ELODIE", "U04EMILY"
OSKAR, OYSTEIN, ZOE = "U05OSKAR", "U06OYSTEIN", "U07ZOE"
MIA, LENA, OMAR, RITA = "U08MIA", "U09LENA", "U10OMAR", "U11RITA"

#: É, Ø and a small z come last for a machine; for people Élodie stands between Edward and Emily, and zoë after Øystein.
PEOPLE = (
    User(id=EMILY, name="emily", real_name="Emily Novak", tz="Europe/Prague"),
    User(id=ADA, name="ada", real_name="Ada Byrne", tz="Europe/London"),
    User(id=ELODIE, name="elodie", real_name="Élodie Roux", tz="Europe/Paris"),
    User(id=EDWARD, name="edward", real_name="Edward Kim", tz="Asia/Seoul"),
    User(id=ZOE, name="zoe", real_name="zoë Quinn", tz="America/New_York"),
    User(id=OYSTEIN, name="oystein", real_name="Øystein Berg", tz="Europe/Oslo"),
    User(id=OSKAR, name="oskar", real_name="Oskar Lind", tz="Europe/Stockholm", deleted=True),
    User(id=MIA, name="mia", real_name="Mia Manager", is_admin=True),
    User(id=LENA, name="lena", real_name="Lena Fischer"),
    User(id=OMAR, name="omar", real_name="Omar Haddad"),
    User(id=RITA, name="rita", real_name="Rita Sousa"),
)

CHANNELS = {
    LEADS: "leads", FORMS: "forms", PRESS: "press", SALES: "sales", SUPPORT: "support", PARTNERS: "partners",
}  # fmt: skip

CONFIGURATION = f"""
workspace: {WORKSPACE}
managers: [{MIA}]
teams:
  sales: {{channel: {SALES}, teammates: [{EMILY}, {ADA}, {ELODIE}, {EDWARD}]}}
  support: {{channel: {SUPPORT}, teammates: [{ZOE}, {OYSTEIN}, {OSKAR}], waiting_burst: 2}}
  partners: {{channel: {PARTNERS}, teammates: [{ADA}, {EDWARD}], method: manual}}
sources:
  - {{channel: {LEADS}}}
  - {{channel: {FORMS}, from: apps}}
  - {{channel: {PRESS}}}
rules:
  - {{when: new_conversation, if: {{text: {{contains: [broken, invoice, password]}}}}, assign_to: support}}
  - {{when: new_conversation, if: {{text: {{contains: resell}}}}, assign_to: partners}}
  - {{when: new_conversation, if: {{email: {{email_domain: bigcorp.example.com}}}}, assign_to: {EDWARD}, tag: [enterprise]}}
  - {{when: new_conversation, if: {{channel: [{LEADS}, {FORMS}]}}, assign_to: sales}}
"""


def furnish(sandbox: Sandbox) -> None:
    """Put the people and the channels into the local Slack."""
    for user in PEOPLE:
        sandbox.add_user(user)
    members = [user.id for user in PEOPLE if not user.deleted]
    for channel, name in CHANNELS.items():
        sandbox.add_channel(channel, name=name, members=members)


async def leads_come(stage: Stage) -> None:
    """Send every lead, while people go away and come back in between."""
    await stage.write(LENA, LEADS, "Hello! What would 40 seats cost us?")
    await _form(stage, "Jonas Weber", "jonas@weber.example.com", "We'd like a trial for our team.")
    await stage.command(ELODIE, Command.AWAY, "on lunch", SALES)
    await _booking(stage, "Priya Shah", "priya@shah.example.com", "Demo booked for Thursday, 10:00")
    await _form(stage, "Grace Oh", "grace@bigcorp.example.com", "500 seats, please call me.")
    await stage.write(OMAR, LEADS, "Do you integrate with our CRM?")
    await stage.command(ELODIE, Command.AWAY, "back", SALES)
    await _form(stage, "Tom Park", "tom@park.example.com", "Who can show me the product?")
    await _form(stage, "Ines Ruiz", "ines@ruiz.example.com", "What do schools pay?")
    await stage.write(OMAR, LEADS, "The export is broken since this morning.")
    await stage.write(RITA, LEADS, "Could we resell it in Portugal?")
    await stage.command(OYSTEIN, Command.AWAY, "until friday at a trade fair", SUPPORT)
    await stage.command(MIA, Command.AWAY, "@zoe for 2h dentist", SUPPORT)
    await stage.write(LENA, LEADS, "Our invoice shows the wrong address.")
    await stage.write(OMAR, LEADS, "How do I change my password?")
    await stage.write(RITA, LEADS, "The link in the mail is broken.")
    await stage.write(LENA, LEADS, "Can the invoice be in euros?")
    await stage.write(RITA, PRESS, "May we interview your founders?")


async def people_act(stage: Stage) -> None:
    """Let people accept, pass on, take, go away and come back."""
    await stage.press(1, Action.CONVERSATION_ACCEPT, ADA)
    await stage.command(EMILY, Command.AWAY, "for 90m school run", SALES)
    for user_id in (EDWARD, ADA, ELODIE):
        await stage.press(2, Action.CONVERSATION_PASS, user_id)
    await stage.command(EMILY, Command.AWAY, "off", SALES)
    await stage.press(9, Action.CONVERSATION_TAKE, ADA, EDWARD)
    await stage.command(OYSTEIN, Command.AWAY, "off", SUPPORT)
    await stage.command(ZOE, Command.AWAY, "off", SUPPORT)
    await stage.press(14, Action.CONVERSATION_TAKE, MIA)
    await stage.command(ELODIE, Command.AWAY, "until monday skiing", SALES)


async def look(stage: Stage, team: str = "") -> None:
    """Let the manager look at a team; "": at all of them."""
    await stage.command(MIA, Command.ROTATION, f"show {team}".rstrip(), SALES)


async def _form(stage: Stage, name: str, email: str, wish: str) -> None:
    told = {"Name": name, "Email": email, "Message": wish}
    fields = [{"title": title, "value": value} for title, value in told.items()]
    attachments = [{"fallback": "New form", "fields": fields}]
    await stage.post(f"Website form, {name}", "Website form", FORMS, wish, attachments=attachments)


async def _booking(stage: Stage, name: str, email: str, what: str) -> None:
    text = f"*{what}*\nName: {name}\nEmail: <mailto:{email}|{email}>"
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    await stage.post(f"Calendly, {name}", "Calendly", FORMS, what, blocks=blocks)
