"""The page is for a browser on this machine, and for nobody on the web."""

import pytest

PATHS = ("", "page/static/main.js", "page/live", "page/request/1")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["leads.example.com", "127.0.0.1.example.com", "192.168.0.7:3900", "[::2]", "@"])
async def test_another_host_that_leads_here_is_refused_in_words(sandbox, session, address, path, host):
    async with session.get(address(sandbox, path), headers={"Host": host}) as response:
        assert response.status == 403
        assert "this machine only" in (await response.json())["error"]


@pytest.mark.parametrize("host", ["127.0.0.1:3900", "localhost", "localhost:80", "[::1]:3900"])
async def test_this_machine_may_be_called_by_each_of_its_names(sandbox, session, address, host):
    async with session.get(address(sandbox), headers={"Host": host}) as response:
        assert response.status == 200


@pytest.mark.parametrize("origin", ["https://example.com", "null", "http://127.0.0.1:1", "http://localhost"])
async def test_a_page_of_the_web_can_neither_act_nor_look(sandbox, session, address, origin):
    headers = {"Origin": origin}
    told = {"act": "write", "as": "U01ALICE", "channel": "C01LEADS", "text": "hi"}
    async with session.post(address(sandbox, "page/act"), json=told, headers=headers) as response:
        assert (response.status, (await response.json())["error"]) == (403, f"a page of {origin} may not act here")
    async with session.get(address(sandbox, "page/live"), headers=headers) as response:
        assert response.status == 403
    assert sandbox.messages("C01LEADS") == []


async def test_the_page_itself_may_act(sandbox, session, address):
    told = {"act": "write", "as": "U01ALICE", "channel": "C01LEADS", "text": "hi"}
    headers = {"Origin": sandbox.page_url.rstrip("/")}
    async with session.post(address(sandbox, "page/act"), json=told, headers=headers) as response:
        assert response.status == 200
    assert [message.text for message in sandbox.messages("C01LEADS")] == ["hi"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
async def test_what_a_form_of_another_page_could_send_is_no_act(sandbox, session, address, content_type):
    body = '{"act": "write", "as": "U01ALICE", "channel": "C01LEADS", "text": "hi"}'
    async with session.post(
        address(sandbox, "page/act"), data=body, headers={"Content-Type": content_type}
    ) as response:
        assert response.status == 400
    assert sandbox.messages("C01LEADS") == []


@pytest.mark.parametrize("user_id", ["U0LEADWHL", "USLACKBOT", "U09GONE", "U99"])
async def test_nobody_acts_as_a_bot_or_as_who_is_gone(sandbox, act, user_id, people):
    people(sandbox)
    status, said = await act(sandbox, "write", user_id, channel="C01LEADS", text="hi")
    assert status == 400
    assert user_id in said["error"]


@pytest.fixture
def people():
    from bot.sandbox import User

    return lambda sandbox: sandbox.add_user(User(id="U09GONE", name="gone", deleted=True))
