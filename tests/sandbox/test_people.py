import pytest

from bot.sandbox import User


async def test_auth_test_says_who_the_token_is(sandbox, call):
    answer = await call(sandbox, "auth.test")
    assert answer == {
        "ok": True,
        "url": sandbox.api_url.removesuffix("api/"),
        "team": "Sandbox",
        "user": "leadwheel",
        "team_id": "T01TEST",
        "user_id": sandbox.bot_user_id,
        "bot_id": sandbox.bot_id,
        "is_enterprise_install": False,
    }


async def test_auth_test_tells_the_scopes_in_a_header(sandbox, session):
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    async with session.post(sandbox.api_url + "auth.test", headers=headers) as response:
        assert response.headers["x-oauth-scopes"].split(",")[:2] == ["channels:history", "channels:read"]


async def test_users_info_shows_a_person(make_sandbox, call):
    sandbox = await make_sandbox(scopes=["users:read"])
    answer = await call(sandbox, "users.info", user="U01ALICE")
    user = answer["user"]
    assert (user["id"], user["team_id"], user["name"], user["real_name"]) == (
        "U01ALICE",
        "T01TEST",
        "alice",
        "Alice A",
    )
    assert user["tz"] == "Europe/Berlin"
    assert user["tz_offset"] in {3600, 7200}
    assert user["profile"]["display_name"] == ""
    assert "email" not in user["profile"]
    assert not any(user[flag] for flag in ("is_admin", "is_owner", "is_restricted", "is_bot", "deleted"))


async def test_users_info_shows_an_email_only_with_its_scope(make_sandbox, call):
    sandbox = await make_sandbox(scopes=["users:read", "users:read.email"])
    answer = await call(sandbox, "users.info", user="U01ALICE")
    assert answer["user"]["profile"]["email"] == "alice@example.com"


async def test_users_info_shows_roles(sandbox, call):
    sandbox.add_user(User(id="U03OWNER", name="olga", is_owner=True))
    sandbox.add_user(User(id="U04GUEST", name="gil", is_ultra_restricted=True, tz=None))
    owner = (await call(sandbox, "users.info", user="U03OWNER"))["user"]
    guest = (await call(sandbox, "users.info", user="U04GUEST"))["user"]
    assert owner["is_owner"]
    assert owner["is_admin"], "an owner is an admin, as in Slack"
    assert owner["real_name"] == "olga"
    assert guest["is_restricted"]
    assert "tz" not in guest


async def test_users_info_hides_what_slack_hides_of_the_deactivated(sandbox, call):
    sandbox.add_user(User(id="U05GONE", name="gone", real_name="Gone G", deleted=True))
    user = (await call(sandbox, "users.info", user="U05GONE"))["user"]
    assert user["deleted"]
    assert user["profile"]["real_name"] == "Gone G"
    assert not user.keys() & {"tz", "is_admin", "real_name"}


async def test_users_info_shows_a_stranger_with_their_workspace(sandbox, call):
    sandbox.add_user(User(id="U06STRANGE", name="sam", team_id="T02OTHER", tz="Nowhere/Land"))
    user = (await call(sandbox, "users.info", user="U06STRANGE"))["user"]
    assert user["team_id"] == "T02OTHER"
    assert (user["tz"], user["tz_offset"]) == ("Nowhere/Land", 0)


async def test_users_info_knows_the_bot_itself(sandbox, call):
    user = (await call(sandbox, "users.info", user=sandbox.bot_user_id))["user"]
    assert user["is_bot"]
    assert user["profile"]["bot_id"] == sandbox.bot_id


@pytest.mark.parametrize("user", ["U99NOBODY", "", None])
async def test_users_info_refuses_unknown_users(sandbox, refused, user):
    assert await refused(sandbox, "users.info", user=user) == "user_not_found"


async def test_users_info_refuses_what_is_no_string(sandbox, refused):
    assert await refused(sandbox, "users.info", user=["U01ALICE"]) == "invalid_arguments"


async def test_users_list_gives_everyone_of_the_workspace_page_by_page(sandbox, call):
    sandbox.add_user(User(id="U06STRANGE", name="sam", team_id="T02OTHER"))
    for number in range(10):
        sandbox.add_user(User(id=f"U1{number}", name=f"n{number}", deleted=number == 3))
    everyone, cursor = [], None
    for _ in range(20):
        answer = await call(sandbox, "users.list", limit=4, **({"cursor": cursor} if cursor else {}))
        assert len(answer["members"]) <= 4
        everyone += [member["id"] for member in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert len(everyone) == len(set(everyone)) == 14
    assert {"U01ALICE", "U13", "USLACKBOT", sandbox.bot_user_id} <= set(everyone)
    assert "U06STRANGE" not in everyone


async def test_users_list_without_limit_gives_all(sandbox, call):
    answer = await call(sandbox, "users.list")
    assert len(answer["members"]) == 4
    assert answer["response_metadata"] == {"next_cursor": ""}


@pytest.mark.parametrize("cursor", ["nonsense", "bmV4dF90czox", "dXNlcjpVOTk=", "w6TDtsO8"])
async def test_users_list_refuses_a_cursor_it_did_not_make(sandbox, refused, cursor):
    assert await refused(sandbox, "users.list", cursor=cursor) == "invalid_cursor"


@pytest.mark.parametrize("limit", ["many", -1])
async def test_users_list_refuses_a_limit_that_is_no_number(sandbox, refused, limit):
    assert await refused(sandbox, "users.list", limit=limit) == "invalid_limit"


def test_an_id_serves_once(sandbox):
    with pytest.raises(ValueError, match="U01ALICE"):
        sandbox.add_user(User(id="U01ALICE", name="other"))
    with pytest.raises(ValueError, match="C01LEADS"):
        sandbox.add_channel("C01LEADS", name="other")
    with pytest.raises(LookupError, match="U99NOBODY"):
        sandbox.add_channel("C02", name="other", members=["U99NOBODY"])
