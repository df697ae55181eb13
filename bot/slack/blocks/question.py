"""A question to a lead, in the conversation's thread: its words, and what can be pressed (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    CheckboxesElement,
    ContextBlock,
    DatePickerElement,
    InteractiveElement,
    Option,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import MarkdownTextObject, PlainTextObject

from bot.domain.answers import Wrong
from bot.domain.configuration import Question, QuestionKind
from bot.domain.wording import fill
from bot.ids import Action, EventType
from bot.slack.blocks import lead
from bot.slack.blocks.answer_words import expected
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import cut, escape, mention

#: Up to so many choices are buttons; more are a menu (issue 8).
_MOST_BUTTONS: Final = 5
#: https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
_MOST_CHECKBOXES: Final = 10
_LONGEST: Final = 2900
#: What is said before a question has so much room, however long the question is.
_ROOM_BEFORE: Final = 600
_SEPARATOR: Final = "/"
_BLOCK: Final = "qualification"

#: Kinds whose answers are too long to be said back.
_NOT_SAID_BACK: Final = (QuestionKind.TEXT,)


def question(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Ask a question: `content` is what `bot.usecases.qualify_shown.question` returns."""
    asks = _asked(content)
    greeting = fill(escape(content["greeting"]), {"lead": mention(content["lead_user_id"] or "")})
    text = _words(lead.lines(greeting, _confirmation(content), _why_again(asks, content)), escape(asks.ask))
    menu = _menu(asks) if content["open"] else None
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=menu)]
    outcome = "" if content["open"] else _outcome(asks, content)
    if content["open"] and content["has_buttons"]:
        block_id = _SEPARATOR.join((_BLOCK, content["conversation_id"], asks.attribute))
        blocks.append(ActionsBlock(block_id=block_id, elements=_elements(asks)))
    elif outcome:
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=outcome, verbatim=True)]))
    told = {"conversation_id": content["conversation_id"], "attribute": asks.attribute}
    return Rendered(lead.lines(text, outcome), EventType.QUESTION, told, blocks)


def _words(before: str, ask: str) -> str:
    """Put the question below what is said before it, which is cut first."""
    ask = cut(ask, _LONGEST - _ROOM_BEFORE if before else _LONGEST)
    return lead.lines(cut(before, _LONGEST - len(ask) - 1), ask)


def _asked(content: Mapping[str, Any]) -> Question:
    return Question(
        attribute=content["attribute"],
        ask=content["ask"],
        kind=QuestionKind(content["question_kind"]),
        choices=tuple(content["choices"]),
        required=content["required"],
        ask_again=content["ask_again"],
    )


def _confirmation(content: Mapping[str, Any]) -> str:
    """Say back what was answered just before; "": nothing was."""
    if not content["said"]:
        return ""
    values = [
        lead.said_back(one["attribute"], one["question_kind"], one["value"])
        for one in content["said"]
        if one["question_kind"] not in _NOT_SAID_BACK
    ]
    return f"Got it: {', '.join(f'*{one}*' for one in values)}." if values else "Thank you."


def _why_again(asks: Question, content: Mapping[str, Any]) -> str:
    """Say why a question is asked again, and what is expected; "": it isn't."""
    if content["wrong"] is None:
        return ""
    return escape(" ".join(part for part in (asks.ask_again, expected(asks, Wrong(content["wrong"]))) if part))


def _outcome(asks: Question, content: Mapping[str, Any]) -> str:
    """Say what came of a question; "": nothing, as its time is over."""
    if content["value"] is not None:
        return f"✓ *{lead.said_back(asks.attribute, asks.kind, content['value'])}*"
    return "Skipped" if content["skipped"] else ""


def _menu(asks: Question) -> StaticMultiSelectElement | None:
    """Return the menu of several among many choices, which stands beside the words; None: it is another question."""
    if asks.kind is not QuestionKind.MULTI_CHOICE or len(asks.choices) <= _MOST_CHECKBOXES:
        return None
    return StaticMultiSelectElement(
        action_id=Action.QUALIFICATION_PICK, placeholder=_plain("Choose"), options=_options(asks)
    )


def _elements(asks: Question) -> list[InteractiveElement]:
    """Return what can be pressed and selected below the words."""
    elements: list[InteractiveElement] = []
    match asks.kind:
        case QuestionKind.CHOICE if len(asks.choices) <= _MOST_BUTTONS:
            elements += [_button(choice, choice, str(at)) for at, choice in enumerate(asks.choices, 1)]
        case QuestionKind.CHOICE:
            placeholder = _plain("Choose one")
            action_id = Action.QUALIFICATION_ANSWER
            elements.append(StaticSelectElement(action_id=action_id, placeholder=placeholder, options=_options(asks)))
        case QuestionKind.YES_NO:
            elements += [_button("Yes", "yes", "1"), _button("No", "no", "2")]
        case QuestionKind.DATE:
            placeholder = _plain("Choose a day")
            elements.append(DatePickerElement(action_id=Action.QUALIFICATION_ANSWER, placeholder=placeholder))
        case QuestionKind.MULTI_CHOICE:
            if _menu(asks) is None:
                elements.append(CheckboxesElement(action_id=Action.QUALIFICATION_PICK, options=_options(asks)))
            elements.append(_button("Done", "done", "done", style="primary"))
        case _:
            pass
    if not asks.required:
        elements.append(ButtonElement(action_id=Action.QUALIFICATION_SKIP, value="skip", text=_plain("Skip")))
    return elements


def _button(label: str, value: str, which: str, style: str | None = None) -> ButtonElement:
    action_id = f"{Action.QUALIFICATION_ANSWER}_{which}"
    return ButtonElement(action_id=action_id, value=value, text=_plain(label), style=style)


def _options(asks: Question) -> list[Option]:
    return [Option(value=choice, text=_plain(choice)) for choice in asks.choices]


def _plain(text: str) -> PlainTextObject:
    return PlainTextObject(text=text, emoji=False)


def pressed_question(block_id: object) -> tuple[str, str]:
    """Return the conversation and the attribute that a pressed element's block names; "" and "" where it doesn't."""
    if not (isinstance(block_id, str) and block_id.isascii() and block_id.isprintable()):
        return "", ""
    first, *rest = block_id.split(_SEPARATOR)
    return (rest[0], rest[1]) if first == _BLOCK and len(rest) > 1 else ("", "")
