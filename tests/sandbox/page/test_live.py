"""An open page follows what happens."""

import asyncio

from tests.sandbox.ways import ALICE, BOB, field, modal


async def test_what_the_bot_posts_edits_and_takes_back_is_there_at_once(sandbox, sight, post, call):
    async with sight(sandbox) as seen:
        ts = await post(sandbox, "hello")
        await seen.until(lambda: seen.texts() == ["hello"])
        await call(sandbox, "chat.update", channel="C01LEADS", ts=ts, text="hello again")
        await seen.until(lambda: seen.texts() == ["hello again"])
        await sandbox.delete("C01LEADS", ts)
        await seen.until(lambda: seen.texts() == [])


async def test_only_what_changed_is_told(sandbox, sight, post):
    for number in range(20):
        await sandbox.write(BOB, "C01LEADS", f"message {number}")
    async with sight(sandbox) as seen:
        ts = await post(sandbox, "the last")
        await seen.until(lambda: f"message/C01LEADS/{ts}" in seen.facts)
        told = set().union(*(news["set"] for news in seen.told[1:]))
        assert {key for key in told if not key.startswith("request/")} == {f"message/C01LEADS/{ts}"}


async def test_a_reply_changes_the_message_above_it_too(sandbox, sight):
    first = await sandbox.write(BOB, "C01LEADS", "a question")
    async with sight(sandbox) as seen:
        await sandbox.write(ALICE, "C01LEADS", "an answer", thread_ts=first)
        await seen.until(lambda: seen.facts[f"message/C01LEADS/{first}"]["replies"] == 1)


async def test_a_form_opens_changes_and_closes(stage, sight, show, done):
    async with sight(stage.sandbox) as seen:
        await show(stage, modal(field("plain_text_input", "name")))
        (view,) = await seen.until(lambda: list(seen.of("view").values()))
        await done(stage.sandbox, "use", view=view["id"], action="name", given="Zed")
        await seen.until(lambda: seen.facts[f"view/{view['id']}"]["held"]["name_block"]["name"] == "Zed")
        await done(stage.sandbox, "submit")
        await seen.until(lambda: not seen.of("view"))


async def test_a_page_that_comes_again_gets_all_that_it_missed(sandbox, sight, post):
    async with sight(sandbox) as seen:
        await post(sandbox, "one")
        await seen.until(lambda: seen.texts() == ["one"])
    await post(sandbox, "two")
    async with sight(sandbox) as again:
        assert set(again.texts()) == {"one", "two"}


async def test_a_page_is_let_go_when_the_sandbox_stops_and_finds_it_again(sandbox, sight):
    port = int(sandbox.page_url.split(":")[2].rstrip("/"))
    async with sight(sandbox) as seen:
        await asyncio.wait_for(sandbox.stop(), 5)
        assert (await seen._socket.receive()).type.name in {"CLOSE", "CLOSED", "CLOSING"}
    await sandbox.start(port)
    async with sight(sandbox) as again:
        assert again.channels() == {"leads"}


async def test_each_request_is_shown_with_its_outcome_and_retries(connected, sight, bot, call):
    bot.answers.extend([500, 200])
    async with sight(connected) as seen:
        await connected.write(ALICE, "C01LEADS", "hi")
        await seen.until(lambda: any(one["tries"] == 2 for one in seen.of("request").values()))
        await call(connected, "users.info", user="U99")
        await seen.until(lambda: any(one["kind"] == "call" for one in seen.of("request").values()))
        shown = {one["what"]: one for one in seen.of("request").values()}
    assert (shown["message"]["outcome"], shown["message"]["fine"]) == ("200", True)
    assert (shown["users.info"]["outcome"], shown["users.info"]["fine"]) == ("user_not_found", False)
    assert shown["message"]["seconds"] > 0


async def test_a_request_can_be_looked_at_whole(connected, session, address, sight, bot):
    bot.answers.append(503)
    await connected.write(ALICE, "C01LEADS", "hi")
    async with sight(connected) as seen:
        (number,) = (one["number"] for one in seen.of("request").values())
    async with session.get(address(connected, f"page/request/{number}")) as response:
        told = await response.json()
    assert told["sent"]["event"]["text"] == "hi"
    assert [answer["outcome"] for answer in told["answers"]] == ["503", "200"]
    for unknown in ("99", "x", "²"):
        async with session.get(address(connected, f"page/request/{unknown}")) as response:
            assert response.status == 404


async def test_no_more_than_the_last_two_hundred_requests_are_kept(sandbox, call):
    for _ in range(201):
        sandbox._core.sender.exchanges.begin("call", "auth.test", {})
    assert [exchange.number for exchange in sandbox._core.sender.exchanges] == list(range(2, 202))


async def test_faults_that_are_on_are_shown(sandbox, sight):
    async with sight(sandbox) as seen:
        sandbox.fail("chat.postMessage", "429", times=2)
        planned = [{"method": "chat.postMessage", "kind": "429", "times": 2}]
        await seen.until(lambda: seen.facts["faults"]["planned"] == planned)
        with sandbox.silence():
            await seen.until(lambda: seen.facts["faults"]["silent"])
        sandbox.heal()
        await seen.until(lambda: not seen.facts["faults"]["planned"] and not seen.facts["faults"]["silent"])


async def test_a_panel_of_ones_own_is_shown_and_follows(sandbox, sight, post):
    turns = {"next": "ada"}

    async def wheels():
        return turns

    sandbox.page.add("wheels", wheels)
    sandbox.page.add("count", lambda: len(sandbox.calls))
    async with sight(sandbox) as seen:
        assert (seen.facts["panel/wheels"], seen.facts["panel/count"]) == ({"next": "ada"}, 0)
        turns["next"] = "bob"
        await post(sandbox)
        await seen.until(lambda: (seen.facts["panel/wheels"], seen.facts["panel/count"]) == ({"next": "bob"}, 1))


async def test_while_nobody_looks_nothing_is_made_for_the_page(sandbox, sight, post):
    asked = []
    sandbox.page.add("spy", lambda: asked.append(1))
    async with sight(sandbox):
        pass
    before = len(asked)
    await post(sandbox)
    assert len(asked) == before
