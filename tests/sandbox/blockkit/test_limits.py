"""Each limit at its edge: what just fits passes, one more is refused, and the pointer says where."""

import json

import pytest

from bot.sandbox.blockkit import message_faults, view_faults
from tests.sandbox.blockkit import examples
from tests.sandbox.blockkit.examples import actions, entry, home, modal, named, numbered, option, plain, section

MESSAGE, ACTIONS, ENTRY, MODAL, HOME = "message", "actions", "entry", "modal", "home"


def placed(where, what):
    """Return what is checked, its check, and the pointer to `what` in it."""
    if where == MESSAGE:
        return message_faults, [what], "/blocks/0"
    if where == ACTIONS:
        return message_faults, [actions(what)], "/blocks/0/elements/0"
    if where == ENTRY:
        return view_faults, modal(entry(what)), "/view/blocks/0/element"
    return view_faults, what, "/view"


def put(whole, pointer, value):
    """Return a copy with another value there."""
    whole = json.loads(json.dumps(whole))  # a deep copy would keep together what examples share
    *way, last = pointer.split("/")[1:]
    inner = whole
    for step in way:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    inner[int(last) if isinstance(inner, list) else last] = value
    return whole


def checked(where, what, pointer, value):
    check, whole, _ = placed(where, put(what, pointer, value))
    return check(whole)


FIRST = section(fields=[plain()], block_id="a")

#: where, what, the string in it, the most characters, the fewest
LENGTHS = [
    (MESSAGE, FIRST, "/text/text", 3000, 1),
    (MESSAGE, FIRST, "/fields/0/text", 2000, 1),
    (MESSAGE, FIRST, "/block_id", 255, 0),
    (MESSAGE, examples.HEADER, "/text/text", 150, 1),
    (MESSAGE, examples.IMAGE_BLOCK, "/alt_text", 2000, 1),
    (MESSAGE, examples.IMAGE_BLOCK, "/title/text", 2000, 1),
    (MESSAGE, examples.CONTEXT, "/elements/1/text", 3000, 1),
    (MESSAGE, examples.CONTEXT, "/elements/2/alt_text", 2000, 1),
    (MESSAGE, examples.MARKDOWN, "/text", 12000, 1),
    (MESSAGE, examples.VIDEO, "/title/text", 199, 1),
    (MESSAGE, examples.VIDEO, "/author_name", 49, 1),
    (MESSAGE, examples.VIDEO, "/description/text", 200, 1),
    (MESSAGE, examples.CARD, "/title/text", 150, 1),
    (MESSAGE, examples.CARD, "/subtitle/text", 150, 1),
    (MESSAGE, examples.CARD, "/body/text", 200, 1),
    (MESSAGE, examples.CONTAINER, "/title/text", 150, 1),
    (MESSAGE, examples.CONTAINER, "/subtitle/text", 150, 1),
    (MESSAGE, examples.AUTH_PROVIDER, "/value", 150, 1),
    (MESSAGE, examples.AUTH_PROVIDER, "/name/text", 75, 1),
    (MESSAGE, examples.AUTH_PROVIDER, "/description/text", 150, 1),
    (MESSAGE, examples.CONTEXT_ACTIONS, "/elements/0/positive_button/text/text", 75, 1),
    (MESSAGE, examples.CONTEXT_ACTIONS, "/elements/0/negative_button/value", 2000, 1),
    (MESSAGE, examples.CONTEXT_ACTIONS, "/elements/1/value", 2000, 0),
    (MESSAGE, examples.TABLE, "/rows/0/0/text", 12000, 1),
    (MESSAGE, entry(examples.CHECKBOXES, hint=plain()), "/label/text", 2000, 1),
    (MESSAGE, entry(examples.CHECKBOXES, hint=plain()), "/hint/text", 2000, 1),
    (ACTIONS, examples.BUTTON, "/text/text", 75, 1),
    (ACTIONS, examples.BUTTON, "/action_id", 255, 0),
    (ACTIONS, examples.BUTTON, "/value", 2000, 0),
    (ACTIONS, examples.BUTTON, "/accessibility_label", 75, 1),
    (ACTIONS, examples.BUTTON, "/agent_prompt", 4000, 1),
    (ACTIONS, examples.BUTTON, "/confirm/title/text", 100, 1),
    (ACTIONS, examples.BUTTON, "/confirm/text/text", 300, 1),
    (ACTIONS, examples.BUTTON, "/confirm/confirm/text", 30, 1),
    (ACTIONS, examples.BUTTON, "/confirm/deny/text", 30, 1),
    (ACTIONS, examples.WORKFLOW_BUTTON, "/text/text", 75, 1),
    (ACTIONS, examples.OVERFLOW, "/options/0/text/text", 75, 1),
    (ACTIONS, examples.OVERFLOW, "/options/0/value", 150, 1),
    (ACTIONS, examples.OVERFLOW, "/options/0/description/text", 75, 1),
    (ACTIONS, examples.STATIC_SELECT, "/options/0/value", 150, 1),
    (ACTIONS, examples.STATIC_SELECT, "/placeholder/text", 150, 1),
    (ACTIONS, examples.GROUPED_SELECT, "/option_groups/0/label/text", 75, 1),
    (ACTIONS, examples.EXTERNAL_SELECT, "/initial_option/value", 150, 1),
    (ACTIONS, examples.DATEPICKER, "/placeholder/text", 150, 1),
    (ENTRY, examples.PLAIN_TEXT_INPUT, "/initial_value", 3000, 0),
    (ENTRY, examples.PLAIN_TEXT_INPUT, "/placeholder/text", 150, 1),
    (MODAL, modal(examples.ALERT), "/blocks/0/text/text", 200, 1),
    (MODAL, modal(close=plain(), blocks=[section()]), "/title/text", 24, 1),
    (MODAL, modal(close=plain(), blocks=[section()]), "/submit/text", 24, 1),
    (MODAL, modal(close=plain(), blocks=[section()]), "/close/text", 24, 1),
    (MODAL, modal(section()), "/private_metadata", 3000, 0),
    (MODAL, modal(section()), "/callback_id", 255, 0),
    (HOME, home(section()), "/external_id", 255, 0),
]


@pytest.mark.parametrize(("where", "what", "pointer", "most", "fewest"), LENGTHS)
def test_a_string_may_be_so_long_and_no_longer(where, what, pointer, most, fewest):
    _, _, begins = placed(where, what)
    assert checked(where, what, pointer, "x" * most) == []
    assert checked(where, what, pointer, "x" * (most + 1)) == [
        f"must be less than {most + 1} characters [json-pointer:{begins}{pointer}]"
    ]
    assert checked(where, what, pointer, "x" * fewest) == []
    if fewest:
        assert checked(where, what, pointer, "") == [f"must be more than 0 characters [json-pointer:{begins}{pointer}]"]


def buttons(count):
    return numbered(count, lambda name: named(examples.BUTTON, name))


#: where, what, the array in it, something to fill it with, the most items, the fewest
COUNTS = [
    (MESSAGE, FIRST, "/fields", lambda count: [plain()] * count, 10, 1),
    (MESSAGE, actions(), "/elements", buttons, 25, 1),
    (MESSAGE, examples.CONTEXT, "/elements", lambda count: [plain()] * count, 10, 1),
    (
        MESSAGE,
        examples.CONTEXT_ACTIONS,
        "/elements",
        lambda count: numbered(count, lambda name: named(examples.ICON_BUTTON, name)),
        5,
        1,
    ),
    (MESSAGE, examples.TABLE, "/rows", lambda count: [[{"type": "raw_text", "text": "a"}]] * count, 100, 1),
    (MESSAGE, examples.TABLE, "/rows/0", lambda count: [{"type": "raw_text", "text": "a"}] * count, 20, 1),
    (MESSAGE, examples.TABLE, "/column_settings", lambda count: [{}] * count, 20, 1),
    (MESSAGE, examples.CARD, "/actions", buttons, 3, 1),
    (MESSAGE, examples.CAROUSEL, "/elements", lambda count: [{"type": "card", "title": plain()}] * count, 10, 1),
    (MESSAGE, examples.CONTAINER, "/child_blocks", lambda count: [section()] * count, 10, 1),
    (ACTIONS, examples.OVERFLOW, "/options", lambda count: numbered(count, option), 5, 1),
    (ACTIONS, {"type": "checkboxes"}, "/options", lambda count: numbered(count, option), 10, 1),
    (ACTIONS, {"type": "radio_buttons"}, "/options", lambda count: numbered(count, option), 10, 1),
    (ACTIONS, {"type": "static_select"}, "/options", lambda count: numbered(count, option), 100, 1),
    (ACTIONS, {"type": "static_select"}, "/option_groups", lambda count: examples.GROUPS * count, 100, 1),
    (
        ACTIONS,
        {"type": "static_select", "option_groups": examples.GROUPS},
        "/option_groups/0/options",
        lambda count: numbered(count, option),
        100,
        1,
    ),
    (ACTIONS, {"type": "multi_static_select"}, "/options", lambda count: numbered(count, option), 100, 1),
    (ACTIONS, examples.BUTTON, "/visible_to_user_ids", lambda count: ["U1"] * count, 10, 1),
    (MODAL, modal(), "/blocks", lambda count: [section()] * count, 100, 1),
    (HOME, home(), "/blocks", lambda count: [section()] * count, 100, 0),
]


@pytest.mark.parametrize(("where", "what", "pointer", "filled", "most", "fewest"), COUNTS)
def test_an_array_may_have_so_many_items_and_no_more(where, what, pointer, filled, most, fewest):
    _, _, begins = placed(where, what)
    assert checked(where, what, pointer, filled(most)) == []
    assert checked(where, what, pointer, filled(most + 1)) == [
        f"no more than {most} items allowed [json-pointer:{begins}{pointer}]"
    ]
    assert checked(where, what, pointer, filled(fewest)) == []
    if fewest:
        assert checked(where, what, pointer, []) == [
            f"must provide at least {fewest} items [json-pointer:{begins}{pointer}]"
        ]


#: where, what, the number in it, the least, the most
NUMBERS = [
    (ENTRY, {"type": "plain_text_input"}, "/min_length", 0, 3000),
    (ENTRY, {"type": "plain_text_input"}, "/max_length", 1, 3000),
    (ENTRY, examples.FILE_INPUT, "/max_files", 1, 10),
    (ENTRY, examples.DATETIMEPICKER, "/initial_date_time", 1_000_000_000, 9_999_999_999),
    (ACTIONS, examples.MULTI_SELECT, "/max_selected_items", 1, 1_000_000),
    (MESSAGE, examples.RICH_TEXT, "/elements/1/indent", 0, 8),
    (MESSAGE, examples.RICH_TEXT, "/elements/1/border", 0, 1),
]


@pytest.mark.parametrize(("where", "what", "pointer", "least", "most"), NUMBERS)
def test_a_number_may_be_so_large_and_so_small_and_whole(where, what, pointer, least, most):
    assert checked(where, what, pointer, least) == []
    assert checked(where, what, pointer, most) == []
    for wrong in (least - 1, most + 1, float(least), str(least), True, None):
        assert checked(where, what, pointer, wrong), wrong


def test_a_message_has_up_to_fifty_blocks():
    assert message_faults([]) == []
    assert message_faults([section()] * 50) == []
    assert message_faults([section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_the_markdown_of_a_message_is_counted_together():
    half = {"type": "markdown", "text": "x" * 6000}
    within = examples.CONTAINER | {"child_blocks": [half]}
    assert message_faults([half, half]) == []
    assert message_faults([half, within]) == []
    for blocks in ([half, half, {"type": "markdown", "text": "x"}], [half, within, {"type": "markdown", "text": "x"}]):
        assert message_faults(blocks) == [
            "markdown blocks must be less than 12001 characters together [json-pointer:/blocks]"
        ]


ADDRESSES = [
    (ACTIONS, examples.BUTTON, "/url"),
    (ACTIONS, examples.OVERFLOW, "/options/0/url"),
    (MESSAGE, examples.IMAGE_BLOCK, "/image_url"),
    (MESSAGE, examples.CONTEXT, "/elements/2/image_url"),
    (MESSAGE, examples.VIDEO, "/thumbnail_url"),
    (MESSAGE, examples.VIDEO, "/video_url"),
    (MESSAGE, examples.VIDEO, "/title_url"),
    (MESSAGE, examples.AUTH_PROVIDER, "/auth_url"),
    (MESSAGE, examples.TASK_CARD, "/sources/0/url"),
]
SECURE = ("/video_url", "/title_url", "/auth_url")


@pytest.mark.parametrize(("where", "what", "pointer"), ADDRESSES)
def test_an_address_has_a_scheme_and_a_host_and_no_space(where, what, pointer):
    for right in ("https://x", "HTTPS://x.example/?a=b#c", "https://x/" + "x" * 2990):
        assert checked(where, what, pointer, right) == []
    assert bool(checked(where, what, pointer, "http://x.example/")) == (pointer in SECURE)
    for wrong in ("", "x", "//x", "https://", "https:///x", "https://x y", "ftp://x", "javascript:alert(1)", 1, None):
        [fault] = checked(where, what, pointer, wrong)
        assert fault.endswith(f"{pointer}]")
    assert checked(where, what, pointer, "https://x/" + "x" * 2991)


FORMS = [
    (examples.DATEPICKER, "/initial_date", ["2026-11-28", "2028-02-29"]),
    (examples.TIMEPICKER, "/initial_time", ["00:00", "23:59"]),
    (examples.NUMBER_INPUT, "/initial_value", ["0", "-1", "9.99"]),
]
WRONG_FORMS = {
    "/initial_date": [
        "2026-11-31",
        "2027-02-29",
        "20261128",
        "2026-1-2",
        "0000-01-01",
        "2026-11-28T10:00",
        "२०२६-11-28",
    ],
    "/initial_time": ["24:00", "9:00", "09:60", "09:00:00", "09:00 "],
    "/initial_value": ["", "one", "1.", ".5", "1e3", "NaN", "+1", 1, "11", "-2"],
}


@pytest.mark.parametrize(("what", "pointer", "right"), FORMS)
def test_dates_times_and_numbers_have_a_form(what, pointer, right):
    for value in right:
        assert checked(ENTRY, what, pointer, value) == []
    for value in [*WRONG_FORMS[pointer], None, "\n"]:
        assert checked(ENTRY, what, pointer, value), value
