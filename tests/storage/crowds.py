"""A big team, and a busy workspace, in a database."""

from sqlalchemy import insert

from storage.queries import assignment, conversation, outbox, person, team, team_member
from storage.queries.outbox import Draft
from storage.tables import AwayMode, Team, table
from tests.storage.conftest import WORKSPACE
from tests.storage.test_errors import ROW

MEMBERS = 10_000
TEAM = {"name": "sales", "channel": "C2", "method": "round_robin", "self_join": False, "waiting_burst": 5}


def fill_the_team(tx):
    team.create(tx, WORKSPACE, TEAM)
    team_member.add(
        tx,
        WORKSPACE,
        "sales",
        [(f"U{number:05}", f"n{number:05}", b"%05d" % number) for number in range(MEMBERS)],
    )
    tx.exec_driver_sql(
        "UPDATE team_member SET availability = CASE WHEN CAST(substr(user_id, 2) AS INT) % 100 = 0 "
        "THEN 'available' ELSE 'away' END"
    )


def fill_the_workspace(tx):
    drafts = [Draft(f"C{number % 5}", {"text": str(number)}, f"{number % 50}.0") for number in range(2000)]
    outbox.write(tx, WORKSPACE, drafts, 1000.0)
    tx.exec_driver_sql("UPDATE outbox SET state = 'sent' WHERE position < 390")
    tx.exec_driver_sql("UPDATE outbox SET due_at = 2000.0 WHERE position = 391")
    conversation.insert_new(tx, [received(number, state="assigned") for number in range(2000)])
    tx.exec_driver_sql("UPDATE conversation SET state = 'waiting' WHERE conversation_id > 'c01990'")
    assignment.insert_all(tx, [assigned(number) for number in range(2000)])
    person.keep(tx, WORKSPACE, [somebody(number) for number in range(2000)])
    tx.execute(insert(table(AwayMode)), [away(number) for number in range(2000)])
    tx.execute(
        insert(table(Team)), [{**TEAM, "workspace_id": WORKSPACE, "name": f"n{n}", "size": 0} for n in range(999)]
    )


def received(number, **changed):
    return {**ROW, "conversation_id": f"c{number:05}", "source_key": str(number), "team": "sales", **changed}


def away(number):
    ends_at = float(number) if number < 5 else None
    return {
        "workspace_id": WORKSPACE,
        "user_id": f"U{number}",
        "since": 1.0,
        "reason": "",
        "set_by": "U1",
        "ends_at": ends_at,
    }


def assigned(number):
    return {
        "workspace_id": WORKSPACE,
        "assignment_id": f"a{number:05}",
        "conversation_id": f"c{number:05}",
        "team": "sales" if number % 10 == 0 else "vip",
        "user_id": f"U{number % 20}",
        "cause": "round_robin",
        "reason": {},
        "assigned_at": float(number),
    }


def somebody(number):
    kinds = ("deactivated", "is_admin", "is_owner", "is_guest", "is_bot", "is_stranger")
    told = {"user_id": f"U{number}", "name": f"n{number}", "sort_key": b"%05d" % number, "time_zone": "UTC"}
    return {**told, **dict.fromkeys(kinds, False), "updated": 0, "told_at": 1.0}


def passed(number, member):
    return {
        "workspace_id": WORKSPACE,
        "conversation_id": f"c{number:05}",
        "user_id": f"U{member:05}",
        "passed_at": 1.0,
    }
