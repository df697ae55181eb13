"""A running bot follows what changes: the configuration, and people in Slack."""

from tests.support.waiting import until
from tests.support.world import BOB, CAROL, SALES, VIP, WORKSPACE


async def test_a_running_bot_follows_an_apply_within_a_second(world, slack, lena, alice, carol):
    async with world.awake() as bot:
        await alice.gets(await lena.writes("one"))
        await world.apply(f"workspace: {WORKSPACE}\nrules:\n  - {{when: new_conversation, assign_to: {CAROL}}}\n")
        await carol.gets(await lena.writes("two"))  # the batch itself notices that the configuration moved
        assert await world.dealt_to() == [alice, carol]
        await world.apply(f"workspace: {WORKSPACE}\nsources: [{{channel: {VIP}}}]\n")
        followed = bot.services.configuration
        await until(lambda: VIP in followed.current.sources, timeout_seconds=1)
        await carol.gets(await lena.writes("three", VIP))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, carol, carol]


async def test_who_is_renamed_is_met_at_the_new_place_and_nobody_elses_turn_changes(
    world, slack, lena, alice, bob, carol
):
    async with world.awake():
        posts = [await lena.writes("one")]
        await alice.is_renamed("Zoë Archer")
        posts += await lena.writes_each("two", "three", "four", "five")
        for post, who in zip(posts, (alice, bob, carol, alice, bob), strict=True):
            await who.gets(post)
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, bob, carol, alice, bob]


async def test_who_is_deactivated_is_skipped_and_reactivated_gets_what_waits(world, slack, lena, alice, bob, carol):
    async with world.awake():
        for who in (alice, bob, carol):
            await who.is_deactivated()
        post = await lena.writes("one")
        await slack.says(SALES, "nobody is available")
        assert await world.dealt_to() == []
        await bob.is_reactivated()
        assert await world.dealt_to() == [bob]
        await bob.gets(post)
        await bob.gets(await lena.writes("two"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [bob, bob]


async def test_a_teammate_whom_slack_did_not_know_yet_gets_a_name_when_they_join(world, slack, lena, bob):
    nia = slack.person("U00NEW")
    async with world.awake():
        await world.apply(
            f"workspace: {WORKSPACE}\nteams: {{sales: {{channel: {SALES}, teammates: [{BOB}, {nia}]}}}}\n"
        )
        await nia.joins("nia", "Nia New")
        await bob.gets(await lena.writes("one"))
        await nia.gets(await lena.writes("two"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [bob, nia]


async def test_a_manager_adds_and_removes_teammates_while_leads_come(world, slack, mia, lena, gus, alice, bob, carol):
    async with world.awake():
        posts = [await lena.writes("one")]
        assert "is no longer in *sales*" in await mia.runs("/rotation remove sales @bob")
        posts.append(await lena.writes("two"))
        assert "are in *sales* now" in await mia.runs("/rotation add SALES @bob @lena")
        posts += await gus.writes_each("three", "four", "five")
        for post, who in zip(posts, (alice, carol, lena, alice, bob), strict=True):
            await who.gets(post)
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, carol, lena, alice, bob]
