"""Other apps' metadata may hold anything under our key."""

from tests.slack.test_gateway import LEADS, a_message, gateway, sandbox, session  # noqa: F401 - fixtures


async def test_other_apps_metadata_does_not_hold_up_the_search(sandbox, gateway):  # noqa: F811
    for odd in ({"a": 1}, ["d1"], 5, None):
        await sandbox.post_as_app(LEADS, "Another", "hello")
        message = sandbox.messages(LEADS)[-1]
        message.metadata = {"event_type": "another", "event_payload": {"delivery_id": odd}}
    sent = await gateway.send(a_message("d1"))
    assert await gateway.look_for(LEADS, "", (0, 1e10), ["d1"]) == {"d1": sent.ts}
