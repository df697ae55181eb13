"""Configuration files that the program writes: they say what was meant, and look as a person would write them."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.configfile import load
from bot.configfile.writing import write
from bot.domain.configuration import AutoMessage, Condition, ConfigurationFile, Operator, Rule, Team, Trigger
from tests.configfile.files import TALL_TRAPS, TRAPS, files

CALLED = st.dictionaries(
    st.sampled_from(["U01ALICE", "U02BOB", "W03", "C01LEADS", "G03OLD", "D04DM"]),
    st.one_of(st.sampled_from(TRAPS + TALL_TRAPS), st.text(st.characters(exclude_categories=()), max_size=100)),
)


def read(text):
    # A type is told apart by repr: 1, 1.0 and True are equal to Python, and not to a rule.
    return repr(load(text, "leadwheel.yaml").configuration)


@settings(max_examples=30)
@given(file=files())
def test_whatever_is_written_is_read_as_it_was_meant(file):
    text = write(file)
    assert read(text) == repr(file)
    assert write(load(text, "leadwheel.yaml").configuration) == text
    assert all(line == line.rstrip() for line in text.split("\n"))


@settings(max_examples=25)
@given(file=files(), names=CALLED)
@example(
    file=ConfigurationFile(managers=("U01ALICE", "U02BOB")),
    names={"U01ALICE": "Ann\n  - U99", "U02BOB": "\u202e# \x85\x1b[31m\ud800\ufffe"},
)
def test_names_are_comments_and_change_nothing_else_whatever_they_are(file, names):
    plain, told = write(file).split("\n"), write(file, names).split("\n")
    assert read("\n".join(told)) == repr(file)
    assert len(told) == len(plain)
    for line, bare in zip(told, plain, strict=True):
        added = line.removeprefix(bare)
        assert not added or re.fullmatch(r"  # \S.*\S?", added)
        assert all(char.isprintable() or char in "\u200c\u200d" for char in added)


def test_a_file_is_written_as_a_person_would_write_it(contract_block):
    file = load(contract_block, "leadwheel.yaml").configuration
    rule = Rule(
        Trigger.NEW_CONVERSATION,
        "U03CAROL",
        (
            Condition("channel", Operator.ANY_OF, ("C01LEADS", "C06SUPPORT")),
            Condition("text", Operator.CONTAINS, "price: high"),
            Condition("text", Operator.NOT_CONTAINS, "spam"),
            Condition("email", Operator.EMAIL_DOMAIN, "acme.com"),
            Condition("since", Operator.AFTER, "2026-12-24"),
        ),
    )
    file = replace(
        file,
        auto_messages=(
            *file.auto_messages,
            AutoMessage("news", "C05PRICING", "Something new:\n  - a wheel\n\nAsk us!"),
        ),
        rules=(*file.rules, rule),
    )
    names = {"U01ALICE": "Alice Archer", "U03CAROL": "Carol", "C02SALES": "#sales", "C06SUPPORT": "#support"}
    assert (
        write(file, names | {"U02BOB": "U02BOB", "C01LEADS": "  "})
        == """\
workspace: T01TEST
managers:
  - U01ALICE  # Alice Archer

teams:
  sales:
    channel: C02SALES  # #sales
    teammates:
      - U01ALICE  # Alice Archer
      - U02BOB
      - U03CAROL  # Carol
    self_join: true
  vip:
    channel: C03VIP
    teammates:
      - U03CAROL  # Carol
  support:
    channel: C04SUPPORT
    method: manual
    teammates:
      - U02BOB

qualifications:
  inbound:
    timeout: 3m
    questions:
      - {attribute: email, ask: "What's your work email?", kind: email}
      - {attribute: company_size, ask: "How many people work there?", kind: choice, choices: ["1-50", "51-500", "500+"]}
      - {attribute: seats, ask: "How many seats do you need?", kind: number, required: false, remember: false}

sources:
  - {channel: C01LEADS, qualify: inbound}
  - {channel: C06SUPPORT, from: people}  # #support

auto_messages:
  pricing:
    channel: C05PRICING
    text: "Questions about pricing? Reply here and a human will answer."
    replies_to: sales
  news:
    channel: C05PRICING
    text: |-
      Something new:
        - a wheel

      Ask us!

rules:
  - {when: qualified, if: {company_size: "500+"}, assign_to: vip, tag: [enterprise]}
  - {when: qualified, assign_to: sales}
  - {when: new_conversation, if: {channel: C06SUPPORT}, assign_to: support}  # #support
  - when: new_conversation
    if:
      channel: [C01LEADS, C06SUPPORT]  # #support
      text: {contains: "price: high", not_contains: spam}
      email: {email_domain: acme.com}
      since: {after: 2026-12-24}
    assign_to: U03CAROL  # Carol
"""
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("large", "large"),
        ("500+", '"500+"'),
        ("2026-12-24", '"2026-12-24"'),
        ("yes", '"yes"'),
        ("y", '"y"'),
        ("null", '"null"'),
        ("a # b", '"a # b"'),
        (" padded ", '" padded "'),
        ('say "hi"', "'say \"hi\"'"),
        ('it\'s "it"', r'''"it's \"it\""'''),
        ("C:\\new", r"'C:\new'"),
        ("\u202eabc\xa0d\t\U000e0001", r'"\u202eabc\xa0d\t\U000e0001"'),
        ("👩\u200d💻", '"👩\u200d💻"'),
        ("a\n", r'"a\n"'),
        ("a \nb", r'"a \nb"'),
        (7, "7"),
        (7.0, "7.0"),
        (1e-7, "1.0e-07"),
        (True, "true"),
        (("a",), "[a]"),
    ],
)
def test_values_are_bare_where_that_is_safe_and_quoted_where_it_is_not(value, written):
    condition = Condition("size", Operator.ANY_OF if isinstance(value, tuple) else Operator.IS, value)
    file = ConfigurationFile(rules=(Rule(Trigger.QUALIFIED, "U01ALICE", (condition,)),))
    assert write(file) == f"rules:\n  - {{when: qualified, if: {{size: {written}}}, assign_to: U01ALICE}}\n"
    assert read(write(file)) == repr(file)


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (Condition("size", Operator.IS, ("a", "b")), "{is: [a, b]}"),
        (Condition("size", Operator.ANY_OF, ("a", "b")), "[a, b]"),
        (Condition("size", Operator.IS_NOT, "a"), "{is_not: a}"),
        (Condition("size", Operator.IS_SET, False), "{is_set: false}"),
        (Condition("size", Operator.AT_LEAST, 50), "{at_least: 50}"),
    ],
)
def test_the_operator_is_named_where_the_value_does_not_say_it(condition, written):
    file = ConfigurationFile(rules=(Rule(Trigger.QUALIFIED, "U01ALICE", (condition,)),))
    assert f"if: {{size: {written}}}, assign_to" in write(file)
    assert read(write(file)) == repr(file)


def test_what_is_too_long_for_a_line_stands_on_several():
    many = Condition("email", Operator.EMAIL_DOMAIN, tuple(f"customer-{number}.example.com" for number in range(6)))
    file = ConfigurationFile(rules=(Rule(Trigger.QUALIFIED, "U01ALICE", (many,), ("big",)),))
    assert (
        write(file)
        == """\
rules:
  - when: qualified
    if:
      email:
        email_domain:
          - customer-0.example.com
          - customer-1.example.com
          - customer-2.example.com
          - customer-3.example.com
          - customer-4.example.com
          - customer-5.example.com
    assign_to: U01ALICE
    tag: [big]
"""
    )
    assert read(write(file)) == repr(file)


def test_what_nobody_set_up_is_said_where_a_file_without_it_would_keep_what_another_has():
    nothing = ConfigurationFile(workspace="T01TEST", managers=(), rules=())
    assert write(nothing) == (
        "# Nothing is set up in this workspace yet.\nworkspace: T01TEST\nmanagers: []\n\nrules: []\n"
    )
    assert read(write(nothing)) == repr(nothing)
    assert read(write(ConfigurationFile())) == repr(ConfigurationFile())
    lonely = ConfigurationFile(teams=(Team("sales", "C02SALES"),))
    assert write(lonely) == "teams:\n  sales:\n    channel: C02SALES\n"
