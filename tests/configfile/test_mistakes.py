"""What is wrong is told all at once, with line, reason and the nearest right word."""

from inspect import cleandoc

import pytest

from bot.configfile import ConfigurationFileError, Mistake, load


def test_a_mistake_reads_like_the_contract_says():
    with pytest.raises(ConfigurationFileError) as caught:
        load("teams:\n  sales:\n    channel: C02SALES\n    teammate: [U01ALICE]\n", "leadwheel.yaml")

    line = "leadwheel.yaml:4: unknown key `teammate` in team `sales`; did you mean `teammates`?"
    assert str(caught.value) == str(caught.value.mistakes[0]) == line
    assert caught.value.mistakes == (
        Mistake("leadwheel.yaml", 4, "unknown key `teammate` in team `sales`; did you mean `teammates`?"),
    )


def test_all_mistakes_of_a_file_are_told_at_once_in_order_of_line(mistakes):
    told = mistakes(
        cleandoc("""
        rules:
          - when: qualifed
            assign_to: sales
        team: {}
        teams:
          sales:
            method: roundrobin
            waiting_burst: 0
        sources: [{channel: C01LEADS, from: robots}]
        """)
    )

    assert told == [
        "2: `when` of rule 1 can't be `qualifed`; did you mean `qualified`?",
        "4: unknown key `team`; did you mean `teams`?",
        "6: team `sales` has no `channel`",
        "7: `method` of team `sales` can't be `roundrobin`; did you mean `round_robin`?",
        "8: `waiting_burst` of team `sales` must be a whole number from 1 to 100, not `0`",
        "9: `from` of source 1 can't be `robots`; it can be `anyone`, `people`, `apps` or `not_teammates`",
    ]


FIND_USER = (
    "give the member ID, like `U01ALICE` (in Slack: open the person's profile, then the three dots, Copy member ID)"
)
FIND_CHANNEL = "give the channel ID, like `C02SALES` (in Slack: click the channel's name; the ID ends the About page)"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('"@alice"', f"`@alice` isn't a member ID but a person's name: {FIND_USER}"),
        ("C02SALES", f"`C02SALES` isn't a member ID: {FIND_USER}"),
        ("alice", f"`alice` isn't a member ID: {FIND_USER}"),
        ("u01alice", "`u01alice` isn't a member ID; did you mean `U01ALICE`?"),
        ('"<@U01ALICE>"', "`<@U01ALICE>` isn't a member ID; did you mean `U01ALICE`?"),
    ],
)
def test_who_names_a_person_instead_of_an_id_learns_where_the_id_is(mistakes, given, told):
    assert mistakes(f"managers: [{given}]") == [f"1: item 1 in `managers`: {told}"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('"#sales"', f": `#sales` isn't a channel ID but a channel's name: {FIND_CHANNEL}"),
        ("U01ALICE", f": `U01ALICE` isn't a channel ID: {FIND_CHANNEL}"),
        ("#sales", f" is empty (what follows ` #` is a comment): {FIND_CHANNEL}"),
        (
            "https://a.slack.com/archives/C02SALES",
            ": `https://a.slack.com/archives/C02SALES` isn't a channel ID; did you mean `C02SALES`?",
        ),
    ],
)
def test_who_names_a_channel_instead_of_an_id_learns_where_the_id_is(mistakes, given, told):
    assert mistakes(f"teams:\n  sales:\n    channel: {given}") == [f"3: `channel` of team `sales`{told}"]


def test_a_workspace_is_an_id_too(mistakes, loaded):
    assert mistakes("workspace: acme")[0].startswith("1: `workspace`: `acme` isn't a workspace ID: give")
    assert loaded("workspace: E01GRID").configuration.workspace == "E01GRID"


TEAM = "teams: {sales: {channel: C02SALES, %s}}"
QUALIFICATION = "qualifications: {inbound: {questions: [{attribute: name, ask: Name}], %s}}"
QUESTION = "qualifications: {inbound: {questions: [{attribute: size, ask: Size, %s}]}}"
ASKED = "qualifications: {inbound: {questions: [{%s}]}}"
SOURCE = "sources: [{channel: C01LEADS, %s}]"
MESSAGE = "auto_messages: {hello: {channel: C01LEADS, %s}}"
RULE = "rules: [{when: qualified, assign_to: sales, %s}]"
SIZE = "the condition `size` of rule 1"
TEAM_NAME = "a name has 1 to 40 letters, digits, `-` or `_`"
UNIT = "`timeout` of qualification `inbound` must be a time with its unit (`s`, `m`, `h` or `d`), like"


@pytest.mark.parametrize(
    ("template", "part", "told"),
    [
        (TEAM, "method: on", "`method` of team `sales` can't be `on`; it can be `manual` or `round_robin`"),
        (TEAM, "method: ", "`method` of team `sales` must be `manual` or `round_robin`, but nothing stands here"),
        (TEAM, "self_join: 'yes'", "`self_join` of team `sales` must be `true` or `false` without quotes, not `yes`"),
        (TEAM, "self_join: 1", "`self_join` of team `sales` must be `true` or `false` without quotes, not `1`"),
        (
            TEAM,
            "waiting_burst: true",
            "`waiting_burst` of team `sales` must be a whole number from 1 to 100, not `true`",
        ),
        (TEAM, "waiting_burst: 101", "`waiting_burst` of team `sales` must be a whole number from 1 to 100, not `101`"),
        (TEAM, "waiting_burst: 2.0", "`waiting_burst` of team `sales` must be a whole number from 1 to 100, not `2.0`"),
        (
            TEAM,
            f"waiting_burst: {'9' * 99}",
            f"`waiting_burst` of team `sales` must be a whole number from 1 to 100, not `{'9' * 59}…`",
        ),
        (
            TEAM,
            "teammates: U01ALICE",
            "`teammates` of team `sales` must be a list, like `[one, two]`, but it is `U01ALICE`",
        ),
        (
            TEAM,
            "teammates: ",
            "`teammates` of team `sales` must be a list, like `[one, two]`, but nothing stands here (write `[]` for none)",
        ),
        (
            TEAM,
            "teammates: [U01ALICE, U02BOB, U01ALICE]",
            "`U01ALICE` stands twice in `teammates` of team `sales`: the first is in line 1",
        ),
        ("teams: {sales: %s}", "C02SALES", "team `sales` must have keys, like `channel: ...`, but only `C02SALES` stands here"),
        ("teams: %s", "[sales]", "`teams` must have keys, like `name: {...}`, but this is a list"),
        ("teams: {%s: {channel: C02SALES}}", "sales team", f"`sales team` can't name a team: {TEAM_NAME}; did you mean `sales-team`?"),
        ("teams: {%s: {channel: C02SALES}}", "a" * 41, f"`{'a' * 41}` can't name a team: {TEAM_NAME}"),
        ("teams: {%s: {channel: C02SALES}}", "''", f"`` can't name a team: {TEAM_NAME}"),
        ("teams: {%s: {channel: C02SALES}}", "no", 'a key must be a word: YAML reads `no` as true or false, so put it in quotes: "no"'),
        ("teams: {%s: {channel: C02SALES}}", "7", 'a key must be a word: YAML reads `7` as a number, so put it in quotes: "7"'),
        ("teams: {%s: {channel: C02SALES}}", "~", "a key must be a word: nothing stands here"),
        ("teams: {? %s : {channel: C02SALES}}", "[a]", "a key must be a word, not a list or a mapping"),
        (QUALIFICATION, "timeout: 180", f"{UNIT} `180s`, not `180`"),
        (QUALIFICATION, "timeout: 3 minutes", f"{UNIT} `3m`, not `3 minutes`"),
        (QUALIFICATION, "timeout: soon", f"{UNIT} `3m`, not `soon`"),
        (QUALIFICATION, "timeout: 12:30", f"{UNIT} `3m`, not `12:30`"),
        (QUALIFICATION, "timeout: ", f"{UNIT} `3m`"),
        (QUALIFICATION, "timeout: 0s", "`timeout` of qualification `inbound` must be more than 0 and at most `7d`, not `0s`"),
        (QUALIFICATION, "timeout: 169h", "`timeout` of qualification `inbound` must be more than 0 and at most `7d`, not `169h`"),
        ("qualifications: {inbound: {%s}}", "timeout: 3m", "qualification `inbound` has no `questions`"),
        ("qualifications: {inbound: {%s}}", "questions: []", "`questions` of qualification `inbound` has 0 items; it needs at least 1"),
        (ASKED, "attribute: size", "question 1 of qualification `inbound` has no `ask`"),
        (ASKED, "ask: Name, attribute: channel", "`attribute` of question 1 of qualification `inbound` can't be `channel`: each conversation has it already, so nobody is asked"),
        (ASKED, "ask: Name, attribute: Company Size", "`attribute` of question 1 of qualification `inbound` can't be `Company Size`: an attribute has 1 to 40 small letters, digits or `_`, like `company_size`"),
        (ASKED, "attribute: size, ask: ''", "`ask` of question 1 of qualification `inbound` is empty"),
        (ASKED, f"attribute: size, ask: {'x' * 3001}", "`ask` of question 1 of qualification `inbound` has 3001 characters; it can have 3000"),
        (ASKED, 'attribute: size, ask: "a\\0b"', "`a\\x00b` contains a control character (U+0000)"),
        (ASKED, 'attribute: size, ask: "a\\ud800b"', "`a\\ud800b` contains a control character (U+D800)"),
        (QUESTION, "kind: choise", "`kind` of question 1 of qualification `inbound` can't be `choise`; did you mean `choice`?"),
        (QUESTION, "kind: choice", "question 1 of qualification `inbound` is of kind `choice` and has no `choices`, like `choices: [small, large]`"),
        (QUESTION, "choices: [a, b]", "question 1 of qualification `inbound` is of kind `text`, which has no choices; did you mean `kind: choice`?"),
        (QUESTION, "kind: choice, choices: [a]", "`choices` of question 1 of qualification `inbound` has 1 item; it needs at least 2"),
        (QUESTION, "kind: multi_choice, choices: [a, A]", "`A` stands twice in `choices` of question 1 of qualification `inbound`: the first is in line 1"),
        (QUESTION, "kind: choice, choices: [a, yes]", 'item 2 in `choices` of question 1 of qualification `inbound` must be text: YAML reads `yes` as true or false, so put it in quotes: "yes"'),
        (QUESTION, f"kind: choice, choices: [a, {'x' * 76}]", "item 2 in `choices` of question 1 of qualification `inbound` has 76 characters; it can have 75"),
        (QUESTION, 'kind: choice, choices: [a, "b\\n"]', "item 2 in `choices` of question 1 of qualification `inbound` must be on one line, without tabs"),
        (SOURCE, "from: human", "`from` of source 1 can't be `human`; it can be `anyone`, `people`, `apps` or `not_teammates`"),
        (QUESTION, "if: {seats: 5}", "`if` of question 1 of qualification `inbound`: no earlier question asks for `seats`; it can be `channel`, `source`, `text`, `email` or `name`"),
        (QUESTION, "if: {size: 5}", "`if` of question 1 of qualification `inbound`: no earlier question asks for `size`; it can be `channel`, `source`, `text`, `email` or `name`"),
        (QUESTION, "if: {emial: {is_set: true}}", "`if` of question 1 of qualification `inbound`: no earlier question asks for `emial`; did you mean `email`?"),
        (QUESTION, "timeout: 3", "`timeout` of question 1 of qualification `inbound` must be a time with its unit (`s`, `m`, `h` or `d`), like `3s`, not `3`"),
        (QUALIFICATION, "wording: {asigned: Thanks}", "unknown key `asigned` in the wording of qualification `inbound`; did you mean `assigned`?"),
        (QUALIFICATION, "wording: {waiting: 'Thanks, {teammate}'}", "`waiting` of the wording of qualification `inbound` has an unknown placeholder `{teammate}`; it can be `lead`"),
        (RULE, "note: {channel: C01BIG, text: 'From {emial}'}", "`text` of the note of rule 1 has an unknown placeholder `{emial}`; did you mean `email`?"),
        (RULE, "note: {channel: C01BIG}", "the note of rule 1 has no `text`"),
        (SOURCE, "qualify: on", '`qualify` of source 1 must be text: YAML reads `on` as true or false, so put it in quotes: "on"'),
        ("sources: [%s]", "C01LEADS", "source 1 must have keys, like `channel: ...`, but only `C01LEADS` stands here"),
        (MESSAGE, "replies_to: sales", "auto message `hello` has no `text`"),
        (MESSAGE, "text: hi, reply_to: sales", "unknown key `reply_to` in auto message `hello`; did you mean `replies_to`?"),
        (RULE, "tag: enterprise", "`tag` of rule 1 must be a list, like `[one, two]`, but it is `enterprise`"),
        (RULE, "tag: []", "`tag` of rule 1 has 0 items; it needs at least 1"),
        (RULE, f"tag: [{'x' * 51}]", "item 1 in `tag` of rule 1 has 51 characters; it can have 50"),
        (RULE, "if: large", "`if` of rule 1 must have keys, like `company_size: large`, but only `large` stands here"),
        (RULE, "if: {Size: 5}", "an attribute in `if` of rule 1 can't be `Size`: an attribute has 1 to 40 small letters, digits or `_`, like `size`"),
        (RULE, "if: {size: }", f"{SIZE} must be text, a number, true or false, but nothing stands here"),
        (RULE, "if: {size: []}", f"{SIZE} has 0 items; it needs at least 1"),
        (RULE, "if: {size: {}}", f"{SIZE} has no operator, like `is: large`"),
        (RULE, "if: {size: ''}", f"{SIZE} is empty: for an attribute without a value write `{{is_empty: true}}`"),
        (RULE, "if: {size: [[5]]}", f"{SIZE} must be text, a number, true or false, but this is a list"),
        (RULE, "if: {size: {at_leats: 5}}", f"{SIZE} has an unknown operator `at_leats`; did you mean `at_least`?"),
        (RULE, "if: {size: {at_least: many}}", f"`at_least` in {SIZE} must be a number of at most 15 digits, like `50`, not `many`"),
        (RULE, "if: {size: {at_least: true}}", f"`at_least` in {SIZE} must be a number of at most 15 digits, like `50`, not `true`"),
        (RULE, "if: {size: {before: 2026-02-30}}", f"`before` in {SIZE} must be a date, like `2026-12-24`, not `2026-02-30`"),
        (RULE, "if: {size: {after: 2026-01-01 10:00:00}}", f"`after` in {SIZE} must be a date, like `2026-12-24`, not `2026-01-01 10:00:00`"),
        (RULE, "if: {size: {is_set: 1}}", f"`is_set` in {SIZE} must be `true` or `false` without quotes, not `1`"),
        (RULE, "if: {size: {contains: 5}}", f'`contains` in {SIZE} must be text: YAML reads `5` as a number, so put it in quotes: "5"'),
        (RULE, "if: {name: no}", 'the condition `name` of rule 1 must be text: YAML reads `no` as true or false, so put it in quotes: "no"'),
        (RULE, "if: {channel: '#sales'}", f"the condition `channel` of rule 1: `#sales` isn't a channel ID but a channel's name: {FIND_CHANNEL}"),
        ("rules: [{%s}]", "when: qualified", "rule 1 has no `assign_to`"),
        ("rules: [{when: qualified, assign_to: %s}]", "'@bob'", f"`assign_to` of rule 1: `@bob` isn't a member ID but a person's name: {FIND_USER}"),
        ("rules: [{when: qualified, assign_to: %s}]", "our team", f"`our team` can't name a team (`assign_to` of rule 1): {TEAM_NAME}; did you mean `our-team`?"),
        ("rules: [{when: qualified, assign_to: %s}]", "no", '`assign_to` of rule 1 must be text: YAML reads `no` as true or false, so put it in quotes: "no"'),
        ("rules: %s", "", "`rules` must be a list, like `[one, two]`, but nothing stands here (write `[]` for none)"),
        ("%s", "[teams]", "the file must have keys, like `workspace: ...`, but this is a list"),
        ("%s", "teams", "the file must have keys, like `workspace: ...`, but only `teams` stands here"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_would_be_right(mistakes, template, part, told):
    assert mistakes(template % part) == [f"1: {told}"]


def test_two_teams_must_not_differ_in_case_or_normalisation_alone(mistakes):
    told = mistakes("""
        teams:
          créa: {channel: C02SALES}
          "CRE\u0301A": {channel: C03VIP}
    """)

    assert told == ["4: `CRÉA` differs from a team in line 3 only in how it is written"]


def test_what_stands_twice_is_told_with_the_line_of_the_first(mistakes):
    told = mistakes("""
        sources:
          - channel: C01LEADS
          - channel: C01LEADS
            from: apps
        qualifications:
          inbound:
            questions:
              - {attribute: name, ask: Name}
              - {attribute: name, ask: And now}
        rules: []
        rules: []
    """)

    assert told == [
        "4: `C01LEADS` stands twice in `sources`: the first is in line 3",
        "10: `name` stands twice in the attributes of qualification `inbound`: the first is in line 9",
        "12: the key `rules` stands in line 11 already",
    ]


def test_an_answer_that_is_a_choice_is_never_true_or_false(mistakes):
    told = mistakes("""
        qualifications:
          inbound: {questions: [{attribute: demo, ask: Demo, kind: choice, choices: ["Yes", "No"]}]}
        rules:
          - {when: qualified, if: {demo: yes}, assign_to: sales}
    """)

    assert told == [
        '5: the condition `demo` of rule 1 must be text: YAML reads `yes` as true or false, so put it in quotes: "yes"'
    ]


def test_too_many_questions_are_too_many(mistakes):
    questions = "\n".join(f"      - {{attribute: a{at}, ask: Name}}" for at in range(51))

    assert mistakes(f"qualifications:\n  inbound:\n    questions:\n{questions}") == [
        "4: `questions` of qualification `inbound` has 51 items; it needs at most 50"
    ]
