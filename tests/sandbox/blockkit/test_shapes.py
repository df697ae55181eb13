"""What fields an object has, which of them go together, and how Slack says so."""

import json

import pytest

from bot.sandbox.blockkit import message_faults
from tests.sandbox.blockkit import examples
from tests.sandbox.blockkit.examples import actions, entry, mrkdwn, named, option, plain, section

BUTTON = {"type": "button", "action_id": "go", "text": plain()}
SELECT = {"type": "static_select"}


#: What is refused, in all its words.
TOLD = [
    ("text", ["must provide an array [json-pointer:/blocks]"]),
    (None, ["must provide an array [json-pointer:/blocks]"]),
    ({}, ["must provide an array [json-pointer:/blocks]"]),
    ([None], ["must provide an object [json-pointer:/blocks/0]"]),
    ([[]], ["must provide an object [json-pointer:/blocks/0]"]),
    ([{}], ["missing required field: type [json-pointer:/blocks/0]"]),
    ([{"type": 1}], ["must provide a string [json-pointer:/blocks/0/type]"]),
    ([{"type": "something_new"}], ["unsupported type: something_new [json-pointer:/blocks/0/type]"]),
    ([section(), {"type": "header"}], ["missing required field: text [json-pointer:/blocks/1]"]),
    ([{"type": "section"}], ["must define either `text` or `fields` [json-pointer:/blocks/0/type]"]),
    ([section(text=None)], ["must provide an object [json-pointer:/blocks/0/text]"]),
    ([section(text="hi")], ["must provide an object [json-pointer:/blocks/0/text]"]),
    ([section(colour="red")], ["invalid additional property: colour [json-pointer:/blocks/0]"]),
    ([section(fields={})], ["must provide an array [json-pointer:/blocks/0/fields]"]),
    ([section(accessory=mrkdwn())], ["unsupported type: mrkdwn [json-pointer:/blocks/0/accessory/type]"]),
    ([actions()], ["must provide at least 1 items [json-pointer:/blocks/0/elements]"]),
    ([{"type": "actions"}], ["missing required field: elements [json-pointer:/blocks/0]"]),
    (
        [actions(BUTTON | {"text": mrkdwn()})],
        ["unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"],
    ),
    (
        [actions(BUTTON | {"style": "blue"})],
        ["must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"],
    ),
    ([actions(BUTTON | {"style": None})], ["must provide a string [json-pointer:/blocks/0/elements/0/style]"]),
    (
        [actions(BUTTON, BUTTON | {"text": plain("")})],
        ["must be more than 0 characters [json-pointer:/blocks/0/elements/1/text/text]"],
    ),
    (
        [actions(BUTTON, BUTTON)],
        ['`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]'],
    ),
    (
        [section(block_id="a"), section(), section(block_id="a")],
        ['`block_id` "a" already exists [json-pointer:/blocks/2/block_id]'],
    ),
    (
        [actions(SELECT | {"options": [{"text": plain()}]})],
        ["missing required field: value [json-pointer:/blocks/0/elements/0/options/0]"],
    ),
    (
        [actions(SELECT | {"options": [option()], "initial_option": option("2")})],
        ["must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"],
    ),
    (
        [actions(SELECT)],
        ["must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0/type]"],
    ),
    (
        [actions(SELECT | {"options": [option()], "option_groups": examples.GROUPS})],
        ["cannot define both `options` and `option_groups` [json-pointer:/blocks/0/elements/0]"],
    ),
    (
        [examples.TABLE | {"block_id": "a"}, examples.TABLE],
        ["cannot have more than 1 table block [json-pointer:/blocks/1]"],
    ),
    (
        [examples.PLAN | {"block_id": "a"}, examples.PLAN],
        ["cannot have more than 1 plan block [json-pointer:/blocks/1]"],
    ),
    ([examples.PLAN | {"title": plain()}], ["must provide a string [json-pointer:/blocks/0/title]"]),
]


@pytest.mark.parametrize(("blocks", "faults"), TOLD)
def test_what_slack_refuses_is_told_in_its_words_with_the_way_to_it(blocks, faults):
    assert message_faults(blocks) == faults


def test_all_faults_of_a_message_are_told_at_once():
    blocks = [section(text=mrkdwn("")), section(colour="red"), actions(BUTTON | {"value": 1, "url": "x"})]
    assert message_faults(blocks) == [
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        "invalid additional property: colour [json-pointer:/blocks/1]",
        "must provide a string [json-pointer:/blocks/2/elements/0/value]",
        "must be a valid url [json-pointer:/blocks/2/elements/0/url]",
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        [actions(BUTTON), actions(BUTTON), section(accessory=BUTTON)],
        [actions({"type": "button", "text": plain()}, {"type": "button", "text": plain()})],
        [actions(BUTTON | {"action_id": ""}, BUTTON | {"action_id": ""})],
        [section(block_id=""), section(block_id="")],
        [actions(SELECT | {"options": [option(), option()]})],
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}],
        [{"type": "section", "fields": [plain()]}],
        [{"type": "context", "elements": [{"type": "plain_text", "text": "hi", "emoji": False}]}],
    ],
)
def test_what_slack_takes_although_it_looks_odd(blocks):
    assert message_faults(blocks) == []


#: An example, a field of it, and values that it can't have.
WRONG = [
    (section(), {"text": plain() | {"verbatim": True}}),
    (section(), {"text": mrkdwn() | {"emoji": True}}),
    (section(), {"text": {"type": "mrkdwn"}}),
    (section(), {"text": {"type": "mrkdwn", "text": 1}}),
    (section(), {"text": {"type": "text", "text": "hi"}}),
    (section(), {"expand": "yes"}),
    (examples.HEADER, {"text": mrkdwn()}),
    (examples.IMAGE_BLOCK, {"slack_file": {"id": "F1"}}),
    (examples.SLACK_IMAGE, {"slack_file": {}}),
    (examples.SLACK_IMAGE, {"slack_file": {"id": "F1", "url": examples.LINK}}),
    (examples.IMAGE_BLOCK, {"title": mrkdwn()}),
    (examples.CONTEXT, {"elements": ["hi"]}),
    (examples.CONTEXT, {"elements": [BUTTON]}),
    (examples.FILE, {"source": "local"}),
    (examples.TASK_CARD, {"status": "done"}),
    (examples.TASK_CARD, {"title": plain()}),
    (examples.CARD, {"slack_icon": {"name": "rocket"}}),
    (examples.CARD, {"actions": [BUTTON, BUTTON]}),
    (examples.CONTAINER, {"has_header_divider": True}),
    (examples.CONTAINER, {"width": "huge"}),
    (examples.TABLE, {"rows": [[plain()]]}),
    (examples.TABLE, {"rows": [[{"type": "raw_number", "value": "1", "text": "1"}]]}),
    (examples.TABLE, {"column_settings": [{"align": "middle"}]}),
    (examples.RICH_TEXT, {"elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]}),
    (examples.RICH_TEXT, {"elements": [{"type": "text", "text": "hi"}]}),
    (examples.RICH_TEXT, {"elements": [examples.RICH_TEXT["elements"][1] | {"style": "stars"}]}),
    (examples.RICH_TEXT, {"elements": [examples.RICH_TEXT["elements"][1] | {"elements": [examples.RICH_TEXT["elements"][1]]}]}),
]  # fmt: skip
WRONG_ELEMENTS = [
    (examples.BUTTON, {"text": "Go"}),
    (examples.BUTTON, {"text": None}),
    (examples.BUTTON, {"value": 1}),
    (examples.BUTTON, {"confirm": {}}),
    (examples.BUTTON, {"confirm": "sure?"}),
    (examples.BUTTON, {"confirm": examples.CONFIRM | {"title": mrkdwn()}}),
    (examples.BUTTON, {"confirm": examples.CONFIRM | {"style": "blue"}}),
    (examples.OVERFLOW, {"options": [option(kind=mrkdwn)]}),
    (examples.STATIC_SELECT, {"options": [option(kind=mrkdwn)]}),
    (examples.STATIC_SELECT, {"options": [option() | {"url": examples.LINK}]}),
    (examples.STATIC_SELECT, {"options": ["1"]}),
    (examples.STATIC_SELECT, {"initial_option": None}),
    (examples.STATIC_SELECT, {"initial_option": option("1") | {"text": plain("Stop")}}),
    (examples.GROUPED_SELECT, {"initial_option": option("3")}),
    (examples.GROUPED_SELECT, {"option_groups": [{"label": mrkdwn(), "options": [option()]}]}),
    (examples.MULTI_SELECT, {"initial_options": [option("1"), option("3")]}),
    (examples.MULTI_SELECT, {"initial_options": []}),
    (examples.CHECKBOXES, {"initial_options": [option("3")]}),
    (examples.RADIO_BUTTONS, {"initial_option": option("3")}),
    (examples.CHECKBOXES, {"placeholder": plain()}),
    (examples.CONVERSATIONS_SELECT, {"filter": {}}),
    (examples.CONVERSATIONS_SELECT, {"filter": {"include": ["channels"]}}),
    (examples.CONVERSATIONS_SELECT, {"filter": {"include": []}}),
    (examples.WORKFLOW_BUTTON, {"workflow": {"trigger": {}}}),
    (examples.WORKFLOW_BUTTON, {"workflow": {}}),
    (examples.DATETIMEPICKER, {"initial_date_time": 1_800_000_000.5}),
]
WRONG_INPUTS = [
    (examples.PLAIN_TEXT_INPUT, {"min_length": 10}),
    (examples.PLAIN_TEXT_INPUT, {"dispatch_action_config": {"trigger_actions_on": ["on_blur"]}}),
    (examples.PLAIN_TEXT_INPUT, {"confirm": examples.CONFIRM}),
    (examples.NUMBER_INPUT, {"min_value": "10.5"}),
    (examples.NUMBER_INPUT, {"max_value": "2"}),
    (examples.NUMBER_INPUT, {"is_decimal_allowed": "no"}),
    (examples.RICH_TEXT_INPUT, {"initial_value": "hi"}),
    (examples.RICH_TEXT_INPUT, {"min_lines": 4}),
]
ALL_WRONG = [
    *WRONG,
    *((actions(element), {"elements": [element | more]}) for element, more in WRONG_ELEMENTS),
    *((entry(element), {"element": element | more}) for element, more in WRONG_INPUTS),
]


@pytest.mark.parametrize(("block", "more"), ALL_WRONG)
def test_one_wrong_value_is_refused_in_a_block_that_is_fine(block, more):
    assert message_faults([block]) == []
    assert message_faults([block | more])


#: The fields without which a thing is none.
NEEDED = [
    (examples.VIDEO, {"alt_text", "title", "thumbnail_url", "video_url"}),
    (examples.IMAGE_BLOCK, {"alt_text", "image_url"}),
    (examples.FILE, {"external_id", "source"}),
    (examples.CALL, {"call_id"}),
    (examples.HEADER, {"text"}),
    (examples.MARKDOWN, {"text"}),
    (examples.TABLE, {"rows"}),
    (examples.PLAN, {"title"}),
    (examples.TASK_CARD, {"task_id", "title", "status"}),
    (examples.CAROUSEL, {"elements"}),
    (examples.CONTAINER, {"child_blocks"}),
    (examples.AUTH_PROVIDER, {"value", "name", "is_connected"}),
    (examples.CONTEXT, {"elements"}),
    (examples.RICH_TEXT, {"elements"}),
    (entry(examples.CHECKBOXES, hint=plain()), {"label", "element"}),
]
NEEDED_ELEMENTS = [
    (examples.BUTTON, {"text"}),
    (examples.WORKFLOW_BUTTON, {"text", "workflow"}),
    (examples.OVERFLOW, {"options"}),
    (examples.CHECKBOXES | {"initial_options": examples.FORMATTED}, {"options"}),
    (examples.STATIC_SELECT, {"options"}),
    (examples.DATEPICKER, set()),
    (examples.EXTERNAL_SELECT, set()),
    (examples.CONVERSATIONS_SELECT, set()),
]


@pytest.mark.parametrize(
    ("block", "needed"),
    [*NEEDED, *((actions(element), needed) for element, needed in NEEDED_ELEMENTS)],
)
def test_these_fields_must_be_there_and_the_others_need_not(block, needed):
    holder = block["elements"][0] if block["type"] == "actions" else block
    for name in holder.keys() - {"type"}:
        lacking = json.loads(json.dumps(block))
        del (lacking["elements"][0] if block["type"] == "actions" else lacking)[name]
        assert bool(message_faults([lacking])) == (name in needed), name


def test_a_card_needs_something_to_show():
    assert message_faults([{"type": "card", "title": plain()}]) == []
    assert message_faults([{"type": "card", "subtitle": plain(), "icon": examples.IMAGE}])
    assert message_faults([{"type": "card", "slack_icon": {"name": "rocket"}, "body": plain()}]) == []


def test_ids_within_containers_and_carousels_count_too():
    within = examples.CONTAINER | {"child_blocks": [section(block_id="a")]}
    carousel = examples.CAROUSEL | {"elements": [examples.CARD | {"block_id": "a"}]}
    assert message_faults([within, carousel]) == [
        '`block_id` "a" already exists [json-pointer:/blocks/1/elements/0/block_id]'
    ]
    assert message_faults([section(block_id="a"), within]) == [
        '`block_id` "a" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]'
    ]


def test_elements_of_every_kind_stand_together():
    elements = [named(element, str(number)) for number, element in enumerate(examples.IN_ACTIONS)]
    assert message_faults([actions(*elements)]) == []
