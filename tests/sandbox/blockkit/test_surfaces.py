"""What may stand where: every example passes on its surfaces, and on no other."""

import pytest

from bot.sandbox.blockkit import message_faults, view_faults
from tests.sandbox.blockkit import examples
from tests.sandbox.blockkit.examples import actions, entry, home, modal, section

SURFACES = {
    "message": lambda block: message_faults([block]),
    "modal": lambda block: view_faults(modal(block)),
    "home": lambda block: view_faults(home(block)),
}
WHERE = [
    *((block, {"message", "modal", "home"}) for block in examples.EVERYWHERE),
    *((block, {"message"}) for block in examples.ON_MESSAGES),
    *((block, {"message", "home"}) for block in examples.ON_MESSAGES_AND_HOME),
    *((block, {"modal"}) for block in examples.ON_MODALS),
]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_block_with_all_it_can_have_passes_on_its_surfaces_and_on_no_other(surface):
    for block, surfaces in WHERE:
        faults = SURFACES[surface](block)
        if surface in surfaces:
            assert faults == [], block
        else:
            assert faults, block


HOLDERS = {
    "section": (lambda element: section(accessory=element), examples.IN_SECTION, "/accessory"),
    "actions": (actions, examples.IN_ACTIONS, "/elements/0"),
    "input": (entry, examples.IN_INPUT, "/element"),
    "context": (
        lambda element: {"type": "context", "elements": [element]},
        [examples.IMAGE, examples.plain(), examples.mrkdwn()],
        "/elements/0",
    ),
    "context_actions": (
        lambda element: {"type": "context_actions", "elements": [element]},
        [examples.FEEDBACK_BUTTONS, examples.ICON_BUTTON],
        "/elements/0",
    ),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_an_element_stands_in_its_blocks_and_in_no_other(name):
    holding, taken, pointer = HOLDERS[name]
    for element in [*examples.EVERY_ELEMENT, *taken]:
        faults = message_faults([holding(element)])
        if element in taken:
            assert faults == []
        else:
            assert faults == [f"unsupported type: {element['type']} [json-pointer:/blocks/0{pointer}/type]"]


def test_files_are_taken_in_modals_only():
    block = entry(examples.FILE_INPUT)
    assert view_faults(modal(block)) == []
    words = "unsupported type: file_input [json-pointer:{}/0/element/type]"
    assert message_faults([block]) == [words.format("/blocks")]
    assert view_faults(home(block)) == [words.format("/view/blocks")]


@pytest.mark.parametrize("menu", [examples.CHANNELS_SELECT, examples.CONVERSATIONS_SELECT])
def test_a_response_url_comes_from_the_inputs_of_a_modal_only(menu):
    asking = menu | {"response_url_enabled": True}
    not_asking = menu | {"response_url_enabled": False}
    assert view_faults(modal(entry(asking))) == []
    for blocks in ([section(accessory=asking)], [actions(asking)], [entry(asking)]):
        [fault] = message_faults(blocks)
        assert "response_url_enabled" in fault
    assert view_faults(modal(section(accessory=asking)))
    assert view_faults(home(entry(asking)))
    assert message_faults([section(accessory=not_asking)]) == []


def test_blocks_within_a_block_are_those_of_the_surface():
    for outer, within in ((examples.CONTAINER, "child_blocks"), (examples.AUTH_PROVIDER, "fallback")):
        assert message_faults([outer | {within: [examples.MARKDOWN]}]) == []
        assert view_faults(modal(outer | {within: [examples.MARKDOWN]}))
        assert view_faults(modal(outer | {within: [examples.ALERT]})) == []
        [fault] = message_faults([outer | {within: [section(), outer]}])
        assert fault == f"unsupported type: {outer['type']} [json-pointer:/blocks/0/{within}/1/type]"
