import pytest

from bot.sandbox.blocks import block_faults


def section(text="hi", kind="mrkdwn", **more):
    return {"type": "section", "text": {"type": kind, "text": text}} | more


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements)} | more


def button(text="Go", kind="plain_text", **more):
    return {"type": "button", "action_id": "go", "text": {"type": kind, "text": text}} | more


def context(*elements):
    return {"type": "context", "elements": list(elements)}


def confirm(**more):
    texts = {"title": "x" * 100, "text": "x" * 300, "confirm": "x" * 30, "deny": "x" * 30}
    return {name: {"type": "plain_text", "text": text} for name, text in texts.items()} | more


def nameless(**more):
    return {"type": "button", "text": {"type": "plain_text", "text": "Go"}} | more


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [{"type": "divider"}] * 50,
        [{"type": "something_new", "anything": 1}],
        [section("x" * 3000), {"type": "header", "text": {"type": "plain_text", "text": "x" * 150}}],
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10}],
        [actions(*[button("x" * 75, value="x" * 2000, action_id=f"go{n}") for n in range(25)])],
        [actions(nameless(), nameless(), {"type": "static_select"})],
        [actions(button()), actions(button()), section(accessory=button())],
        [actions(button(confirm=confirm(style="danger")))],
        [section(accessory=button(confirm=confirm(text={"type": "mrkdwn", "text": "*sure?*"})))],
        [section(block_id="a"), section(block_id="b"), section(accessory=button(style="danger"))],
        [context({"type": "mrkdwn", "text": "hi"}, {"type": "plain_text", "text": "x" * 3000})],
        [context({"type": "image", "image_url": "https://x.example/x.png", "alt_text": "x"})],
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}],
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
        [actions(*[nameless()] * 26)],
        [actions("text")],
        [actions({"text": "no type"})],
        [actions({"type": "mrkdwn", "text": "hi"})],
        [actions(button(), button())],
        [actions(button(), {"type": "static_select", "action_id": "go"})],
        [actions(button("x" * 76))],
        [actions(button(kind="mrkdwn"))],
        [actions(button(value="x" * 2001))],
        [actions(button(value=1))],
        [actions(button(action_id="x" * 256))],
        [actions(button(style="blue"))],
        [actions(button(style={}))],
        [actions({"type": "static_select", "action_id": "x" * 256})],
        [section(accessory=button(""))],
        [section(accessory="button")],
        [section(accessory={})],
        [context()],
        [context("hi")],
        [context({"type": "mrkdwn", "text": ""})],
        [context({"type": "mrkdwn", "text": "x" * 3001})],
        [context(button())],
        [actions(button(confirm="sure?"))],
        [actions(button(confirm={}))],
        [actions(button(confirm=confirm(title={"type": "mrkdwn", "text": "sure?"})))],
        [actions(button(confirm=confirm(title={"type": "plain_text", "text": "x" * 101})))],
        [actions(button(confirm=confirm(text={"type": "plain_text", "text": "x" * 301})))],
        [actions(button(confirm=confirm(confirm={"type": "plain_text", "text": "x" * 31})))],
        [actions(button(confirm=confirm(deny=None)))],
        [actions(button(confirm=confirm(style="blue")))],
        [actions({"type": "static_select", "confirm": confirm(title=None)})],
        [section(accessory=button(confirm=confirm(title=None)))],
        [section(block_id="x" * 256)],
        [section(block_id="a"), section(block_id="a")],
    ],
)
def test_what_slack_refuses(blocks):
    assert block_faults(blocks)


def test_a_doubled_action_id_is_named_as_slack_does():
    [fault] = block_faults([{"type": "divider"}, actions(button(), button())])
    assert fault == '`action_id` "go" already exists [json-pointer:/blocks/1]'
