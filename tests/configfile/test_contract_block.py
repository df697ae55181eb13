"""What the contract's own example says, value for value; defaults; names that may be known elsewhere."""

import pytest

from bot.configfile import ConfigurationFileError, Reference, load, unknown_references
from bot.domain.configuration import (
    AutoMessage,
    Condition,
    ConfigurationFile,
    Method,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Sender,
    Source,
    Team,
    Trigger,
)


def test_the_contracts_block_is_valid_as_it_stands(contract_block):
    assert load(contract_block, "leadwheel.yaml").configuration == ConfigurationFile(
        workspace="T01TEST",
        managers=("U01ALICE",),
        teams=(
            Team("sales", "C02SALES", Method.ROUND_ROBIN, ("U01ALICE", "U02BOB", "U03CAROL"), True, 5),
            Team("vip", "C03VIP", Method.ROUND_ROBIN, ("U03CAROL",), False, 5),
            Team("support", "C04SUPPORT", Method.MANUAL, ("U02BOB",), False, 5),
        ),
        qualifications=(
            Qualification(
                "inbound",
                (
                    Question("email", "What's your work email?", QuestionKind.EMAIL),
                    Question(
                        "company_size",
                        "How many people work there?",
                        QuestionKind.CHOICE,
                        choices=("1-50", "51-500", "500+"),
                    ),
                    Question(
                        "seats", "How many seats do you need?", QuestionKind.NUMBER, required=False, remember=False
                    ),
                ),
                timeout_seconds=180,
            ),
        ),
        sources=(
            Source("C01LEADS", Sender.NOT_TEAMMATES, "inbound"),
            Source("C06SUPPORT", Sender.PEOPLE, None),
        ),
        auto_messages=(
            AutoMessage(
                "pricing", "C05PRICING", "Questions about pricing? Reply here and a human will answer.", "sales"
            ),
        ),
        rules=(
            Rule(Trigger.QUALIFIED, "vip", (Condition("company_size", Operator.IS, "500+"),), ("enterprise",)),
            Rule(Trigger.QUALIFIED, "sales"),
            Rule(Trigger.NEW_CONVERSATION, "support", (Condition("channel", Operator.IS, "C06SUPPORT"),)),
        ),
    )


def test_the_contracts_block_refers_only_to_what_it_sets_up(contract_block):
    file = load(contract_block, "leadwheel.yaml")

    assert file.references == (
        Reference("qualification", "inbound", 20),
        Reference("team", "sales", 26),
        Reference("team", "vip", 28),
        Reference("team", "sales", 29),
        Reference("team", "support", 30),
    )
    assert file.check_references([], []) == file.configuration
    assert unknown_references(file.configuration, [], []) == []


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "--- # nothing\n...\n", "\ufeff", "~"])
def test_an_empty_file_is_valid_and_names_nothing(text):
    assert load(text, "f").configuration == ConfigurationFile()


def test_a_team_needs_only_its_channel(loaded):
    (team,) = loaded("teams: {sales: {channel: C02SALES}}").configuration.teams

    assert team == Team("sales", "C02SALES", Method.ROUND_ROBIN, (), False, 5)


def test_a_list_that_is_named_and_empty_differs_from_one_that_is_not_named(loaded):
    named = loaded("managers: []\nrules: []").configuration

    assert (named.managers, named.rules) == ((), ())
    assert (loaded("teams: {}").configuration.managers, loaded("teams: {}").configuration.rules) == (None, None)


def test_names_are_found_whatever_their_case_and_normalisation_and_take_the_spelling_of_what_they_name(loaded):
    file = loaded("""
        rules: [{when: qualified, assign_to: "cre\u0301ATION"}]
        sources: [{channel: C01LEADS, qualify: INBOUND}]
        auto_messages: {a: {channel: C01LEADS, text: hi, replies_to: "CR\u00c9ATION"}}
        teams: {"Cre\u0301ation": {channel: C02SALES}}
        qualifications: {Inbound: {questions: [{attribute: email, ask: Name}]}}
    """).configuration

    assert file.teams[0].name == "Cr\u00e9ation"
    assert file.rules[0].assign_to == file.auto_messages[0].replies_to == "Cr\u00e9ation"
    assert file.sources[0].qualify == "Inbound"


def test_names_that_the_file_does_not_explain_are_checked_against_what_is_set_up_already(loaded):
    file = loaded("""
        rules:
          - {when: qualified, assign_to: Sales}
          - {when: qualified, assign_to: suport}
          - {when: qualified, assign_to: U01ALICE}
        sources:
          - {channel: C01LEADS, qualify: inbond}
        auto_messages:
          pricing: {channel: C05PRICING, text: hi, replies_to: nobody}
    """)

    assert unknown_references(file.configuration, ["sales", "support"], ["inbound"]) == [
        ("qualification", "inbond", "inbound"),
        ("team", "nobody", None),
        ("team", "suport", "support"),
    ]
    with pytest.raises(ConfigurationFileError) as caught:
        file.check_references(["sales", "support"], ["inbound"])
    assert str(caught.value).splitlines() == [
        "leadwheel.yaml:4: no team is named `suport`; did you mean `support`?",
        "leadwheel.yaml:7: no qualification is named `inbond`; did you mean `inbound`?",
        "leadwheel.yaml:9: no team is named `nobody`",
    ]
    checked = file.check_references(["sales", "suport", "Nobody"], ["inbond"])
    assert [rule.assign_to for rule in checked.rules] == ["sales", "suport", "U01ALICE"]
    assert checked.auto_messages[0].replies_to == "Nobody"


def test_a_team_that_is_named_like_a_user_id_wins(loaded):
    rules = "rules: [{when: qualified, assign_to: WINNERS}]"
    person, team = loaded(rules), loaded("teams: {winners: {channel: C02SALES}}\n" + rules)

    assert (person.references, person.configuration.rules[0].assign_to) == ((), "WINNERS")
    assert team.references == (Reference("team", "WINNERS", 2),)
    assert team.configuration.rules[0].assign_to == "winners"
    assert person.check_references(["winners"], []).rules[0].assign_to == "winners"


def conditions(loaded, text):
    file = loaded(f"rules: [{{when: qualified, assign_to: sales, if: {text}}}]").configuration
    return [(each.operator.value, each.value) for each in file.rules[0].conditions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{seats: 50}", [("is", 50)]),
        ("{price: 1.5}", [("is", 1.5)]),
        ("{demo: true}", [("is", True)]),
        ("{demo: yes}", [("is", True)]),
        ("{day: 2026-01-01}", [("is", "2026-01-01")]),
        ("{phone: 0612345678}", [("is", "0612345678")]),
        ("{phone: 017}", [("is", "017")]),
        ("{hour: 12:30}", [("is", "12:30")]),
        ("{order: 123456789012345678901}", [("is", "123456789012345678901")]),
        ("{size: [small, 5, true]}", [("any_of", ("small", 5, True))]),
        ("{size: {any_of: small}}", [("any_of", ("small",))]),
        ("{size: {is_not: [small, large]}}", [("is_not", ("small", "large"))]),
        ("{name: {starts_with: A, ends_with: [b, c]}}", [("starts_with", "A"), ("ends_with", ("b", "c"))]),
        ('{seats: {at_least: 10, less_than: "1_000.5"}}', [("at_least", 10), ("less_than", 1000.5)]),
        ("{day: {after: 2026-01-01, before: '2026-02-01'}}", [("after", "2026-01-01"), ("before", "2026-02-01")]),
        ("{email: {is_set: true, email_domain: acme.com}}", [("is_set", True), ("email_domain", "acme.com")]),
        ("{email: {is_empty: off}}", [("is_empty", False)]),
        ("{channel: [C01LEADS, D01ALICE]}", [("any_of", ("C01LEADS", "D01ALICE"))]),
        ("{channel: {starts_with: C}}", [("starts_with", "C")]),
        ("{text: {contains: 'a\n\n        b'}}", [("contains", "a\nb")]),
        ("{}", []),
    ],
)
def test_a_condition_is_a_value_a_list_or_a_map_of_operators(loaded, text, expected):
    assert conditions(loaded, text) == expected


def test_a_yes_no_question_may_be_compared_with_true(loaded):
    file = loaded("""
        qualifications: {inbound: {questions: [{attribute: demo, ask: Demo, kind: yes_no}]}}
        rules: [{when: qualified, if: {demo: no}, assign_to: sales}]
    """).configuration

    assert file.rules[0].conditions[0].value is False


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("3m", 180), ("2h", 7200), ("1d", 86_400), ("7d", 604_800)])
def test_a_timeout_is_a_number_with_its_unit(loaded, text, seconds):
    text = f"qualifications: {{a: {{timeout: {text}, questions: [{{attribute: name, ask: Name}}]}}}}"
    (qualification,) = loaded(text).configuration.qualifications

    assert qualification.timeout_seconds == seconds


def test_long_text_keeps_its_lines(loaded):
    file = loaded("""
        auto_messages:
          hello:
            channel: C01LEADS
            text: |
              Hello!
              \tHow can we help?
    """).configuration

    assert file.auto_messages[0].text == "Hello!\n\tHow can we help?\n"


@pytest.mark.parametrize("name", ["x", "a" * 40, "Équipe-7_b", "販売", "हिन्दी", "2026-01-01", "y"])
def test_a_team_may_have_a_name_of_any_language(loaded, name):
    assert loaded(f"teams: {{{name}: {{channel: C02SALES}}}}").configuration.teams[0].name == name
