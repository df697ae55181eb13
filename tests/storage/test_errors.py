"""What the database refuses for its values, and what it could not do just now."""

import pytest
from sqlalchemy import exc, insert

from storage.errors import DataRejected, StorageError, StorageUnavailable, TooLate
from storage.queries import conversation, outbox, workspace
from storage.queries.outbox import Draft
from storage.tables import Conversation, Manager, Workspace, table
from storage.transaction import as_storage_error
from tests.storage.conftest import WORKSPACE

ROW = {
    "workspace_id": WORKSPACE,
    "conversation_id": "c1",
    "source_key": "message:C1:1.0",
    "source": "message",
    "channel": "C1",
    "thread_ts": "1.0",
    "lead_user_id": None,
    "lead_name": None,
    "lead_email": None,
    "lead_phone": None,
    "text": "Hello",
    "tags": [],
    "state": "waiting",
    "team": None,
    "created_at": 1.0,
    "waiting_since": 1.0,
}


def refused(tx, work):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is, it is sorted
        work(tx)
    error = as_storage_error(caught.value)
    assert error.__cause__ is caught.value or error is caught.value
    assert "\n" not in str(error)
    assert len(str(error)) <= 300
    return error


def lone_surrogate(tx):
    conversation.insert_new(tx, [{**ROW, "text": "half a \ud83d face"}])


def too_big_a_number(tx):
    tx.execute(insert(table(Workspace)).values(workspace_id="T02", config_version=2**70, created_at=1.0))


def nothing_where_something_must_be(tx):
    conversation.insert_new(tx, [{**ROW, "text": None}])


def the_same_key_twice(tx):
    tx.execute(insert(table(Manager)), [{"workspace_id": WORKSPACE, "user_id": "U1"}] * 2)


def a_key_of_nobody(tx):
    tx.execute(insert(table(Manager)).values(workspace_id="T99NONE", user_id="U1"))


def no_json(tx):
    outbox.write(tx, WORKSPACE, [Draft("C1", {"kind": {1, 2}})], 1.0)


def a_column_left_out(tx):
    tx.execute(insert(table(Conversation)), [ROW, {key: value for key, value in ROW.items() if key != "text"}])


@pytest.mark.parametrize(
    "work",
    [
        lone_surrogate,
        too_big_a_number,
        nothing_where_something_must_be,
        the_same_key_twice,
        a_key_of_nobody,
        no_json,
        a_column_left_out,
    ],
)
def test_bad_data_is_rejected_and_not_to_come_again(tx, work):
    assert type(refused(tx, work)) is DataRejected


def test_what_the_values_do_to_a_batch_is_undone_with_it(tx):
    tx.exec_driver_sql("SAVEPOINT batch")
    with pytest.raises((UnicodeEncodeError, exc.DBAPIError)):
        conversation.insert_new(tx, [ROW, {**ROW, "conversation_id": "c2", "source_key": "2", "text": "\ud800"}])
    tx.exec_driver_sql("ROLLBACK TO batch")
    assert conversation.count_waiting(tx, WORKSPACE, None) == 0


def a_nul(tx):
    conversation.insert_new(tx, [{**ROW, "lead_name": "a\x00b"}])


def test_text_with_a_nul_is_kept_as_it_is_or_rejected(tx):
    """PostgreSQL keeps none: what leads and people type is cleaned of them before."""
    if tx.dialect.name == "postgresql":
        assert type(refused(tx, a_nul)) is DataRejected
    else:
        a_nul(tx)
        assert conversation.find(tx, WORKSPACE, "c1").lead_name == "a\x00b"


def no_such_table(tx):
    tx.exec_driver_sql("SELECT * FROM nowhere")


def no_such_file(tx):
    where = "COPY workspace FROM" if tx.dialect.name == "postgresql" else "ATTACH DATABASE"
    tx.exec_driver_sql(f"{where} '/nowhere/at/all.db'{'' if tx.dialect.name == 'postgresql' else ' AS other'}")


@pytest.mark.parametrize("work", [no_such_table, no_such_file])
def test_what_the_database_cannot_do_is_to_come_again(tx, work):
    assert type(refused(tx, work)) is StorageUnavailable


@pytest.mark.parametrize(
    "error", [ValueError("mine"), KeyError("x"), TooLate("late"), StorageUnavailable("x"), OSError(5)]
)
def test_an_error_of_our_own_stays_what_it_is(error):
    assert as_storage_error(error) is error


def test_the_words_are_one_line_of_the_databases_own(tx):
    error = refused(tx, nothing_where_something_must_be)
    assert str(error) in {
        "IntegrityError: NOT NULL constraint failed: conversation.text",
        'NotNullViolationError: null value in column "text" of relation "conversation" violates not-null constraint',
    }
    long = exc.OperationalError("SELECT 1", {}, RuntimeError("first line " + "x" * 500 + "\nsecond line"))
    words = str(as_storage_error(long))
    assert words.startswith("RuntimeError: first line xxx")
    assert len(words) == 300


def test_every_storage_error_has_a_sentence_for_people():
    for kind in StorageError.__subclasses__():
        assert kind.__doc__
        assert kind.__doc__.splitlines()[0].endswith(".")


def test_a_version_of_a_workspace_that_nobody_knows_is_nothing(tx):
    assert workspace.config_version(tx, "T99NONE") == 0
    assert workspace.collation_version(tx, "T99NONE") == ""
