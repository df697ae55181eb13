"""Our deliveries have no field that Slack's own samples lack, and the same JSON types."""

import pytest

from tests.sandbox.samples import compared, sample_of
from tests.sandbox.test_elements import OPTIONS
from tests.sandbox.ways import ALICE, actions, button, field, home, modal, option, plain
from tests.web.payloads import SAMPLES

pytestmark = pytest.mark.skipif(SAMPLES is None, reason="Slack's own samples are not on this machine")

#: What the samples don't show, and why it is sent all the same; `*` is any item of a list.
EXCEPTIONS = {
    "view.blocks": "the samples were made from classes whose blocks are abstract; Slack sends them",
    "response_urls": "likewise; empty where no input asks for one",
    "actions.*.selected_options": "the sample's one action has the fields of single choices only",
    "actions.*.selected_users": "likewise",
    "actions.*.selected_conversations": "likewise",
    "actions.*.selected_channels": "likewise",
    "actions.*.selected_date_time": "likewise; a number in Slack's reference of the element",
}
#: What is null where there is none: a workspace without an enterprise, a first view, a button that isn't there.
NULLABLE = {"?enterprise", "?view.previous_view_id", "?view.submit", "?view.close"}
#: Objects that the samples show empty: what stands in them is the bot's or the form's own.
OPEN = {"state", "view.state", "message.metadata.event_payload"}
#: Lists whose items are of many kinds, each with its own fields; what is in them is as the bot posted it.
AS_POSTED = {"message.blocks"}


def faults(payload, name):
    return list(compared(payload, sample_of(name), EXCEPTIONS.keys() | NULLABLE | OPEN | AS_POSTED))


@pytest.fixture
async def card(stage, post):
    """A message of the bot's in a thread, with metadata."""
    first = await stage.sandbox.write(ALICE, "C01LEADS", "help")
    menus = [
        {"type": kind, "action_id": kind} | more
        for kind, more in (
            ("static_select", OPTIONS | {"placeholder": plain("Which?"), "initial_option": option("b")}),
            ("multi_static_select", OPTIONS),
            ("multi_users_select", {}),
            ("multi_conversations_select", {}),
            ("multi_channels_select", {}),
            ("datetimepicker", {}),
        )
    ]
    blocks = [actions(*menus, button(value="1", style="primary"))]
    metadata = {"event_type": "a", "event_payload": {}}
    await post(stage.sandbox, thread_ts=first, blocks=blocks, metadata=metadata)
    await stage.sandbox.delivered()
    return stage.sandbox.bot_messages()[0]


@pytest.mark.parametrize(
    ("action_id", "given"),
    [
        ("go", None),
        ("static_select", "a"),
        ("multi_static_select", ["a"]),
        ("multi_users_select", [ALICE]),
        ("multi_conversations_select", ["C01LEADS"]),
        ("multi_channels_select", ["C01LEADS"]),
        ("datetimepicker", 1_700_000_000),
    ],
)
async def test_block_actions_of_a_message(stage, card, action_id, given):
    await stage.sandbox.interact(ALICE, card, action_id, given)
    assert faults(stage.payloads[-1], "app-backend/BlockActionPayload.json") == []


async def test_block_actions_of_a_view(stage, show):
    await show(stage, modal(field("plain_text_input", dispatch=True), private_metadata="x", close=plain("Never")))
    await stage.sandbox.fill(ALICE, "what", "Lena")
    assert faults(stage.payloads[-1], "app-backend/BlockActionPayload.json") == []


async def test_a_form_that_is_sent_off_and_one_that_is_closed(stage, show):
    view = modal(field("plain_text_input", initial_value="x"), notify_on_close=True)
    await show(stage, view)
    stage.answer({"response_action": "push", "view": view})
    await stage.sandbox.submit(ALICE)
    assert faults(stage.payloads[-1], "app-backend/ViewSubmissionPayload.json") == []
    await stage.sandbox.close(ALICE)
    assert stage.payloads[-1]["view"]["previous_view_id"]
    assert faults(stage.payloads[-1], "app-backend/ViewClosedPayload.json") == []


async def test_a_message_shortcut(stage, card):
    await stage.sandbox.run_message_shortcut(ALICE, card.channel, card.ts, "give")
    assert faults(stage.payloads[-1], "app-backend/MessageShortcutPayload.json") == []


async def test_a_command(stage):
    await stage.sandbox.run_command(ALICE, "/away", "on", channel="C01LEADS")
    form = stage.bot.received[-1].form
    # A form has strings only.
    assert form["is_enterprise_install"] in {"true", "false"}
    assert faults(form | {"is_enterprise_install": False}, "app-backend/SlashCommandPayload.json") == []


async def test_the_opened_home(stage, call):
    await call(stage.sandbox, "views.publish", user_id=ALICE, view=home())
    await stage.sandbox.open_home(ALICE)
    sample = sample_of("events/AppHomeOpenedPayload.json")["event"]
    assert list(compared(stage.events[-1], sample, EXCEPTIONS.keys() | NULLABLE | OPEN)) == []
    assert stage.events[-1]["view"]["type"] == "home"
