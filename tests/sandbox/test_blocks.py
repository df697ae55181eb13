import pytest

from bot.sandbox.blocks import block_faults, find_button


def section(text="hi", kind="mrkdwn", **more):
    return {"type": "section", "text": {"type": kind, "text": text}} | more


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements)} | more


def button(text="Go", kind="plain_text", **more):
    return {"type": "button", "action_id": "go", "text": {"type": kind, "text": text}} | more


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [{"type": "divider"}] * 50,
        [{"type": "something_new", "anything": 1}],
        [section("x" * 3000), {"type": "header", "text": {"type": "plain_text", "text": "x" * 150}}],
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10}],
        [actions(*[button("x" * 75, value="x" * 2000)] * 25)],
        [section(block_id="a"), section(block_id="b"), section(accessory=button(style="danger"))],
        [{"type": "context", "elements": [{"type": "mrkdwn", "text": "hi"}]}],
    ],
)
def test_what_slack_takes(blocks):
    assert block_faults(blocks) == []


@pytest.mark.parametrize(
    "blocks",
    [
        None,
        "text",
        {},
        [{"type": "divider"}] * 51,
        [None],
        [{}],
        [{"type": ""}],
        [{"type": 1}],
        [{"type": "section"}],
        [section("")],
        [section("x" * 3001)],
        [section(kind="text")],
        [{"type": "section", "text": "hi"}],
        [{"type": "section", "fields": {"type": "mrkdwn"}}],
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]}],
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "hi"}}],
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        [actions()],
        [{"type": "actions"}],
        [actions(*[button()] * 26)],
        [actions(button("x" * 76))],
        [actions(button(kind="mrkdwn"))],
        [actions(button(value="x" * 2001))],
        [actions(button(value=1))],
        [actions(button(action_id="x" * 256))],
        [actions(button(style="blue"))],
        [section(accessory=button(""))],
        [section(block_id="x" * 256)],
        [section(block_id="a"), section(block_id="a")],
    ],
)
def test_what_slack_refuses(blocks):
    assert block_faults(blocks)


def test_a_button_is_found_wherever_it_stands():
    first, second, beside = button(value="1"), button(value="2"), button(action_id="side")
    blocks = [{"type": "divider"}, section(accessory=beside), actions({"type": "static_select"}, first, second)]
    assert find_button(blocks, "go") == (first, blocks[2])
    assert find_button(blocks, "side") == (beside, blocks[1])
    assert find_button(blocks, "none") is None
    assert find_button(None, "go") is None
