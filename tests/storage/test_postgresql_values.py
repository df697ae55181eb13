"""What PostgreSQL refuses for its values, and what only for now: a lead that is rejected is never dealt."""

import secrets
import traceback

import pytest
from sqlalchemy import insert

from storage.errors import Contended, DataRejected, StorageError, StorageUnavailable
from storage.queries import conversation, workspace
from storage.tables import Workspace, table
from tests.storage.conftest import WORKSPACE
from tests.storage.test_errors import ROW
from tests.storage.work import executed, version

SAID = "call me at 555 0199"

#: https://www.postgresql.org/docs/14/errcodes-appendix.html
ABOUT_VALUES = [
    "22000",
    "22001",
    "22003",
    "22021",
    "22P02",
    "22P05",
    "23000",
    "23502",
    "23503",
    "23505",
    "23514",
    "54000",
]
ABOUT_THE_DATABASE = [
    "08006",  # connection failure
    "0A000",  # a statement that was prepared before a migration
    "25006",  # read-only transaction
    "25P03",  # it hung in a transaction
    "42501",  # insufficient privilege
    "42P01",  # undefined table
    "42703",  # undefined column
    "53000",
    "53100",  # disk full
    "53200",  # out of memory
    "53300",  # too many connections
    "54001",  # statement too complex
    "54023",  # too many arguments
    "55P03",  # lock not available
    "57014",  # canceled
    "57P01",  # shutdown
    "57P03",  # starting
    "58030",  # input or output error
    "P0001",  # raised by a trigger
    "XX000",
    "XX001",  # data corrupted
]


UNDONE_FOR_OTHERS = ["40001", "40P01"]


def raises(state):
    return executed(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")


async def test_each_state_says_whether_the_values_are_bad_or_the_database_cannot_now(postgres):
    sorted_as = {}
    for state in (*ABOUT_VALUES, *ABOUT_THE_DATABASE, *UNDONE_FOR_OTHERS):
        with pytest.raises(StorageError) as caught:
            await postgres.write(raises(state))
        sorted_as[state] = type(caught.value)
    assert sorted_as == {
        **dict.fromkeys(ABOUT_VALUES, DataRejected),
        **dict.fromkeys(ABOUT_THE_DATABASE, StorageUnavailable),
        **dict.fromkeys(UNDONE_FOR_OTHERS, Contended),
    }


def a_number_for_a_text(tx):
    conversation.insert_new(tx, [{**ROW, "text": 5}])


def a_text_for_a_number(tx):
    conversation.insert_new(tx, [{**ROW, "created_at": "yesterday"}])


def a_number_beyond_the_column(tx):
    tx.execute(insert(table(Workspace)).values(workspace_id="T02", config_version=2**40, created_at=1.0))


def a_surrogate(tx):
    conversation.insert_new(tx, [{**ROW, "text": "half a \ud83d face"}])


def a_nul(tx):
    conversation.insert_new(tx, [{**ROW, "text": "a\x00b"}])


def a_key_too_long_for_its_index(tx):
    conversation.insert_new(tx, [{**ROW, "source_key": secrets.token_hex(50_000)}])  # it can't be packed


async def test_a_value_that_cannot_be_kept_is_rejected_and_the_connection_stays_good(postgres):
    for work in (
        a_number_for_a_text,
        a_text_for_a_number,
        a_number_beyond_the_column,
        a_surrogate,
        a_nul,
        a_key_too_long_for_its_index,
    ):
        with pytest.raises(DataRejected) as caught:
            await postgres.write(work)
        assert "\n" not in str(caught.value), work
        assert await postgres.write(version) == 1


async def test_a_batch_with_one_bad_value_keeps_nothing_of_it(postgres):
    def batch(tx):
        workspace.raise_version(tx, WORKSPACE)
        conversation.insert_new(tx, [ROW, {**ROW, "conversation_id": "c2", "source_key": "2", "text": "a\x00b"}])

    with pytest.raises(DataRejected):
        await postgres.write(batch)
    assert await postgres.read(version) == 1
    assert await postgres.read(conversation.count_waiting, WORKSPACE, None) == 0


def a_missing_value_in_a_row(tx):
    conversation.insert_new(tx, [{**ROW, "text": SAID, "state": None}])


def what_was_said_for_a_number(tx):
    conversation.insert_new(tx, [{**ROW, "created_at": SAID}])


async def test_a_traceback_never_shows_what_a_lead_wrote(postgres):
    for work in (a_missing_value_in_a_row, what_was_said_for_a_number):
        with pytest.raises(DataRejected) as caught:
            await postgres.write(work)
        assert SAID not in "".join(traceback.format_exception(caught.value)), work
