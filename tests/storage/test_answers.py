"""Answers in the tables: what a person set stays, and what a lead answered before is found without reading all (CONTRACT 7)."""

import pytest

from storage.queries import conversation, conversation_answer, conversation_lead, conversation_qualification
from storage.queries.conversation_answer import LEAD, MOST_EARLIER, PERSON, REMEMBERED, AnswerRow
from storage.queries.conversation_qualification import QualificationRow
from tests.storage.conftest import WORKSPACE
from tests.storage.crowds import received
from tests.support.plans import planned

MANY = 2000


def said(number, value, attribute="size", origin=LEAD, at=None):
    return AnswerRow(f"c{number:05}", attribute, value, origin, None, False, float(number if at is None else at))


def size(tx, number=1):
    known = conversation_answer.of(tx, WORKSPACE, f"c{number:05}").get("size")
    return known and (known.value, known.origin)


@pytest.fixture
def one(tx):
    conversation.insert_new(tx, [received(1, lead_user_id="U1")])
    return tx


def keep(tx, *rows):
    conversation_answer.keep(tx, WORKSPACE, rows)


@pytest.mark.parametrize("origin", [LEAD, REMEMBERED])
def test_what_a_person_set_is_not_overwritten(one, origin):
    keep(one, said(1, "small"))
    keep(one, said(1, "large", origin=PERSON))
    keep(one, said(1, "small", origin=origin), said(1, "x@y.org", "email"))
    assert size(one) == ("large", PERSON)
    assert conversation_answer.of(one, WORKSPACE, "c00001")["email"].value == "x@y.org"
    keep(one, said(1, "middle", origin=PERSON))
    assert size(one) == ("middle", PERSON)


def test_what_a_person_set_is_not_taken_back(one):
    keep(one, said(1, "large", origin=PERSON), said(1, "x@y.org", "email"))
    conversation_answer.take_back(one, WORKSPACE, "c00001", ["size", "email"])
    assert size(one) == ("large", PERSON)
    assert "email" not in conversation_answer.of(one, WORKSPACE, "c00001")


@pytest.fixture
def long_known(tx):
    """One lead with very many conversations, each with an answer, among as many of others."""
    leads = [{"lead_user_id": "U1" if at % 2 else f"U{at}", "created_at": float(at)} for at in range(MANY)]
    emails = [{"lead_email": "jane@acme.com" if at % 2 else f"{at}@acme.com"} for at in range(MANY)]
    rows = [received(at, state="assigned", **leads[at], **emails[at]) for at in range(MANY)]
    conversation.insert_new(tx, rows)
    keep(tx, *[said(at, str(at)) for at in range(MANY)])
    return tx


@pytest.mark.parametrize("analysed", [False, True])
def test_what_a_lead_answered_before_is_found_by_index_and_in_their_newest_conversations(long_known, analysed):
    if analysed:
        long_known.exec_driver_sql("ANALYZE")
    for by, column in (({"U1"}, ()), "lead_user_id"), (((), {"jane@acme.com"}), "lead_email"):
        with planned(long_known) as plans:
            found = conversation_answer.earlier(long_known, WORKSPACE, *by, 0.0)
        assert [one.value for one in found] == [str(MANY - 2 * at + 1) for at in range(MOST_EARLIER, 0, -1)]
        leads, answers = plans
        assert leads.seeks("workspace_id", column, index=f"ix_conversation_{column}"), leads
        assert leads.reads_no_more, leads
        assert answers.seeks("workspace_id", "conversation_id"), answers
        assert answers.reads_no_more, answers


def test_what_a_lead_answered_before_is_told_once_and_the_newest_last(long_known):
    found = conversation_answer.earlier(long_known, WORKSPACE, {"U1", "U4"}, {"jane@acme.com"}, MANY - 6.0)
    assert [one.value for one in found] == [str(MANY - 5), str(MANY - 3), str(MANY - 1)]
    assert conversation_answer.earlier(long_known, WORKSPACE, (), (), 0.0) == []


@pytest.mark.parametrize("analysed", [False, True])
def test_the_earlier_conversations_of_a_lead_are_found_in_their_order(long_known, analysed):
    if analysed:
        long_known.exec_driver_sql("ANALYZE")
    lead = conversation_lead.find(long_known, WORKSPACE, "c01001")
    with planned(long_known) as plans:
        found = conversation_lead.earlier(long_known, WORKSPACE, lead, "c01001")
    assert [one.created_at for one in found] == [999.0, 997.0, 995.0]
    for plan, column in zip(plans, ("lead_user_id", "lead_email"), strict=True):
        assert plan.seeks("workspace_id", column, "created_at", index=f"ix_conversation_{column}"), plan
        assert plan.reads_no_more, plan


@pytest.mark.parametrize("analysed", [False, True])
def test_the_questions_that_are_due_are_found_among_all_that_are_over(long_known, analysed):
    rows = [
        QualificationRow(f"c{at:05}", "inbound", None, 0, [], [], float(at) if at < 9 else None, 0, None)
        for at in range(MANY)
    ]
    conversation_qualification.insert_all(long_known, WORKSPACE, rows)
    if analysed:
        long_known.exec_driver_sql("ANALYZE")
    with planned(long_known) as plans:
        assert conversation_qualification.due(long_known, WORKSPACE, 3.0, 3) == ["c00000", "c00001", "c00002"]
        assert conversation_qualification.next_due_at(long_known, WORKSPACE) == 0.0
    for plan in plans:
        assert plan.seeks("workspace_id", index="ix_conversation_qualification_due_at"), plan
        assert plan.reads_no_more, plan
