"""Forms that the bot opens, with mistakes in them."""

from playwright.async_api import expect

from tests.sandbox.ways import ALICE, BOB, field, modal, plain

NAME = field("plain_text_input", "name") | {"label": plain("Name")}
MAIL = field("email_text_input", "mail") | {"label": plain("Mail")}


async def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays_until_it_is_right(stage, show, visit):
    page = await visit(stage.sandbox, ALICE)
    await show(stage, modal(NAME, MAIL))
    form = page.get_by_role("dialog", name="A form")
    name, mail, send = form.get_by_label("Name"), form.get_by_label("Mail"), form.get_by_role("button", name="Send")
    await expect(name).to_be_focused()
    await send.click()
    await expect(name).to_have_accessible_description("Please complete this required field.")
    await expect(name).to_be_focused()

    await name.fill("Zoë <& co>")
    await mail.fill("zoe at example.com")
    await send.click()
    await expect(mail).to_have_accessible_description("'zoe at example.com' is no e-mail address")
    await expect(mail).to_be_focused()
    await expect(mail).to_have_attribute("aria-invalid", "true")
    await expect(name).to_have_value("Zoë <& co>")
    await expect(mail).to_have_value("zoe at example.com")

    await mail.fill("zoe@example.com")
    await mail.press("Enter")
    await expect(form).to_be_hidden()
    values = stage.payloads[-1]["view"]["state"]["values"]
    assert values["name_block"]["name"]["value"] == "Zoë <& co>"
    assert values["mail_block"]["mail"]["value"] == "zoe@example.com"


async def test_what_the_bot_finds_wrong_stands_beside_the_field_that_it_names(stage, show, visit):
    page = await visit(stage.sandbox, ALICE)
    await show(stage, modal(NAME, MAIL))
    form = page.get_by_role("dialog", name="A form")
    name, mail, send = form.get_by_label("Name"), form.get_by_label("Mail"), form.get_by_role("button", name="Send")
    await name.fill("Zoë")
    await mail.fill("zoe@example.com")
    stage.answer({"response_action": "errors", "errors": {"mail_block": "Somebody has this one already"}})
    await send.click()
    await expect(mail).to_have_accessible_description("Somebody has this one already")
    await expect(mail).to_be_focused()
    await expect(name).to_have_accessible_description("")
    await expect(name).to_have_value("Zoë")
    await mail.fill("quinn@example.com")
    await send.click()
    await expect(form).to_be_hidden()


async def test_a_form_is_for_who_it_was_opened_for(stage, show, visit):
    alices, bobs = await visit(stage.sandbox, ALICE), await visit(stage.sandbox, BOB)
    await show(stage, modal(NAME), BOB)
    await expect(bobs.get_by_role("dialog", name="A form")).to_be_visible()
    await expect(alices.get_by_role("dialog")).to_have_count(0)
