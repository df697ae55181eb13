"""One lead that the database refuses: it is kept and told, and the others are dealt (DESIGN 1.3)."""

import asyncio

from sqlalchemy import select

from bot import telemetry
from storage.tables import Rejection, table
from storage.transaction import Transaction
from tests.support.world import LEADS, LENA, MANAGER, WORKSPACE, World

REFUSE = {
    "sqlite": "CREATE TRIGGER refuse BEFORE INSERT ON conversation WHEN NEW.text LIKE '%poison%' "
    "BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "postgresql": "ALTER TABLE conversation ADD CONSTRAINT refuse CHECK (text NOT LIKE '%poison%')",
}


def refuse(tx: Transaction) -> None:
    tx.exec_driver_sql(REFUSE[tx.dialect.name])


async def test_a_poisoned_lead_among_many_is_kept_and_told_and_the_others_are_dealt(world: World, capsys):
    telemetry.configure("console", "debug")  # onto what capsys reads
    await world.write(refuse)
    texts = [f"lead {n}" for n in range(20)] + ["a poisoned SECRETWORD"] + [f"lead {n}" for n in range(20)]
    async with world.awake():
        stamps = await asyncio.gather(*(world.sandbox.write(LENA, LEADS, text) for text in texts))
        await world.wait_announced(40)
        await world.sandbox.wait_until(lambda: len(world.sandbox.direct_messages(MANAGER)) == 1)
    leads = [one for one in world.sandbox.deliveries if one.payload["event"].get("user") == LENA]
    assert {attempt.status for one in leads for attempt in one.attempts} == {200}
    assert len(await world.assignments()) == 40
    rejected = await world.read(lambda tx: tx.execute(select(table(Rejection))).all())
    assert [row.source_key for row in rejected] == [f"message:{LEADS}:{stamps[20]}"]
    assert "SECRETWORD" in rejected[0].request
    message = world.sandbox.direct_messages(MANAGER)[0]
    assert "could not be stored" in message.text
    assert stamps[20].replace(".", "") in message.text
    written = capsys.readouterr()
    assert "request_rejected" in written.err
    assert "SECRETWORD" not in written.out + written.err


async def test_a_rule_on_a_name_knows_what_slack_calls_a_person(world: World):
    await world.apply(f"""
workspace: {WORKSPACE}
rules:
  - {{when: new_conversation, if: {{name: {{starts_with: Lena}}}}, assign_to: U03CAROL}}
  - {{when: new_conversation, assign_to: sales}}
""")
    async with world.awake():
        await world.sandbox.run_command(LENA, "/rotation", "show", channel=LEADS)  # now we have met
        await world.say("hello")
    assert await world.dealt_to() == ["U03CAROL"]
