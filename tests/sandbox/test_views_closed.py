import pytest

from tests.sandbox.ways import ALICE, field, modal

TOLD = modal(field("plain_text_input", optional=True), notify_on_close=True)


async def pushed(way, show, view):
    """Show two views on each other; return the first."""
    first = await show(way, view)
    way.answer({"response_action": "push", "view": view})
    await way.sandbox.submit(ALICE)
    return first


async def test_a_closed_view_is_told_where_the_bot_wants_it(way, show):
    view = await show(way, TOLD)
    await way.sandbox.fill(ALICE, "what", "never mind")
    assert (await way.sandbox.close(ALICE)).status == 200
    payload = way.payloads[-1]
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", False)
    assert (payload["view"]["id"], payload["view"]["callback_id"]) == (view.id, "form")
    assert payload["view"]["state"] == {"values": {}}
    assert "trigger_id" not in payload
    assert way.sandbox.open_view(ALICE) is None


async def test_a_closed_view_is_not_told_otherwise(stage, show):
    await show(stage, modal())
    sent = len(stage.payloads)
    assert await stage.sandbox.close(ALICE) is None
    assert len(stage.payloads) == sent
    with pytest.raises(LookupError, match="no modal open"):
        await stage.sandbox.close(ALICE)


async def test_the_view_below_comes_back(stage, show):
    first = await pushed(stage, show, TOLD)
    await stage.sandbox.close(ALICE)
    assert stage.payloads[-1]["is_cleared"] is False
    assert stage.sandbox.open_view(ALICE) is first


async def test_the_cross_in_the_corner_closes_the_whole_modal(stage, show):
    await pushed(stage, show, TOLD)
    front = stage.sandbox.open_view(ALICE)
    await stage.sandbox.close(ALICE, whole=True)
    assert stage.sandbox.open_views(ALICE) == []
    assert (stage.payloads[-1]["is_cleared"], stage.payloads[-1]["view"]["id"]) == (True, front.id)


async def test_the_close_button_does_so_where_the_view_says_it(stage, show):
    await pushed(stage, show, TOLD | {"clear_on_close": True})
    await stage.sandbox.close(ALICE)
    assert stage.sandbox.open_views(ALICE) == []
    assert stage.payloads[-1]["is_cleared"] is True
