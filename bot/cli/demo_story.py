"""What happens in the demo: the people, the configuration, and what they do, in order of time."""

from bot.cli.demo_stage import Press, Stage
from bot.ids import Action, Command
from bot.sandbox import Sandbox, User

WORKSPACE = "T01DEMO"
LEADS, FORMS, PRESS = "C01LEADS", "C02FORMS", "C03PRESS"
SALES, SUPPORT, PARTNERS = "C04SALES", "C05SUPPORT", "C06PARTNERS"
PRICING = "C07PRICING"
ADA, EMIL, EMILIE, INES, YULIA = "U01ADA", "U02EMIL", "U03EMILIE", "U04INES", "U05YULIA"
NUSTA, OSKAR, OYSTEIN, ZOE = "U06NUSTA", "U07OSKAR", "U08OYSTEIN", "U09ZOE"
JEAN, LUKASZ, OZLEM = "U10JEAN", "U11LUKASZ", "U12OZLEM"
MIA, LENA, OMAR, RITA = "U13MIA", "U14LENA", "U15OMAR", "U16RITA"

#: A dozen teammates, the manager and three who are leads. A machine that looks at codes alone would put É, Ł, Ñ, Ö and Ø,
#: and whoever writes themselves small, after all the others.
PEOPLE = (
    User(id=EMIL, name="emil", real_name="Emil Novak", tz="Europe/Prague"),
    User(id=INES, name="ines", real_name="inés de León", tz="Europe/Madrid"),
    User(id=ADA, name="ada", real_name="Ada Byrne", tz="Europe/London"),
    User(id=YULIA, name="yulia", real_name="Юлия Лин", tz="Asia/Almaty"),
    User(id=EMILIE, name="emilie", real_name="Émilie Roux", tz="Europe/Paris"),
    User(id=ZOE, name="zoe", real_name="zoë Quinn", tz="America/New_York"),
    User(id=OYSTEIN, name="oystein", real_name="Øystein Berg", tz="Europe/Oslo"),
    User(id=OSKAR, name="oskar", real_name="Oskar Lind", tz="Europe/Stockholm", deleted=True),
    User(id=NUSTA, name="nusta", real_name="Ñusta Mamani", tz="America/La_Paz"),
    User(id=JEAN, name="jeanluc", real_name="Jean-Luc Roy", tz="America/Montreal"),
    User(id=OZLEM, name="ozlem", real_name="Özlem Kaya", tz="Europe/Istanbul"),
    User(id=LUKASZ, name="lukasz", real_name="Łukasz Wilk", tz="Europe/Warsaw"),
    User(id=MIA, name="mia", real_name="Mia Manager", is_admin=True),
    User(id=LENA, name="lena", real_name="Lena Fischer"),
    User(id=OMAR, name="omar", real_name="Omar Haddad"),
    User(id=RITA, name="rita", real_name="Rita Sousa"),
)

CHANNELS = {
    LEADS: "leads", FORMS: "forms", PRESS: "press", PRICING: "pricing",
    SALES: "sales", SUPPORT: "support", PARTNERS: "partners",
}  # fmt: skip

CONFIGURATION = f"""
workspace: {WORKSPACE}
managers: [{MIA}]
teams:
  sales: {{channel: {SALES}, teammates: [{EMIL}, {INES}, {ADA}, {YULIA}, {EMILIE}]}}
  support: {{channel: {SUPPORT}, teammates: [{ZOE}, {OYSTEIN}, {OSKAR}, {NUSTA}], waiting_burst: 2}}
  partners: {{channel: {PARTNERS}, teammates: [{ADA}, {JEAN}, {OZLEM}, {LUKASZ}], method: manual}}
sources:
  - {{channel: {LEADS}}}
  - {{channel: {FORMS}, from: apps}}
  - {{channel: {PRESS}}}
  - {{channel: {PRICING}, qualify: pricing}}
qualifications:
  pricing:
    wording: {{greeting: "Hello {{lead}}! A few questions, so that the right person answers."}}
    questions:
      - {{attribute: email, ask: "What's your work e-mail?", kind: email}}
      - {{attribute: company_size, ask: "How many people work there?", kind: choice, choices: ["1-50", "51-500", "500+"]}}
      - {{attribute: customer, ask: "Are you a customer already?", kind: yes_no, required: false}}
rules:
  - {{when: new_conversation, if: {{text: {{contains: [broken, invoice, password]}}}}, assign_to: support}}
  - {{when: new_conversation, if: {{text: {{contains: resell}}}}, assign_to: partners}}
  - {{when: new_conversation, if: {{email: {{email_domain: bigcorp.example.com}}}}, assign_to: {JEAN}, tag: [enterprise]}}
  - {{when: new_conversation, if: {{channel: [{LEADS}, {FORMS}]}}, assign_to: sales}}
  - {{when: qualified, if: {{customer: yes}}, assign_to: support}}
  - {{when: qualified, if: {{company_size: "500+"}}, assign_to: {JEAN}, tag: [enterprise]}}
  - {{when: qualified, assign_to: sales}}
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
    await stage.command(EMILIE, Command.AWAY, "on lunch", SALES)
    await _booking(stage, "Priya Shah", "priya@shah.example.com", "Demo booked for Thursday, 10:00")
    await _form(stage, "Grace Oh", "grace@bigcorp.example.com", "500 seats, please call me.")
    await stage.write(OMAR, LEADS, "Do you integrate with our CRM?")
    await stage.command(EMILIE, Command.AWAY, "back", SALES)
    await _form(stage, "Tom Park", "tom@park.example.com", "Who can show me the product?")
    await _form(stage, "Ines Ruiz", "ines@ruiz.example.com", "What do schools pay?")
    await stage.write(LENA, LEADS, "Is there a price list?")
    await stage.command(NUSTA, Command.AWAY, "on parental leave", SUPPORT)
    await stage.write(OMAR, LEADS, "The export is broken since this morning.")
    await stage.write(RITA, LEADS, "Could we resell it in Portugal?")
    await stage.command(OYSTEIN, Command.AWAY, "until friday at a trade fair", SUPPORT)
    await stage.command(MIA, Command.AWAY, "@zoe for 2h dentist", SUPPORT)
    await stage.write(LENA, LEADS, "Our invoice shows the wrong address.")
    await stage.write(OMAR, LEADS, "How do I change my password?")
    await stage.write(RITA, LEADS, "The link in the mail is broken.")
    await stage.write(RITA, PRESS, "May we interview your founders?")


async def operator_asks(stage: Stage) -> None:
    """Let a lead be asked: one answer is none, one is pressed, and one question is skipped."""
    replies = ("omar at haddad", "omar@haddad.example.com", Press("500+"), Press("Skip"))
    await stage.talk(OMAR, PRICING, "What would it cost for all of us?", *replies)


async def people_act(stage: Stage) -> None:
    """Let people accept, pass on, take, go away and come back."""
    await stage.press(1, Action.CONVERSATION_ACCEPT, ADA)
    await stage.command(INES, Command.AWAY, "for 90m school run", SALES)
    for user_id in (EMIL, YULIA, ADA, EMILIE):
        await stage.press(2, Action.CONVERSATION_PASS, user_id)
    await stage.command(INES, Command.AWAY, "off", SALES)
    await stage.press(10, Action.CONVERSATION_TAKE, LUKASZ, OZLEM)
    await stage.command(OYSTEIN, Command.AWAY, "off", SUPPORT)
    await stage.command(ZOE, Command.AWAY, "off", SUPPORT)
    await stage.press(14, Action.CONVERSATION_TAKE, MIA)
    await stage.command(EMILIE, Command.AWAY, "until monday skiing", SALES)


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
