"""The beginning of a qualification: what is known already isn't asked, and the rest is (CONTRACT 7)."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.answers import AnswerValue, Reading
from bot.domain.answers_first import asking, from_first
from bot.domain.configuration import DEFAULT_TIMEOUT_SECONDS, Configuration, Qualification, Question, QuestionKind
from bot.domain.leads import LeadFacts
from bot.domain.questions import Ended, Progress, fits
from bot.domain.rules import AttributeValue
from storage.queries import conversation_answer, person
from storage.queries.conversation_answer import MESSAGE, PROFILE, REMEMBERED, AnswerRow, EarlierAnswer
from storage.queries.conversation_qualification import QualificationRow
from storage.queries.person import PersonRow
from storage.transaction import Transaction

#: So long an answer serves for later conversations of the same lead (CONTRACT 7).
REMEMBERED_SECONDS: Final = 90 * 86_400.0

#: What an answer of this kind may be, besides: the lead's own address, number and name.
_OF_LEAD: Final = {"email": QuestionKind.EMAIL, "phone": QuestionKind.PHONE, "name": QuestionKind.TEXT}


@dataclass(frozen=True, slots=True)
class Came:
    """A conversation that came in: what it is made of, and who its lead is (None: another app's post)."""

    channel: str
    source: str
    thread_ts: str
    lead: LeadFacts
    lead_user_id: str | None
    qualify: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known before anything was asked: its value, how (`origin`), where and when it was said."""

    value: AnswerValue
    origin: str
    said_ts: str | None
    answered_at: float


@dataclass(frozen=True, slots=True)
class Opening:
    """How a conversation begins.

    Attributes:
        qualification: Its questions; None: it has none.
        attributes: All that is known of it, as rules see it.
        known: What is known of its questions, by attribute.
        lead: The columns of the conversation that these say.
        question: The first one to be asked; None: it is routed at once.
    """

    qualification: Qualification | None
    attributes: Mapping[str, AttributeValue]
    known: Mapping[str, Known]
    lead: Mapping[str, str]
    question: Question | None

    def answers(self, conversation_id: str) -> list[AnswerRow]:
        """Return the rows of what is known."""
        return [
            AnswerRow(conversation_id, attribute, jsonable(one.value), one.origin, one.said_ts, False, one.answered_at)
            for attribute, one in self.known.items()
        ]

    def begun(self, conversation_id: str, now: float) -> QualificationRow | None:
        """Return the row of its questions; None: it has none."""
        if self.qualification is None:
            return None
        name, after = self.qualification.name, self.qualification.ask_after_seconds
        if self.question is None:
            return QualificationRow(conversation_id, name, None, 0, [], [], None, 0, Ended.ANSWERED)
        asked = None if after else self.question.attribute
        due_at = now + (after or timeout_seconds(self.qualification, self.question))
        return QualificationRow(conversation_id, name, asked, 0, [], [], due_at, 0, None)


def openings(tx: Transaction, configuration: Configuration, came: Sequence[Came], now: float) -> list[Opening]:
    """Say how conversations begin, in their order; Slack is not asked."""
    asking = [one for one in came if one.qualify in configuration.qualifications]
    people = {one.lead_user_id for one in asking if one.lead_user_id}
    emails = {email for one in asking for email in spellings(one.lead.email)}
    before = conversation_answer.earlier(tx, configuration.workspace_id, people, emails, now - REMEMBERED_SECONDS)
    known = {user: person.find(tx, configuration.workspace_id, user) for user in sorted(people)}
    return [_opening(configuration, one, before, known.get(one.lead_user_id or ""), now) for one in came]


def _opening(
    configuration: Configuration, came: Came, before: Iterable[EarlierAnswer], who: PersonRow | None, now: float
) -> Opening:
    attributes: dict[str, AttributeValue] = {
        "channel": came.channel,
        "source": came.source,
        "text": came.lead.text,
        "email": came.lead.email,
        "name": came.lead.name,
    }
    qualification = configuration.qualifications.get(came.qualify or "")
    if qualification is None:
        return Opening(None, attributes, {}, {}, None)
    questions = qualification.questions
    known = _known(qualification, came, before, who, now)
    values = {attribute: one.value for attribute, one in known.items()}
    attributes |= values | of_lead(questions, values)
    lead = lead_columns(questions, values)
    if came.lead_user_id is None:
        return Opening(None, attributes, known, lead, None)  # nobody could answer (CONTRACT 7)
    return Opening(qualification, attributes, known, lead, Progress(questions, attributes, known).next())


def _known(
    qualification: Qualification, came: Came, before: Iterable[EarlierAnswer], who: PersonRow | None, now: float
) -> dict[str, Known]:
    """Gather what the first message says, what the lead answered before, and what the profile says, in this order."""
    said = from_first(qualification.questions, came.lead, reading(who, now))
    known = {attribute: Known(value, MESSAGE, came.thread_ts, now) for attribute, value in said.items()}
    for attribute, one in remembered(qualification, before, came.lead_user_id, came.lead.email).items():
        known.setdefault(attribute, one)
    if qualification.use_profile_email and who is not None and who.email:
        for question in qualification.questions:
            if question.kind is QuestionKind.EMAIL:
                known.setdefault(question.attribute, Known(who.email, PROFILE, None, now))
    return known


def remembered(
    qualification: Qualification, before: Iterable[EarlierAnswer], user_id: str | None, email: str | None
) -> dict[str, Known]:
    """Return what this lead, by user id or e-mail, answered last; only what still is an answer to its question."""
    questions = {one.attribute: one for one in qualification.questions if one.remember}
    emails = spellings(email)
    found: dict[str, Known] = {}
    for one in before:
        is_theirs = (user_id is not None and one.lead_user_id == user_id) or one.lead_email in emails
        question = questions.get(one.attribute)
        value = tuple(one.value) if isinstance(one.value, list) else one.value
        if is_theirs and question is not None and fits(question, value):
            found[one.attribute] = Known(value, REMEMBERED, None, one.answered_at)
    return found


def spellings(email: str | None) -> set[str]:
    """Return how an address may be spelled in the tables; nothing for None."""
    return {email, same_address(email)} if email else set()


def same_address(email: str) -> str:
    """Return the one spelling of an address by which its lead is known again."""
    return email.lower()


def reading(who: PersonRow | None, now: float) -> Reading:
    """Return how somebody's words are read: in their language, by the day in their time zone."""
    zone: dt.tzinfo = dt.UTC
    if who is not None and who.time_zone:
        with contextlib.suppress(KeyError, ValueError, OSError):  # a name that nobody knows here
            zone = ZoneInfo(who.time_zone)
    return Reading(dt.datetime.fromtimestamp(now, zone).date(), (who.locale if who is not None else None) or "")


def timeout_seconds(qualification: Qualification, question: Question) -> int:
    """Return how long the lead may be silent when this question was asked."""
    return question.timeout_seconds or qualification.timeout_seconds or DEFAULT_TIMEOUT_SECONDS


def jsonable(value: AnswerValue) -> Any:
    """Return an answer as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def of_lead(questions: Sequence[Question], answers: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
    """Return what answers say of the lead, whatever their questions are called: `email`, `phone`, `name`."""
    found: dict[str, AttributeValue] = {}
    for name, kind in _OF_LEAD.items():
        question = asking(questions, kind)
        attribute = name if question is None else question.attribute
        if answers.get(attribute) is not None:
            found[name] = answers[attribute]
    return found


def lead_columns(questions: Sequence[Question], answers: Mapping[str, AttributeValue]) -> dict[str, str]:
    """Return what answers say of the lead as columns of the conversation."""
    columns = {f"lead_{name}": str(value) for name, value in of_lead(questions, answers).items()}
    return {name: same_address(value) if name == "lead_email" else value for name, value in columns.items()}
