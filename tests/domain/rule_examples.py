"""Configurations as a file says them, what is said of their rules, and values that their attributes can have."""

from hypothesis import strategies as st

from bot.configfile import load
from bot.domain.configuration import STANDING_ATTRIBUTES, Configuration, QuestionKind, Trigger
from bot.domain.rule_warnings import rule_warnings

QUESTIONS = """\
teams: {sales: {channel: C02SALES}}
qualifications:
  inbound:
    questions:
      - {attribute: size, ask: Size, kind: choice, choices: ["1-50", "51-500", "500+"]}
      - {attribute: seats, ask: Seats, kind: number}
      - {attribute: budget, ask: Budget, kind: yes_no}
      - {attribute: wants, ask: What, kind: multi_choice, choices: [CRM, bots, mail]}
      - {attribute: start, ask: When, kind: date}
      - {attribute: country, ask: Where}
"""
SOURCES = "sources: [{channel: C01LEADS, qualify: inbound}, {channel: C06SUPPORT}]\n"


def configuration(text):
    """Return what a file says, as the bot follows it."""
    file = load(text, "leadwheel.yaml").configuration
    return Configuration(
        workspace_id="T01TEST",
        version=1,
        teams={one.name: one for one in file.teams},
        sources={one.channel: one for one in file.sources},
        qualifications={one.name: one for one in file.qualifications},
        auto_messages={one.name: one for one in file.auto_messages},
        rules=file.rules or (),
    )


def with_rules(*rules, others=QUESTIONS + SOURCES):
    """Return a configuration with rules, each given as in `qualified: {size: "500+"}` or `qualified`."""
    lines = []
    for rule in rules:
        when, _, conditions = rule.partition(": ")
        asks = f", if: {conditions}" if conditions else ""
        lines.append(f"  - {{when: {when}{asks}, assign_to: sales}}\n")
    return configuration(others + "rules:\n" + "".join(lines))


def said(known):
    """Return what is said of a configuration, in words."""
    return [f"{one.says}. {one.mend}" for one in rule_warnings(known)]


def never(*rules, **how):
    """Return which rules never match, and why."""
    start = "can never match: "
    return [
        (one.position, one.kind.value, one.says.partition(start)[2])
        for one in rule_warnings(with_rules(*rules, **how))
        if start in one.says
    ]


TEXTS = st.sampled_from(
    [
        "a",
        "ab",
        "ba",
        "Éa",
        "b",
        "50",
        "050",
        "1,000",
        "50+",
        "2026-12-24",
        "a@acme.com",
        "x@b.acme.com",
        "yes",
        "no",
        " ",
    ]
)
NUMBERS = st.one_of(st.integers(-3, 60), st.sampled_from([0.5, 10.5, 49.5, 50.5]))
DAYS = st.sampled_from(["2026-12-23", "2026-12-24", "2026-12-25", "2026-12-26"])

OF_KIND = {
    QuestionKind.NUMBER: st.one_of(st.none(), NUMBERS, NUMBERS.map(str)),
    QuestionKind.YES_NO: st.sampled_from([None, True, False, "yes", "no"]),
    QuestionKind.DATE: st.one_of(st.none(), DAYS),
    QuestionKind.TEXT: st.one_of(st.none(), TEXTS, DAYS, NUMBERS.map(str)),
}


def values_of(question):
    """Draw what may be answered, or None."""
    if question.kind is QuestionKind.CHOICE:
        return st.sampled_from([None, *question.choices])
    if question.kind is QuestionKind.MULTI_CHOICE:
        return st.one_of(st.none(), st.lists(st.sampled_from(question.choices), unique=True).map(tuple))
    return OF_KIND[question.kind]


def conversations(known, when):
    """Draw what may be known of a conversation that meets a trigger."""
    qualified = when is Trigger.QUALIFIED
    channels = [one.channel for one in known.sources.values() if (one.qualify is not None) is qualified]
    attributes = dict.fromkeys(STANDING_ATTRIBUTES, OF_KIND[QuestionKind.TEXT])
    for qualification in known.qualifications.values():
        attributes |= {one.attribute: values_of(one) for one in qualification.questions}
    return st.fixed_dictionaries(attributes | {"channel": st.sampled_from(channels), "source": st.just("message")})
