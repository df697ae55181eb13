"""One lead that the database refuses: it is kept and told, and the others are dealt (DESIGN 1.3)."""

import asyncio

from sqlalchemy import select

from bot import telemetry
from storage.tables import Rejection, table
from storage.transaction import Transaction
from tests.support.world import LEADS, WORKSPACE

REFUSE = {
    "sqlite": "CREATE TRIGGER refuse BEFORE INSERT ON conversation WHEN NEW.text LIKE '%poison%' "
    "BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "postgresql": "ALTER TABLE conversation ADD CONSTRAINT refuse CHECK (text NOT LIKE '%poison%')",
}


def refuse(tx: Transaction) -> None:
    tx.exec_driver_sql(REFUSE[tx.dialect.name])


async def test_a_poisoned_lead_among_many_is_kept_and_told_and_the_others_are_dealt(world, slack, lena, mia, capsys):
    telemetry.configure("console", "debug")  # onto what capsys reads
    await world.write(refuse)
    texts = [f"lead {n}" for n in range(20)] + ["a poisoned SECRETWORD"] + [f"lead {n}" for n in range(20)]
    async with world.awake():
        posts = await asyncio.gather(*map(lena.writes, texts))
        await slack.announced(40)
        message = await mia.is_told("could not be stored")
        await slack.all_is_said()
    assert {attempt.status for one in slack.deliveries(lena) for attempt in one.attempts} == {200}
    assert len(await world.assignments()) == 40
    rejected = await world.read(lambda tx: tx.execute(select(table(Rejection))).all())
    assert [row.source_key for row in rejected] == [f"message:{LEADS}:{posts[20].ts}"]
    assert "SECRETWORD" in rejected[0].request
    assert posts[20].link in message.text
    assert len(mia.direct_messages) == 1
    written = capsys.readouterr()
    assert "request_rejected" in written.err
    assert "SECRETWORD" not in written.out + written.err


async def test_a_rule_on_a_name_knows_what_slack_calls_a_person(world, slack, lena, carol):
    await world.apply(f"""
workspace: {WORKSPACE}
rules:
  - {{when: new_conversation, if: {{name: {{starts_with: Lena}}}}, assign_to: {carol}}}
  - {{when: new_conversation, assign_to: sales}}
""")
    async with world.awake():
        await lena.runs("/rotation show")  # now we have met
        await carol.gets(await lena.writes("hello"), "by a rule")
        await slack.said_nothing_else()
    assert await world.dealt_to() == [carol]
