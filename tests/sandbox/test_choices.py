"""People can choose and type what Slack's clients let them, and nothing else."""

import pytest

from bot.sandbox import User
from bot.sandbox.choices import Chooser
from tests.sandbox.ways import ALICE, BOB, option

OPTIONS = {"options": [option("a", description={"type": "plain_text", "text": "the first"}), option("b")]}


@pytest.fixture
def choose(sandbox):
    """Lets Alice use an element."""
    sandbox.add_user(User(id="U05GONE", name="gone", deleted=True))
    sandbox.add_user(User(id="U06STRANGE", name="sam", team_id="T02OTHER"))
    sandbox.add_channel("C02SECRET", name="secret", members=[BOB], private=True)
    sandbox.add_channel("C03OURS", name="ours", members=[ALICE], private=True)
    sandbox.add_channel("C04OLD", name="old", members=[ALICE], archived=True)
    sandbox.add_channel("C05SHARED", name="shared", members=[ALICE, "U06STRANGE"])
    sandbox.direct_channel(ALICE)
    workspace = sandbox._core.workspace

    def chosen(kind, given, *, clearable=False, **more):
        return Chooser(workspace, workspace.user(ALICE), {"type": kind} | more, (), clearable).choose(given)

    return chosen


@pytest.mark.parametrize(
    ("kind", "more", "given"),
    [
        ("static_select", OPTIONS, "c"),
        ("static_select", {}, "a"),
        ("radio_buttons", OPTIONS, "c"),
        ("overflow", OPTIONS, "c"),
        ("checkboxes", OPTIONS, ["a", "c"]),
        ("multi_static_select", OPTIONS, ["c"]),
        ("external_select", OPTIONS, "a"),
        ("users_select", {}, "U99NOBODY"),
        ("users_select", {}, "U05GONE"),
        ("multi_users_select", {}, [BOB, "U05GONE"]),
        ("channels_select", {}, "C99NOWHERE"),
        ("channels_select", {}, "C03OURS"),
        ("channels_select", {}, "C04OLD"),
        ("conversations_select", {}, "C02SECRET"),
        ("conversations_select", {}, "C04OLD"),
        ("conversations_select", {"filter": {"include": ["private", "im"]}}, "C01LEADS"),
        ("conversations_select", {"filter": {"include": ["public"]}}, "D01ALICE"),
        ("conversations_select", {"filter": {"exclude_bot_users": True}}, "D01ALICE"),
        ("conversations_select", {"filter": {"exclude_external_shared_channels": True}}, "C05SHARED"),
    ],
)
def test_what_is_not_offered_cannot_be_chosen(choose, kind, more, given):
    with pytest.raises(LookupError):
        choose(kind, given, **more)


@pytest.mark.parametrize(
    ("kind", "more", "given"),
    [
        ("button", {}, "x"),
        ("static_select", OPTIONS, None),
        ("radio_buttons", OPTIONS, None),
        ("overflow", OPTIONS, None),
        ("checkboxes", OPTIONS, ["a", "a"]),
        ("multi_static_select", OPTIONS | {"max_selected_items": 1}, ["a", "b"]),
        ("datepicker", {}, "2024-02-30"),
        ("datepicker", {}, "31.05.2024"),
        ("datepicker", {}, "2024-W01-1"),
        ("timepicker", {}, "24:00"),
        ("timepicker", {}, "9:30"),
        ("timepicker", {}, "09:30:00"),
        ("datetimepicker", {}, 1),
        ("datetimepicker", {}, "1700000000"),
        ("email_text_input", {}, "lena"),
        ("email_text_input", {}, "lena@acme"),
        ("email_text_input", {}, "lena lead@acme.example"),
        ("url_text_input", {}, "acme.example"),
        ("url_text_input", {}, "ftp://acme.example"),
        ("url_text_input", {}, "https://acme example"),
        ("number_input", {}, "four"),
        ("number_input", {}, "4.5"),
        ("number_input", {}, "NaN"),
        ("number_input", {}, "1e5"),
        ("number_input", {}, "٤"),
        ("number_input", {"min_value": "5"}, 4),
        ("number_input", {"max_value": "5"}, 6),
        ("plain_text_input", {}, "two\nlines"),
        ("plain_text_input", {"min_length": 3}, "ab"),
        ("plain_text_input", {"max_length": 3}, "abcd"),
    ],
)
def test_what_slack_does_not_let_through_cannot_be_given(choose, kind, more, given):
    with pytest.raises(ValueError, match=r".+"):
        choose(kind, given, **more)


def test_a_text_is_typed_and_several_things_are_a_list(choose):
    with pytest.raises(TypeError):
        choose("plain_text_input", 7)
    with pytest.raises(TypeError):
        choose("checkboxes", "a", **OPTIONS)


@pytest.mark.parametrize(
    ("kind", "more", "given", "told"),
    [
        ("static_select", OPTIONS, "a", OPTIONS["options"][0]),
        ("multi_static_select", OPTIONS | {"max_selected_items": 2}, ["b", "a"], OPTIONS["options"][::-1]),
        ("checkboxes", OPTIONS, [], []),
        ("multi_users_select", {}, None, []),
        ("conversations_select", {}, "C03OURS", "C03OURS"),
        ("conversations_select", {"filter": {"include": ["im"]}}, "D01ALICE", "D01ALICE"),
        ("channels_select", {}, "C05SHARED", "C05SHARED"),
        ("number_input", {"min_value": "4", "max_value": "4"}, 4, "4"),
        ("plain_text_input", {"min_length": 3, "max_length": 3}, "abc", "abc"),
        ("plain_text_input", {"min_length": 3}, "", None),
        ("email_text_input", {}, "lena.lead+x@mail.acme.example", "lena.lead+x@mail.acme.example"),
    ],
)
def test_what_is_offered_can_be_chosen(choose, kind, more, given, told):
    assert choose(kind, given, **more) == told


def test_in_an_optional_input_a_choice_can_be_taken_back(choose):
    assert choose("static_select", None, clearable=True, **OPTIONS) is None
    assert choose("datepicker", "", clearable=True) is None
