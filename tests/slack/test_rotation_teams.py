"""`/rotation create`, `delete`, `join`, `leave`, `on`, `off`, `listen`, as they are typed (CONTRACT 6)."""

import pytest

from bot.usecases import configuration
from tests.slack.conftest import ADMIN, STRANGER
from tests.slack.mrkdwn import found
from tests.support.harness import Harness
from tests.support.world import ALICE, BOB, CAROL, GUEST, LEADS, LENA, MANAGER, SALES, VIP, WORKSPACE, world_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = "<#C05FORMS|forms>"


@pytest.fixture
def known(awake):
    async def read():
        return await awake.bot.services.store.read(configuration.load, WORKSPACE)

    return read


async def test_a_manager_makes_a_team_fills_it_lets_it_listen_and_takes_it_away(awake, typed, known):
    answer = await typed(MANAGER, "/rotation", f"create Growth-1 <#{VIP}|vip>")
    assert answer.startswith(f"*Growth-1* is a team now: by turn, with its cards in <#{VIP}>.")
    await typed(MANAGER, "/rotation", f"add growth-1 <@{LENA}|lena>")
    answer = await typed(MANAGER, "/rotation", f"listen <#{VIP}|vip> growth-1")
    assert answer.startswith(f"New messages in <#{VIP}> go to *Growth-1* now: rule 1 of 3.")
    harness = Harness(awake)
    slack, mia, lena = harness.slack, harness.mia, harness.lena
    post = await mia.writes("hello", VIP)
    assert (await awake.dealt_to())[-1] == lena
    assert (await lena.gets(post)).channel == VIP
    assert "nothing changed" in await typed(MANAGER, "/rotation", f"listen <#{VIP}> growth-1")
    answer = await typed(MANAGER, "/rotation", "off growth-1")
    assert answer.startswith("*Growth-1* assigns by hand now.")
    post = await mia.writes("it waits", VIP)
    await slack.card(post, "Nobody has this conversation", of=VIP)
    answer = await typed(ADMIN, "/rotation", "on growth-1")
    assert answer == "*Growth-1* deals by turn now. 1 conversation that waited was dealt."
    assert (await awake.dealt_to())[-1] == lena
    assert "already" in await typed(MANAGER, "/rotation", "on growth-1")
    answer = await typed(MANAGER, "/rotation", "delete growth-1")
    assert answer.startswith("*Growth-1* is gone.")
    assert f"New messages in <#{VIP}> go by the other rules now" in answer
    assert "Growth-1" not in (await known()).teams


async def test_without_a_channel_the_team_has_the_one_where_it_was_typed(typed, known):
    await typed(MANAGER, "/rotation", "create here", channel=SALES)
    assert (await known()).teams["here"].channel == SALES
    await typed(MANAGER, "/rotation", "delete here")
    answer = await typed(MANAGER, "/rotation", "create here", channel="D01DIRECT")
    assert "Here is no channel" in answer
    assert answer.endswith("Example: `/rotation create here #sales`")
    assert "here" not in (await known()).teams


#: what was typed -> what the answer must say, and its example
MISTAKES = {
    "create": ("`create` takes a name", "/rotation create sales #sales"),
    f"create {OPEN}": ("`create` takes a name", "/rotation create sales #sales"),
    "create sales": ("There is a team `sales` already", "/rotation show sales"),
    "create SALES": ("There is a team `sales` already", "/rotation show sales"),
    "create key accounts": ("did you mean `key-accounts`?", "/rotation create key-accounts"),
    f"create key accounts {OPEN}": ("did you mean `key-accounts`?", "/rotation create key-accounts #sales"),
    "create new!": ("did you mean `new`?", "/rotation create new"),
    "create " + "x" * 41: ("1 to 40 letters", "/rotation create sales"),
    "create <!channel>": ("did you mean `channel`?", "/rotation create channel"),
    "create new #nowhere": ("I don't know which channel `#nowhere` is", "/rotation create new #sales"),
    f"create new {OPEN} {OPEN}": ("`create` takes a name", "/rotation create sales #sales"),
    "delete": ("`delete` takes a team", "/rotation delete sales"),
    "delete slaes": ("did you mean `sales`?", "/rotation delete sales"),
    "delete sales support": ("takes one team, and nothing after it", "/rotation delete sales"),
    "delete sales": ("rule 2 assigns to it", "/rotation off sales"),
    "on": ("`on` takes a team", "/rotation on sales"),
    "off suport": ("did you mean `support`?", "/rotation off support"),
    "on support now": ("takes one team, and nothing after it", "/rotation on support"),
    "listen": ("`listen` takes a channel, then the team", "/rotation listen #leads sales"),
    f"listen sales {OPEN}": ("`listen` takes a channel, then the team", "/rotation listen #leads sales"),
    f"listen {OPEN}": ("`listen` takes a channel, then the team", "/rotation listen #leads sales"),
    "listen #nowhere support": ("I don't know which channel `#nowhere` is", "/rotation listen #leads support"),
    f"listen {OPEN} slaes": ("did you mean `sales`?", "/rotation listen #leads sales"),
    "join": ("`join` takes a team", "/rotation join sales"),
    "leave sales now": ("takes one team, and nothing after it", "/rotation leave sales"),
    "join marketing": ("the teams are `sales`, `support`", "/rotation join sales"),
    "creat": ("did you mean `create`?", "/rotation create"),
    "lisen": ("did you mean `listen`?", "/rotation listen"),
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:30])
async def test_a_mistake_gets_what_was_wrong_the_nearest_right_form_and_an_example(typed, known, text):
    before = await known()
    answer = await typed(MANAGER, "/rotation", text)
    says, example = MISTAKES[text]
    wrong, _, last = answer.rpartition("\n")
    assert says in wrong
    assert last == f"Example: `{example}`"
    assert found(answer) == []
    assert await known() == before


@pytest.mark.parametrize("verb", ["create new", "delete sales", "on support", "off sales", f"listen {OPEN} sales"])
@pytest.mark.parametrize("who", [ALICE, LENA, GUEST, STRANGER])
async def test_only_managers_change_teams(typed, known, who, verb):
    before = await known()
    answer = await typed(who, "/rotation", verb)
    assert "Only managers may" in answer or "Guests, and people from other workspaces" in answer
    assert await known() == before


async def test_joining_and_leaving_needs_the_teams_leave(awake, typed, known):
    for who in (BOB, LENA, MANAGER):
        answer = await typed(who, "/rotation", "join support")
        assert "teammates don't join and leave by themselves" in answer
        assert "/rotation add support @you" in answer
    answer = await typed(BOB, "/rotation", "leave support")
    assert "/rotation remove support @you" in answer
    assert (await known()).teams["support"].teammates == (BOB,)


async def test_where_the_team_allows_it_one_joins_and_leaves(database_url):
    text = f"""
workspace: {WORKSPACE}
teams: {{sales: {{channel: {SALES}, teammates: [{ALICE}, {BOB}], self_join: true}}}}
sources: [{{channel: {LEADS}}}]
rules: [{{when: new_conversation, assign_to: sales}}]
"""
    async with world_in(database_url, configuration=text) as world, world.awake():
        harness = Harness(world)
        alice, carol, lena, gus = harness.alice, harness.carol, harness.lena, harness.gus
        answer = await carol.runs("/rotation join sales", SALES)
        assert answer.startswith("You are in *sales*: its conversations come to you by turn.")
        assert "already in" in await carol.runs("/rotation join SALES", SALES)
        await lena.writes_each("one", "two", "three")
        answer = await alice.runs("/rotation leave sales", SALES)
        assert answer.startswith("You are no longer in *sales*. What you have stays yours. Its order: <@U02BOB>, ")
        assert answer.startswith("You were not in") is False
        assert (await alice.runs("/rotation leave sales", SALES)).startswith("You were not in *sales*.")
        await lena.writes_each("four", "five")
        assert "Guests" in await gus.runs("/rotation join sales", SALES)
        assert await world.dealt_to() == [ALICE, BOB, CAROL, BOB, CAROL]


async def test_the_channel_is_understood_as_slack_escapes_it(awake, known):
    answer = await awake.sandbox.run_command(MANAGER, "/rotation", "create typed #vip", channel=SALES)
    assert answer.text.startswith(f"*typed* is a team now: by turn, with its cards in <#{VIP}>.")
    assert (await known()).teams["typed"].channel == VIP
    await awake.sandbox.run_command(MANAGER, "/rotation", "delete typed", channel=SALES)
