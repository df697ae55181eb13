"""What the bot was really sent, and is then sent with something wrong in it (issue 6)."""

import json
import sys

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.ids import Action
from bot.sandbox import User
from bot.slack import errors
from bot.slack.listeners.events import message
from bot.web import answering
from tests.support.harness import Harness
from tests.support.whole import half_written
from tests.support.world import SALES, SUPPORT, VIP, WORKSPACE, world_in
from tests.web.mutating import TEXTS, changed, some
from tests.web.payloads import FORM, form_body, interaction_body

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRACES = ("Traceback", 'File "', "Error(", "Exception", "<class", "object at 0x", "None of", "NoneType")


async def a_day(world):
    """Let happen, once, all that a bot is told of."""
    harness = Harness(world)
    slack, alice, bob, mia, lena = harness.slack, harness.alice, harness.bob, harness.mia, harness.lena
    lead = await lena.writes("How much are 40 seats? lena@acme.example")
    reply = await alice.answers(lead, "I'll look")
    await lena.answers(lead, "Thanks", subtype="thread_broadcast")
    await lena.edits(lead, "How much are 50 seats?")
    await alice.deletes(reply)
    await lena.writes("With a file", subtype="file_share", files=[{"id": "F1", "name": "a.pdf"}])
    fields = [{"title": "Email", "value": "lena@acme.example", "short": True}]
    await slack.app("A Form").posts("New lead", attachments=[{"fallback": "x", "fields": fields}])
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*Name*\nLena"}}
    await slack.app("New Form", has_user=True).posts("New lead", blocks=[block])
    stan = slack.adds(User(id="U20STRANGER", name="stan", team_id="T99OTHER"))
    await stan.writes("From another company")
    await lena.tells_the_bot("Who are you?")
    await world.sandbox.change_user(bob, display_name="Bobby")
    await slack.person("U21NEW").joins("nina", "")
    await mia.takes_the_bot_out(VIP)
    await mia.invites_the_bot(VIP)
    for who, command in (
        (alice, "/away until friday lunch"),
        (mia, "/away @bob on for 2h"),
        (mia, "/rotation add sales @mia"),
        (mia, "/rotation listen #vip sales"),
        (alice, "/away back"),
    ):
        await who.runs(command, SALES)
    card = await alice.gets(lead)
    await alice.presses("Accept", card)
    await alice.presses("Pass on", card)
    card = await slack.card(await lena.writes("It is broken"), "Nobody has this", of=SUPPORT)
    await bob.presses("Take it", card)
    await a_dialog(world, harness)
    await mia.archives(VIP)


async def a_dialog(world, harness):
    """Let a lead answer the Operator's questions in every way."""
    lena = harness.lena
    lead = await lena.writes("What does it cost?", SUPPORT)
    await lena.reads(lead, "E-mail?")
    wrong = await lena.answers(lead, "no")
    await lena.edits(wrong, "lena@acme.example")
    await lena.presses("few", await lena.reads(lead, "How many?"))
    use = await lena.reads(lead, "What for?")
    await lena.picks(["a", "b"], use, Action.QUALIFICATION_PICK)
    await lena.presses("Done", use)
    await lena.picks("c3", await lena.reads(lead, "Where?"))
    await lena.picks("2029-12-24", await lena.reads(lead, "When?"))
    await lena.presses("Skip", await lena.reads(lead, "Else?"))
    await lena.deletes(wrong)
    await harness.slack.until(lambda: harness.slack.told_of(lead)[0])


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["http", "socket"])
async def awake(request, databases):
    """A world whose bot runs for the whole file, over each transport on a database of its own."""
    with databases.fresh(configured=True) as url:
        async with world_in(url, configuration="", socket_mode=request.param == "socket") as world:
            await world.apply(ASKING)
            async with world.awake():
                yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sent(awake):
    """All that was sent to the bot on a day: (kind, payload), a kind being that of a Socket Mode envelope."""
    told = []
    sender = awake.sandbox._core.sender
    event, command, interaction = sender.event, sender.command, sender.interaction

    def listens(kind, send):
        async def listened(payload):
            told.append((kind, json.loads(json.dumps(payload))))
            return await send(payload)

        return listened

    sender.event = listens("events_api", event)
    sender.command = listens("slash_commands", command)
    sender.interaction = listens("interactive", interaction)
    await a_day(awake)
    await awake.sandbox.delivered()
    sender.event, sender.command, sender.interaction = event, command, interaction
    return told


ASKING = f"""
workspace: {WORKSPACE}
qualifications:
  inbound:
    questions:
      - {{attribute: email, ask: "E-mail?", kind: email}}
      - {{attribute: size, ask: "How many?", kind: choice, choices: [few, many]}}
      - {{attribute: use, ask: "What for?", kind: multi_choice, choices: [a, b]}}
      - {{attribute: place, ask: "Where?", kind: choice, choices: [c1, c2, c3, c4, c5, c6]}}
      - {{attribute: start, ask: "When?", kind: date}}
      - {{attribute: more, ask: "Else?", required: false}}
sources:
  - {{channel: {SUPPORT}, qualify: inbound}}
rules:
  - {{when: qualified, assign_to: sales}}
  - {{when: new_conversation, if: {{text: {{contains: broken}}}}, assign_to: support}}
  - {{when: new_conversation, assign_to: sales}}
"""


class Log:
    """Stands in for a module's log, and keeps what went wrong unforeseen: the bot answers even then, and hides it."""

    def __init__(self):
        self.failures = []

    def error(self, event, **more):
        self.failures.append((event, more.get("exc_info")))

    def exception(self, event, **_more):
        self.failures.append((event, sys.exc_info()[1]))

    def __getattr__(self, _level):
        return lambda *_event, **_more: None


@pytest.fixture(scope="module")
def log():
    """The log of whatever catches what nobody foresaw."""
    made = Log()
    with pytest.MonkeyPatch.context() as patch:
        for module in (errors, message, answering):
            patch.setattr(module, "_log", made)
        yield made


async def send(world, kind, payload):
    """Send what may be nobody's idea of a payload, once; return the status and what was said."""
    sockets = world.sandbox._core.sender.sockets
    if sockets is not None:
        reply = await sockets.deliver(kind, payload, 3.0, takes_payload=kind == "slash_commands")
        return reply.status, reply.text
    if kind == "events_api":
        return await world.sandbox.send_raw(json.dumps(payload).encode())
    body = form_body(payload) if kind == "slash_commands" else interaction_body(payload)
    return await world.sandbox.send_raw(body, content_type=FORM)


async def test_a_day_tells_of_everything_that_the_bot_listens_to(awake, sent):
    kinds = {payload["event"]["type"] for _, payload in sent if "event" in payload}
    subscribed = awake.sandbox._core.grants.events
    silent = {"app_uninstalled", "tokens_revoked", "channel_left", "group_archive", "group_left", "member_left_channel"}
    assert kinds >= {one.partition(".")[0] for one in subscribed} - silent
    assert {kind for kind, _ in sent} == {"events_api", "slash_commands", "interactive"}
    assert {payload.get("command") for _, payload in sent} >= {"/away", "/rotation"}


def anew(delivery, number):
    """Return an event as if it was another one that came later: a message that is known already is soon done with."""
    event = delivery.get("event", {})
    if event.get("type") != "message" or "subtype" in event:
        return delivery
    ts = f"1790000000.{number:06d}"
    return delivery | {"event": event | {"ts": ts, "event_ts": ts}}


@some(300)
@given(data=st.data())
async def test_what_it_was_sent_with_something_wrong_is_answered_and_foreseen(awake, sent, log, data):
    kind, seed = data.draw(st.sampled_from(sent), label="seed")
    if kind == "slash_commands":
        names = data.draw(st.lists(st.sampled_from([name for name in seed if name != "command"]), max_size=3))
        payload = seed | {name: data.draw(TEXTS).encode("utf-8", "replace").decode() for name in names}
    elif kind == "interactive":
        payload = changed(data, seed)
    else:
        payload = changed(data, anew(seed, data.draw(st.integers(0, 10**6))))
    status, said = await send(awake, kind, payload)
    assert status is not None, "no answer"
    assert status < 500, said
    assert not [trace for trace in TRACES if trace in said], said
    assert log.failures == []


async def test_after_all_that_nothing_is_half_written_and_nobody_was_shown_a_traceback(awake):
    # Whatever was told of the token: Slack is asked once a minute whether it takes it.
    harness = Harness(awake)
    harness.clock.forward(seconds=61)
    post = await harness.olga.writes("a proper lead")
    await harness.slack.until(lambda: awake.sandbox.thread(*post))
    assert awake.sandbox.thread(*post)[0].text.startswith("Assigned to <@U")
    assert await half_written(awake) == []
    assert awake.sandbox.sockets.open == (awake.settings.slack_app_token is not None)
    shown = [message.text for message in [*awake.sandbox.bot_messages(), *awake.sandbox._core.workspace.ephemeral]]
    assert not [text for text in shown for trace in TRACES if trace in text]
