"""A conversation whose lead is asked questions: how it stands, and the one way in which a step is written.

What a step comes to is decided before any lock is taken; under the locks it is looked whether all is as it was
(DESIGN 1.4, 1.5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.domain.answers import AnswerValue, Reading, Wrong
from bot.domain.configuration import Configuration, Qualification, Question, QuestionKind, Trigger
from bot.domain.lifecycle import State
from bot.domain.questions import Ended, Progress
from bot.usecases import announce
from bot.usecases.dealing import Deal, Dealing
from bot.usecases.errors import ConfigurationMoved, Contended
from bot.usecases.qualify import (
    REMEMBERED_SECONDS,
    jsonable,
    lead_columns,
    of_lead,
    reading,
    remembered,
    spellings,
    timeout_seconds,
)
from bot.usecases.routing import route
from storage.queries import (
    conversation,
    conversation_answer,
    conversation_lead,
    conversation_qualification,
    outbox,
    outbox_card,
    person,
    team,
    workspace,
)
from storage.queries.conversation import ConversationRow
from storage.queries.conversation_answer import LEAD, AnswerRow
from storage.queries.conversation_qualification import QualificationRow
from storage.queries.outbox import Draft
from storage.transaction import Transaction

#: So many of a lead's last messages are known by their timestamps.
MOST_HEARD: Final = 100


@dataclass(frozen=True, slots=True)
class Dialog:
    """How a conversation's questions stand, as it was read.

    Attributes:
        conversation: The conversation.
        row: How far its questions are.
        answers: What is known, by attribute.
        qualification: As it is now; None: it was taken away, and there is nothing more to ask.
        progress: The same, as the domain sees it.
        reading: How the lead's words are read.
    """

    conversation: ConversationRow
    row: QualificationRow
    answers: Mapping[str, AnswerRow]
    qualification: Qualification | None
    progress: Progress
    reading: Reading

    @property
    def is_asking(self) -> bool:
        """Say whether the questions go on."""
        return self.row.ended is None and self.conversation.state == State.QUALIFYING

    def question(self, attribute: str) -> Question | None:
        """Return the question that asks for an attribute; None: there is none (any more)."""
        return next((one for one in self.progress.questions if one.attribute == attribute), None)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next.

    Attributes:
        progress: What is known then.
        answers: What was answered just now, by attribute: it is confirmed.
        said_ts: The message that said it; None: a button did.
        also: What is known besides, without having been said now.
        taken_back: What the lead took back, by attribute.
        asks: The question that is asked (again); None: none.
        wrong: Why it is asked again; None: it is not.
        ended: Why the questions are over; None: they go on.
        late: Whether what was answered came after they were over.
    """

    progress: Progress
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    said_ts: str | None = None
    also: Sequence[AnswerRow] = ()
    taken_back: Sequence[str] = ()
    asks: Question | None = None
    wrong: Wrong | None = None
    ended: Ended | None = None
    late: bool = False


def look(tx: Transaction, configuration: Configuration, conversation_id: str, now: float) -> Dialog | None:
    """Return how the questions of a conversation stand, without a lock; None: its lead was never asked any."""
    workspace_id = configuration.workspace_id
    found = conversation.find(tx, workspace_id, conversation_id)
    row = conversation_qualification.find(tx, workspace_id, conversation_id)
    lead = conversation_lead.find(tx, workspace_id, conversation_id)
    if found is None or row is None or lead is None:
        return None
    qualification = configuration.qualifications.get(row.qualification)
    answers = conversation_answer.of(tx, workspace_id, conversation_id)
    attributes = {
        "channel": found.channel,
        "source": found.source,
        "text": lead.text,
        "email": lead.lead_email,
        "name": lead.lead_name,
        **{one.attribute: value(one) for one in answers.values()},
    }
    questions = qualification.questions if qualification is not None else ()
    progress = Progress(questions, attributes, frozenset(answers), frozenset(row.skipped), row.asked)
    who = person.find(tx, workspace_id, found.lead_user_id) if found.lead_user_id else None
    return Dialog(found, row, answers, qualification, progress, reading(who, now))


def advance(dialog: Dialog, progress: Progress, *, begins: bool = False) -> Step:
    """Say what follows once this is known: the next question, the end, or nothing, where something waits for an answer.

    `begins`: nobody answered the lead until now, so that the first question may be asked.
    """
    following = progress.next()
    is_waiting = dialog.row.asked is None and following is not None and not begins
    if not dialog.is_asking or is_waiting or progress.current() is not None:
        return Step(progress)
    return Step(progress, asks=following, ended=Ended.ANSWERED if following is None else None)


def known_by_email(
    tx: Transaction,
    configuration: Configuration,
    dialog: Dialog,
    progress: Progress,
    answers: Mapping[str, AnswerValue],
    now: float,
) -> list[AnswerRow]:
    """Return what the lead answered before under the address that they gave just now, of what is still open."""
    emails = {str(answers[one.attribute]) for one in progress.questions if _is_email(one) and one.attribute in answers}
    if dialog.qualification is None or not emails:
        return []
    workspace_id, conversation_id = configuration.workspace_id, dialog.conversation.conversation_id
    spelled = {spelling for email in emails for spelling in spellings(email)}
    before = conversation_answer.earlier(tx, workspace_id, (), spelled, now - REMEMBERED_SECONDS)
    wanted = {one.attribute for one in progress.open()}
    found = {
        name: one for email in emails for name, one in remembered(dialog.qualification, before, None, email).items()
    }
    return [
        AnswerRow(conversation_id, name, jsonable(one.value), one.origin, None, False, one.answered_at)
        for name, one in found.items()
        if name in wanted
    ]


def _is_email(question: Question) -> bool:
    return question.kind is QuestionKind.EMAIL


def value(row: AnswerRow) -> AnswerValue:
    """Return an answer as the domain has it."""
    kept: AnswerValue = tuple(row.value) if isinstance(row.value, list) else row.value
    return kept


def write(tx: Transaction, configuration: Configuration, dialog: Dialog, step: Step, now: float) -> None:
    """Write a step under the locks: answers, the next question, or where the conversation goes.

    Raises:
        ConfigurationMoved: the rules changed meanwhile. Contended: the conversation did; doing it all again works.
    """
    workspace_id, found = configuration.workspace_id, dialog.conversation
    deals = [_deal(configuration, dialog, step)] if step.ended in {Ended.ANSWERED, Ended.TIMEOUT} else []
    teams = team.lock(tx, workspace_id, {one.route.team for one in deals if one.route.team is not None})
    if workspace.config_version(tx, workspace_id) != configuration.version:
        raise ConfigurationMoved
    _lock(tx, workspace_id, dialog)
    conversation_id = found.conversation_id
    said = [
        AnswerRow(conversation_id, name, jsonable(one), LEAD, step.said_ts, step.late, now)
        for name, one in step.answers.items()
    ]
    conversation_answer.keep(tx, workspace_id, [*step.also, *said])
    conversation_answer.take_back(tx, workspace_id, conversation_id, step.taken_back)
    known = {one.attribute: value(one) for one in step.also} | dict(step.answers)
    questions = dialog.progress.questions
    gone = dict.fromkeys(lead_columns(questions, dict.fromkeys(step.taken_back, "")))
    conversation_lead.change(tx, workspace_id, conversation_id, **gone | lead_columns(questions, known))
    conversation_qualification.change(tx, workspace_id, dialog.row, **_changes(dialog, step, now))
    drafts = [_question(dialog, step, step.asks)] if step.asks else []
    if deals:
        dealing = Dealing(tx, workspace_id, teams, now)
        dealing.decide(deals)
        decided = {name: deals[0].row[name] for name in ("state", "team", "tags", "waiting_since")}
        conversation.set_routed(tx, workspace_id, conversation_id, **decided)
        dealing.deal(deals)
        drafts += dealing.assign(deals)
    _show_anew(tx, workspace_id, dialog, step, drafts, now)
    outbox.write(tx, workspace_id, drafts, now)


def _lock(tx: Transaction, workspace_id: str, dialog: Dialog) -> None:
    conversation_id = dialog.conversation.conversation_id
    locked = conversation.lock(tx, workspace_id, conversation_id)
    row = conversation_qualification.find(tx, workspace_id, conversation_id)
    if (
        locked is None
        or row is None
        or (row.revision, locked.state) != (dialog.row.revision, dialog.conversation.state)
    ):
        raise Contended("the conversation went on meanwhile")


def _deal(configuration: Configuration, dialog: Dialog, step: Step) -> Deal:
    found, progress = dialog.conversation, step.progress
    attributes = {**progress.attributes, **of_lead(progress.questions, progress.attributes)}
    row: dict[str, Any] = {
        "conversation_id": found.conversation_id,
        "channel": found.channel,
        "thread_ts": found.thread_ts,
        "lead_user_id": found.lead_user_id,
    }
    return Deal(route(configuration, Trigger.QUALIFIED, attributes), attributes, row, qualified=True)


def _changes(dialog: Dialog, step: Step, now: float) -> dict[str, Any]:
    row = dialog.row
    values: dict[str, Any] = {"skipped": sorted(step.progress.skipped)}
    if step.said_ts is not None and step.said_ts not in row.heard:
        values["heard"] = [*row.heard, step.said_ts][-MOST_HEARD:]
    if step.ended is not None:
        values |= {"ended": step.ended, "due_at": None}
    elif step.asks is not None and dialog.qualification is not None:
        values |= {
            "asked": step.asks.attribute,
            "wrong": row.wrong + 1 if step.wrong is not None else 0,
            "due_at": now + timeout_seconds(dialog.qualification, step.asks),
        }
    return values


def _question(dialog: Dialog, step: Step, asks: Question) -> Draft:
    """Ask a question: after which answers, or why again."""
    number = dialog.row.wrong + 1 if step.wrong is not None else 0
    confirms = [name for name in step.answers if name != asks.attribute]
    found = dialog.conversation
    return announce.question(
        found.conversation_id,
        found.channel,
        found.thread_ts,
        asks,
        confirms=confirms,
        wrong=step.wrong,
        number=number,
        revision=dialog.row.revision + 1,
        greets=dialog.row.asked is None,
    )


def _show_anew(
    tx: Transaction, workspace_id: str, dialog: Dialog, step: Step, drafts: Sequence[Draft], now: float
) -> None:
    """Let the message of a question that is over lose its buttons, and the cards show what is known."""
    conversation_id = dialog.conversation.conversation_id
    over = [*step.answers, *(set(step.progress.skipped) - set(dialog.row.skipped))]
    is_left = step.asks is not None and step.asks.attribute != dialog.row.asked
    if dialog.row.asked is not None and (step.ended is not None or is_left):
        over.append(dialog.row.asked)
    shown = {announce.question_card(conversation_id, name) for name in over}
    if not dialog.is_asking:
        shown.add(conversation_id)
    if shown:
        outbox_card.change(tx, workspace_id, shown, now, {draft.channel for draft in drafts})


def end(tx: Transaction, workspace_id: str, conversation_id: str, now: float) -> None:
    """End the questions of a conversation, whose lock is held, because a teammate takes it (CONTRACT 7)."""
    row = conversation_qualification.find(tx, workspace_id, conversation_id)
    if row is not None and row.ended is None:
        conversation_qualification.change(tx, workspace_id, row, ended=Ended.TAKEN, due_at=None)
        if row.asked is not None:
            outbox_card.change(tx, workspace_id, [announce.question_card(conversation_id, row.asked)], now)
