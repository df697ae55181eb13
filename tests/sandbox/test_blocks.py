from bot.sandbox.blocks import find_button


def section(**more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": "hi"}} | more


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def button(**more):
    return {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}} | more


def test_a_button_is_found_wherever_it_stands():
    first, second, beside = button(value="1"), button(value="2"), button(action_id="side")
    blocks = [{"type": "divider"}, section(accessory=beside), actions({"type": "static_select"}, first, second)]
    assert find_button(blocks, "go") == (first, blocks[2])
    assert find_button(blocks, "side") == (beside, blocks[1])
    assert find_button(blocks, "none") is None
    assert find_button(None, "go") is None
