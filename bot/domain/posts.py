"""What a Slack message says: its words, gathered from wherever an app has put them, and who is named as its author."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.blocks_text import Reader
from bot.domain.text import clean, fold, plain

#: The longest text of a conversation, in characters.
LONGEST_TEXT: Final = 8_000

#: Of a person's message this much is read: markup and entities may take up more room than what they say.
_LONGEST_MARKUP: Final = 2 * LONGEST_TEXT
#: Slack itself, which posts the e-mails that are sent to a channel.
_SLACKBOT: Final = "USLACKBOT"
#: A line at least that long is left out, too, when an earlier text holds it within a longer line.
_TELLING: Final = 12
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_EMPHASIS: Final = str.maketrans("", "", "*_~`•")
#: What Slack puts into `text` and `fallback` when the app has given none.
_PLACEHOLDERS: Final = frozenset({"this content can't be displayed.", "[no preview available]"})


@dataclass(frozen=True, slots=True)
class Author:
    """Who an e-mail or an attachment says it is from. Either may be `""`; neither has been checked."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A message's words.

    Attributes:
        text: All of them in reading order, nothing said twice; at most 8,000 characters.
        everything: The same with what is said twice, in which labels still stand above their values.
        by_app: Whether another app posted it, and not a person.
        authors: Who it is from, the likeliest first. Empty for a person's message.
        app_names: What the posting app calls itself.
    """

    text: str
    everything: str
    by_app: bool = False
    authors: tuple[Author, ...] = ()
    app_names: tuple[str, ...] = ()


def read_post(event: Mapping[str, Any]) -> Post:
    """Read a message event's words; anything of a wrong type is passed over."""
    text = event.get("text")
    by_app = _is_by_app(event)
    if not by_app and isinstance(text, str) and not event.get("files") and not event.get("attachments"):
        words = clean(plain(text[:_LONGEST_MARKUP]), LONGEST_TEXT).strip()
        if words:
            # Slack repeats a person's text as rich text: not read.
            return Post(words, words)
    return _read_all(event, by_app=by_app)


def _is_by_app(event: Mapping[str, Any]) -> bool:
    """Say whether another app (or Slack) posted a message."""
    return bool(
        event.get("bot_id")
        or event.get("bot_profile")
        or event.get("subtype") == "bot_message"
        or event.get("user") == _SLACKBOT
    )


def _read_all(event: Mapping[str, Any], *, by_app: bool) -> Post:
    """Read text, blocks, attachments and files."""
    reader = Reader()
    said = [line for line in reader.lines(event.get("text")) if line.lower() not in _PLACEHOLDERS]
    sources = [said]
    if by_app or not said:
        sources.append(reader.blocks(event.get("blocks")))
    authors: list[Author] = []
    attached: list[str] = []
    for attachment in reader.each(event.get("attachments")):
        # Under a person's words Slack shows what a link leads to: not theirs, unless they forwarded it.
        if isinstance(attachment, Mapping) and (by_app or attachment.get("is_share")):
            attached += _attachment(reader, attachment)
            authors.append(Author(clean(attachment.get("author_name"), LONGEST_TEXT)))
    sources.append(attached)
    sources.append(_files(reader, event.get("files"), authors, alone=not any(sources)))
    everything = "\n".join([line for source in sources for line in source])
    shown = _EMPTY_LINES.sub("\n\n", "\n".join(_merged(sources)))
    profile = event.get("bot_profile")
    names = (event.get("username"), profile.get("name") if isinstance(profile, Mapping) else None)
    return Post(
        text=clean(shown.strip(), LONGEST_TEXT).strip(),
        everything=clean(everything, LONGEST_TEXT),
        by_app=by_app,
        authors=tuple(authors) if by_app else (),
        app_names=tuple(name for name in names if isinstance(name, str)),
    )


def _merged(sources: list[list[str]]) -> list[str]:
    """Put texts one after the other without the lines that an earlier text has said.

    Within one text nothing is left out: two answers of a form may well be the same.
    """
    merged: list[str] = []
    for source in sources:
        merged += _unsaid(source, merged) if merged else source
    return merged


def _unsaid(lines: list[str], said: list[str]) -> list[str]:
    """Keep the lines that aren't among those said before, emphasis, case and accents aside."""
    before = [_words(line) for line in said]
    known, run_on = set(before) - {""}, " ".join(before)
    unsaid: list[str] = []
    for line in lines:
        words = _words(line)
        if words not in known and (len(words) < _TELLING or words not in run_on):
            unsaid.append(line)
    return unsaid


def _words(line: str) -> str:
    """Bring a line to the form in which lines compare."""
    return fold(line.translate(_EMPHASIS))


def _attachment(reader: Reader, attachment: Mapping[str, Any]) -> list[str]:
    """Read an attachment; its fallback only when there is nothing else."""
    lines: list[str] = []
    for key in ("pretext", "author_name", "title", "text"):
        lines += reader.lines(attachment.get(key))
    for field in reader.each(attachment.get("fields")):
        if isinstance(field, Mapping):
            lines += reader.field(field.get("title"), field.get("value"))
    blocks = reader.blocks(attachment.get("blocks"))
    lines += _unsaid(blocks, lines) if lines else blocks
    if not lines:
        lines = [line for line in reader.lines(attachment.get("fallback")) if line.lower() not in _PLACEHOLDERS]
    return lines


def _files(reader: Reader, files: object, authors: list[Author], *, alone: bool) -> list[str]:
    """Read the e-mails among the files and put their senders before the other authors.

    Args:
        reader: The post's reader.
        files: The event's `files`.
        authors: Who the post is from; the e-mails' senders are put in front.
        alone: Whether the post says nothing else: then other files are read too, by title and preview.
    """
    lines: list[str] = []
    senders: list[Author] = []
    for file in reader.each(files):
        if not isinstance(file, Mapping):
            continue
        if file.get("filetype") == "email" or file.get("mode") == "email":
            from_whom = _senders(reader, file)
            lines += [f"From: {_signature(author)}" for author in from_whom[-1:]]
            lines += reader.lines(file.get("subject") or file.get("title"))
            senders += from_whom
            lines += reader.text(file.get("plain_text") or file.get("preview_plain_text"), markup=False).split("\n")
        elif alone:
            lines += reader.lines(file.get("title") or file.get("name"))
            lines += reader.text(file.get("preview"), markup=False).split("\n")
    authors[:0] = senders
    return lines


def _senders(reader: Reader, file: Mapping[str, Any]) -> list[Author]:
    """Read whom an e-mail is from: where answers go first, since forms write in their own name."""
    headers = file.get("headers")
    found = [Author("", reader.text(headers.get("reply_to"), markup=False))] if isinstance(headers, Mapping) else []
    for sender in reader.each(file.get("from")):
        if isinstance(sender, Mapping):
            address = reader.text(sender.get("address")) or reader.text(sender.get("original"))
            found.append(Author(reader.text(sender.get("name")), address))
    return [author for author in found if author.name or author.address]


def _signature(author: Author) -> str:
    """Write an author as mail programs do."""
    if author.name and author.address:
        return f"{author.name} <{author.address}>"
    return author.name or author.address
