"""Who a lead is and what they said, from a message in Slack: a person's, or another app's post about one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from bot.domain.contacts import as_email, as_name, as_phone, emails, find_phone
from bot.domain.labels import Kind, labelled
from bot.domain.posts import LONGEST_TEXT, Author, Post, read_post
from bot.domain.text import clean, fold

#: A line can only be a label and its value when it holds one of these.
_SEPARATORS: Final = (":", "\n", "|", "=", " - ", "\t", "：", "–", "—")  # noqa: RUF001 - as in labels

#: So many labelled values of one text are looked at.
_MOST_LABELS: Final = 200


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What a message tells of a lead.

    Attributes:
        text: All its words as a person reads them, at most 8,000 characters.
        name: The lead's name. None for a person's own message unless it says so itself (`Name: Jane Doe`): Slack knows
            better than the message.
        email: A valid address, its domain in lower case.
        phone: E.164; as typed when a labelled number has no country code.
    """

    text: str
    name: str | None
    email: str | None
    phone: str | None


@dataclass(slots=True)
class _Found:
    """The first good labelled value of each kind, and whom the text says it is from."""

    names: dict[Kind, str] = field(default_factory=dict)
    email: str | None = None
    phone: str | None = None
    senders: list[Author] = field(default_factory=list)
    ours: set[str] = field(default_factory=set)


def facts(event: Mapping[str, Any]) -> LeadFacts:
    """Gather what a `message` event tells of a lead; whatever is of a wrong type is passed over.

    Labelled values come first ("Email: ..."), then whom an e-mail is from, then what the text holds.

    Args:
        event: The inner `event` of a Slack message, of a person or of another app.
    """
    if not isinstance(event, Mapping):  # what came in is only said to be one
        return LeadFacts("", None, None, None)
    post = read_post(event)
    text = post.everything
    found = _labelled(text) if any(separator in text for separator in _SEPARATORS) else _Found()
    senders = [author for author in post.authors if author.address] + found.senders
    email = found.email or next(filter(None, map(_address, senders)), None)
    if email is None and "@" in text:
        email = _email_in(text, found.ours)
    phone = found.phone
    if phone is None and ("+" in text or "\uff0b" in text):
        phone = find_phone(text)
    name = _name(found.names)
    if name is None and email is not None and senders:
        # Whose address isn't the lead's is the form that wrote, or somebody whose mail is quoted.
        name = _author([sender for sender in senders if _address(sender) == email], post)
    name = name or found.names.get(Kind.CONTACT)
    if name is None and post.authors:
        name = _author([author for author in post.authors if not author.address], post)
    return LeadFacts(post.text, name, email, phone)


def _labelled(text: str) -> _Found:
    """Gather the labelled values of a text."""
    found = _Found()
    for pair in islice(labelled(text), _MOST_LABELS):
        match pair.kind:
            case Kind.EMAIL:
                found.email = found.email or as_email(pair.value)
            case Kind.PHONE:
                found.phone = found.phone or as_phone(pair.value)
            case Kind.NOT_THE_LEAD:
                found.ours.update(emails(pair.value))
            case Kind.SENDER | Kind.CONTACT if "@" in pair.value:
                # "From: Jane Doe <jane@acme.com>" is as good as a mail's own sender; "From: Berlin" is nothing.
                found.senders.append(Author("", pair.value))
            case Kind.SENDER:
                pass
            case _ if pair.kind not in found.names:
                name = as_name(pair.value, surely=pair.kind is not Kind.CONTACT)
                if name is not None:
                    found.names[pair.kind] = name
            case _:
                pass
    return found


def _name(names: Mapping[Kind, str]) -> str | None:
    """Put the name together from its labelled parts."""
    whole, first, last = names.get(Kind.NAME), names.get(Kind.FIRST_NAME), names.get(Kind.LAST_NAME)
    if whole is not None and (first is None) is not (last is None):
        # "Vorname: Jane, Name: Doe" and "Nombre: Jane, Apellidos: Doe": here the plain word is the other half,
        # unless it repeats the one that is known.
        known = fold(first or last or "").split()
        if set(known).isdisjoint(fold(whole).split()):
            first, last, whole = first or whole, last or whole, None
    both = f"{first} {last}" if first is not None and last is not None else None
    return names.get(Kind.FULL_NAME) or both or whole or first or last


def _address(author: Author) -> str | None:
    """Take an author's address, if it is one that somebody reads."""
    return as_email(author.address)


def _author(authors: list[Author], post: Post) -> str | None:
    """Take the first name among authors that isn't what the posting app calls itself."""
    apps = {fold(name) for name in post.app_names}
    for author in authors:
        name = as_name(author.name or author.address)
        if name is not None and fold(name) not in apps:
            return name
    return None


def _email_in(text: str, ours: set[str]) -> str | None:
    """Find the first address in a text, one of the lead's rather than one of ours."""
    text = clean(text, LONGEST_TEXT)
    first: str | None = None
    for found in emails(text):
        if found not in ours:
            return found
        first = first or found
    return first
