"""Choosing from many: by a part of the name, a number, or an id."""

import pytest

from bot.cli.setup_pick import CHANNEL, PERSON, Option, Picker
from tests.cli.asked import Answers

CHANNELS = [
    Option("C01LEADS", "#leads"),
    Option("C02SALES", "#sales"),
    Option("C03SALESEMEA", "#sales-emea", "private"),
    Option("C04ELODIE", "#élodie"),
    Option("C05YEAR", "#2024"),
]
PEOPLE = [
    Option("U01ANN", "Ann"),
    Option("U02ANNA", "Anna Byrne"),
    Option("U03COMMA", "Doe, Jane"),
    Option("U04TWIN", "Sam"),
    Option("U05TWIN", "Sam"),
    Option("U06UWE", "UWE1"),
]


def one(*answers, options=CHANNELS):
    terminal = Answers(*answers)
    chosen = Picker(terminal, CHANNEL, options).one("Where?")
    assert terminal.left == []
    return chosen.id, terminal


def several(*answers, options=PEOPLE, **more):
    terminal = Answers(*answers, "")
    chosen = Picker(terminal, PERSON, options).several("Who?", **more)
    assert terminal.left == []
    return [found.id for found in chosen], terminal


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("leads", "C01LEADS"),
        ("#Leads", "C01LEADS"),
        ("lea", "C01LEADS"),
        ("sales", "C02SALES"),  # also a part of another
        ("emea", "C03SALESEMEA"),
        ("elod", "C04ELODIE"),
        ("2024", "C05YEAR"),
        ("1", "C05YEAR"),  # the first that is shown, by name
        ("C02SALES", "C02SALES"),
    ],
)
def test_it_is_found_by_what_people_type(typed, chosen):
    assert one(typed)[0] == chosen


def test_a_part_of_several_names_shows_them_with_numbers():
    chosen, terminal = one("sal", "2")
    assert chosen == "C03SALESEMEA"
    assert "Several are called like sal; which?" in terminal.all
    assert "   2  #sales-emea  (private)" in terminal.said


def test_what_is_not_there_is_told_with_the_nearest_name():
    chosen, terminal = one("", "leeds", "leads")
    assert chosen == "C01LEADS"
    assert "Please name a channel." in terminal.said
    assert "I see no channel leeds. Did you mean #leads?" in terminal.said


def test_an_id_that_slack_does_not_show_is_taken_on_request_only():
    assert one("C99SECRET", "n", "C99SECRET", "y")[0] == "C99SECRET"


def test_without_a_list_only_ids_are_taken():
    chosen, terminal = one("leads", "U01ALICE", "C01LEADS", options=[])
    assert chosen == "C01LEADS"
    assert terminal.all.count("I see no channel") == 2


def test_of_many_a_few_are_shown_and_the_rest_is_counted():
    many = [Option(f"C9{number:03}", f"#room-{number:03}") for number in range(200)]
    chosen, terminal = one("room", "room-17", "3", options=many)
    assert chosen == "C9172"
    assert "There are 200 channels: type a part of the name, or the id." in terminal.all
    assert "and 185 more: type more of the name" in terminal.all


def test_several_are_chosen_in_one_line_or_in_many_and_taken_out_again():
    chosen, _ = several("ann, u", "anna", "-Ann", "-", options=PEOPLE[:2])
    assert chosen == ["U02ANNA"]


def test_a_comma_may_be_part_of_a_name():
    assert several("doe, jane")[0] == ["U03COMMA"]


def test_two_of_one_name_are_told_apart_by_number():
    chosen, terminal = several("sam", "2")
    assert chosen == ["U05TWIN"]
    assert "Several are called like sam; which?" in terminal.said


def test_a_name_that_looks_like_an_id_is_a_name():
    assert several("UWE1")[0] == ["U06UWE"]


def test_there_must_be_as_many_as_are_needed():
    terminal = Answers("", "ann", "")
    assert [found.id for found in Picker(terminal, PERSON, PEOPLE).several("Who?", least=1)] == ["U01ANN"]
    assert "Please name a person." in terminal.said


def test_all_means_whom_the_caller_says():
    asked = []
    chosen, _ = several("all", "ALL #desk", everybody=lambda where: asked.append(where) or PEOPLE[:2])
    assert chosen == ["U01ANN", "U02ANNA"]
    assert asked == ["", "#desk"]
