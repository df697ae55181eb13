"""Modals and Home tabs as a whole."""

import pytest

from bot.sandbox.blockkit import view_faults
from tests.sandbox.blockkit import examples
from tests.sandbox.blockkit.examples import actions, entry, home, modal, mrkdwn, plain, section

FULL_MODAL = modal(
    section(),
    close=plain("Cancel"),
    private_metadata="{}",
    callback_id="save",
    external_id="1",
    clear_on_close=True,
    notify_on_close=True,
)
FULL_HOME = home(section(), private_metadata="{}", callback_id="home", external_id="1")


@pytest.mark.parametrize("view", [FULL_MODAL, FULL_HOME, home()])
def test_a_view_with_all_it_can_have_passes(view):
    assert view_faults(view) == []


TOLD = [
    (None, "must provide an object [json-pointer:/view]"),
    ([section()], "must provide an object [json-pointer:/view]"),
    ({}, "missing required field: type [json-pointer:/view]"),
    (modal(section(), type="workflow_step"), "unsupported type: workflow_step [json-pointer:/view/type]"),
    (modal(section(), title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(section(), title=mrkdwn()), "unsupported type: mrkdwn [json-pointer:/view/title/type]"),
    (modal(section(), title="Leads"), "must provide an object [json-pointer:/view/title]"),
    (modal(section(), submit=None), "must provide an object [json-pointer:/view/submit]"),
    (modal(section(), submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
    (modal(section(), hash="1"), "invalid additional property: hash [json-pointer:/view]"),
    (modal(section(), notify_on_close="yes"), "must provide a boolean [json-pointer:/view/notify_on_close]"),
    (modal(section(), private_metadata={}), "must provide a string [json-pointer:/view/private_metadata]"),
    (modal(blocks=section()), "must provide an array [json-pointer:/view/blocks]"),
    ({"type": "modal", "title": plain()}, "missing required field: blocks [json-pointer:/view]"),
    ({"type": "modal", "blocks": [section()]}, "missing required field: title [json-pointer:/view]"),
    ({"type": "home"}, "missing required field: blocks [json-pointer:/view]"),
    (home(title=plain()), "invalid additional property: title [json-pointer:/view]"),
    (home(submit=plain()), "invalid additional property: submit [json-pointer:/view]"),
    (home(close=plain()), "invalid additional property: close [json-pointer:/view]"),
    (modal(section(), actions()), "must provide at least 1 items [json-pointer:/view/blocks/1/elements]"),
    (
        modal(section(block_id="a"), section(block_id="a")),
        '`block_id` "a" already exists [json-pointer:/view/blocks/1/block_id]',
    ),
]


@pytest.mark.parametrize(("view", "fault"), TOLD)
def test_what_slack_refuses_is_told_in_its_words_with_the_way_to_it(view, fault):
    assert view_faults(view) == [fault]


def test_a_modal_that_asks_has_a_button_to_send_what_was_entered():
    view = modal(section(), entry(examples.CHECKBOXES))
    assert view_faults(view) == []
    del view["submit"]
    assert view_faults(view) == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"
    ]
    within = modal(examples.CONTAINER | {"child_blocks": [entry(examples.CHECKBOXES)]})
    del within["submit"]
    assert "/view/blocks/0/child_blocks/0/input" in view_faults(within)[0]
    assert view_faults(home(entry(examples.CHECKBOXES))) == []


def test_the_cursor_can_be_in_one_place_only():
    there, elsewhere = examples.PLAIN_TEXT_INPUT, examples.DATEPICKER
    nowhere = elsewhere | {"focus_on_load": False}
    assert view_faults(modal(entry(there), entry(nowhere))) == []
    for blocks, pointer in (
        ([entry(there), entry(elsewhere)], "1/element"),
        ([actions(elsewhere, nowhere | {"action_id": "b"}), section(accessory=elsewhere)], "1/accessory"),
        ([actions(elsewhere, elsewhere | {"action_id": "b"})], "0/elements/1"),
    ):
        assert view_faults(modal(*blocks)) == [
            f"`focus_on_load` can be set on one element only [json-pointer:/view/blocks/{pointer}/focus_on_load]"
        ]
