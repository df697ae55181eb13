"""`leadwheel apply` and `leadwheel doctor` say what is probably not meant so in the rules (issue 8)."""

import pytest

from tests.cli.conftest import FILE
from tests.configfile.conftest import CONTRACT_BLOCK

ODD = """\
workspace: T01TEST
managers: [U04MANAGER]
teams:
  sales: {channel: C02SALES, teammates: [U01ALICE, U02BOB]}
qualifications:
  inbound:
    questions:
      - {attribute: size, ask: "How large?", kind: choice, choices: [small, medium, large]}
      - {attribute: seats, ask: "How many seats?", kind: number}
sources:
  - {channel: C01LEADS, qualify: inbound}
rules:
  - {when: qualified, if: {size: [large, medium]}, assign_to: sales}
  - {when: qualified, if: {size: large, seats: 5}, assign_to: sales}
"""
SAID = [
    ("rule 2 can never match: rule 1 takes all that it would", "Put rule 2 before rule 1, or leave it out."),
    (
        'qualification inbound: no rule takes `size` "small"',
        'Add a rule: {when: qualified, if: {size: "small"}, assign_to: sales}',
    ),
]
WARNINGS = [f"warning: {says}. {mend}" for says, mend in SAID]
RANGES = ODD.partition("rules:")[0] + (
    "rules:\n"
    "  - {when: qualified, if: {seats: {more_than: 50}}, assign_to: sales}\n"
    "  - {when: qualified, if: {seats: {less_than: 50}}, assign_to: sales}\n"
)


def warnings(ended):
    assert (ended.code, ended.err) == (0, "")
    return [line for line in ended.out.splitlines() if line.startswith("warning: ")]


async def test_apply_warns_after_what_it_changed_and_does_it_all_the_same(leadwheel_beside, file):
    file.write_text(ODD, encoding="utf-8")
    ended = await leadwheel_beside("apply", file)
    assert warnings(ended) == WARNINGS
    lines = ended.out.splitlines()
    at = lines.index(WARNINGS[0])
    assert lines[at - 1] == "managers: U04MANAGER"
    assert lines[at + 2].startswith("names of 3 people")
    assert (await leadwheel_beside("apply", file)).out.splitlines() == ["nothing to change"]


async def test_a_dry_run_warns_of_what_would_be(leadwheel_beside, file):
    file.write_text(ODD, encoding="utf-8")
    ended = await leadwheel_beside("apply", "--dry-run", file)
    assert warnings(ended) == WARNINGS
    assert ended.out.splitlines()[-1] == "(dry run: nothing was changed)"
    assert warnings(await leadwheel_beside("apply", file)) == WARNINGS


async def test_what_was_set_up_before_is_looked_at_too(leadwheel_beside, file):
    file.write_text(ODD.partition("rules:")[0] + "rules: [{when: qualified, if: {seats: 5}, assign_to: sales}]\n")
    await leadwheel_beside("apply", file)
    file.write_text("workspace: T01TEST\nsources: [{channel: C06HELP}]\nrules: [{when: qualified, assign_to: sales}]\n")
    assert warnings(await leadwheel_beside("apply", file)) == []
    file.write_text("workspace: T01TEST\nsources: [{channel: C01LEADS}]\n")
    assert warnings(await leadwheel_beside("apply", file)) == [
        (
            "warning: rule 1 can never match: no source asks questions first (`qualify`). "
            "Give a source `qualify`, or write `when: new_conversation`."
        )
    ]


async def test_a_hole_between_ranges_is_told(leadwheel_beside, file):
    file.write_text(RANGES, encoding="utf-8")
    (told,) = warnings(await leadwheel_beside("apply", file))
    assert told.startswith("warning: qualification inbound: no rule takes these numbers of `seats`: 50. Widen one")


@pytest.mark.parametrize("text", [FILE, CONTRACT_BLOCK])
async def test_nothing_is_said_of_rules_that_are_well(leadwheel_beside, file, text):
    file.write_text(text, encoding="utf-8")
    assert warnings(await leadwheel_beside("apply", file)) == []


async def test_the_doctor_notes_it_and_finds_no_fault(doctor, sandbox, file, leadwheel_beside):
    file.write_text(ODD, encoding="utf-8")
    await leadwheel_beside("apply", file)
    told = await doctor()
    assert told.code == 0
    assert [one for one in told.of("note", "configuration") if one in SAID] == SAID
