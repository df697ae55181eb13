"""Labelled values in a text: `Name: Jane`, `*E-mail*` above its value, `Phone | +49 ...`, rows of a table."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from itertools import islice
from typing import Final, NamedTuple

from bot.domain.text import fold

_MOST_LINES: Final = 1_000
_LONGEST_LABEL: Final = 90
_LONGEST_VALUE: Final = 400


class Kind(Enum):
    """What a label says that its value is."""

    FULL_NAME = auto()
    FIRST_NAME = auto()
    LAST_NAME = auto()
    NAME = auto()  # the whole name, or the other half where a form also asks for a first or last name
    CONTACT = auto()  # a name, or a way to reach somebody
    EMAIL = auto()
    PHONE = auto()
    SENDER = auto()  # a name, when an e-mail address stands beside it
    NOT_THE_LEAD = auto()  # somebody of ours


class Labelled(NamedTuple):
    """A value and what its label says of it."""

    kind: Kind
    value: str


# Labels in English, German, French, Spanish, Italian, Portuguese and Dutch, folded and without anything but letters
# and digits. What isn't listed isn't a name: "Company name", "User name" and "Event name" must not be taken for one.
_WORDS: Final = {
    Kind.FULL_NAME: """
        fullname yourname yourfullname contactname contactfullname leadname customername clientname guestname
        inviteename invitee prospectname personname requestername submittername visitorname contactperson
        whatsyourname whatisyourname whatsyourfullname whatisyourfullname firstandlastname firstlastname
        firstnamelastname namefirstlast firstnameandlastname
        vollstandigername vollername ihrname deinname ansprechpartner ansprechpartnerin ansprechperson kontaktperson
        kontaktname kundenname vorundnachname vornachname vornamenachname vornameundnachname namevorname
        nomcomplet votrenom votrenomcomplet nometprenom nomprenom prenometnom prenomnom nomducontact nomduclient
        interlocuteur
        nombrecompleto sunombre tunombre nombreyapellido nombreyapellidos nombreapellidos nombredecontacto
        nombredelcontacto nombredelcliente personadecontacto
        nomecompleto iltuonome tuonome suonome nomeecognome nomecognome cognomeenome cognomenome referente
        personadicontatto
        seunome nomeesobrenome nomesobrenome nomeeapelido nomedocontato nomedocontacto nomedocliente pessoadecontato
        volledigenaam uwnaam jenaam jouwnaam voorenachternaam voornaamenachternaam contactpersoon naamcontactpersoon
        klantnaam
    """,
    Kind.FIRST_NAME: """
        firstname givenname forename fname yourfirstname whatsyourfirstname whatisyourfirstname contactfirstname
        vorname ihrvorname deinvorname prenom votreprenom primernombre primeironome nomeproprio voornaam uwvoornaam
    """,
    Kind.LAST_NAME: """
        lastname familyname surname lname yourlastname whatsyourlastname whatisyourlastname contactlastname
        nachname familienname zuname ihrnachname deinnachname nomdefamille apellido apellidos primerapellido
        cognome sobrenome apelido ultimonome achternaam familienaam uwachternaam
    """,
    Kind.NAME: "name nom nombre nome naam",
    Kind.CONTACT: "contact kontakt contacto contatto contato lead prospect customer client kunde interessent",
    Kind.PHONE: """
        phone phoneno phonenr telephone telephoneno tel telno telnr mobile mobileno mobilenumber cell cellnumber
        cellphone contactnumber callbacknumber whatsapp whatsappnumber gsm fon
        telefon telefonnr mobil mobilnr mobilnummer handy handynr handynummer rufnummer ruckrufnummer festnetz
        portable numerodetelephone numerotelephone numerodemobile numerodeportable
        telefono movil celular numerodetelefono numerodecontacto numerodecelular
        cellulare telefonino numeroditelefono numerotelefono
        telefone telemovel numerodotelefone numerodetelemovel
        telefoon telefoonnr mobiel mobielnummer
    """,
    Kind.SENDER: """
        from sender replyto submittedby sentby createdby requestedby bookedby
        von absender antwortan de expediteur repondrea remitente mittente da remetente van afzender
    """,
    Kind.NOT_THE_LEAD: """
        to cc bcc an kopie a copie para aan owner agent host assignee assignedto rep salesrep manager accountmanager
        organizer organiser organizador contactowner leadowner dealowner eigentumer
    """,
}
_KINDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}

_MAILS: Final = ("mail", "courriel", "correo", "adresseelectronique", "postaelettronica")
_OURS: Final = ("owner", "assign", "agent", "salesrep", "host", "organizer")
_PHONE_ENDINGS: Final = ("phone", "phonenumber", "telefon", "telefonnummer", "telefono", "telefone", "telefoonnummer")
#: Questions end with what they ask for: "Hi there! What's your name?".
_QUESTION_ENDINGS: Final = {
    "yourname": Kind.FULL_NAME,
    "yourfullname": Kind.FULL_NAME,
    "yourfirstname": Kind.FIRST_NAME,
    "yourlastname": Kind.LAST_NAME,
}

# What stands before a label: marks of emphasis, quotes and lists, an emoji, a number.
_BEFORE: Final = re.compile(r"(?:[\s*_~>•·\-–—#◦▪\"'`]|:[a-z0-9_+\-]{1,60}:|\d{1,2}[.)])+", re.IGNORECASE)  # noqa: RUF001 - dashes
_SEPARATOR: Final = re.compile(r"[:：=\t]|\s[-–—]\s")  # noqa: RUF001 - people type the wide colon and the dashes
# Where one line holds several pairs: "Name: Jane, E-mail: jane@acme.com", "*Name:* Jane *Phone:* +49 ...".
_NEXT_PAIR: Final = re.compile(r"[•·;]|,(?=[^,:]{1,40}:)|\s(?=\*[^*:]{1,40}(?::\*|\*:))")
# The same with nothing between the pairs; only behind a value, as "Work e-mail:" is one label.
_RUN_ON: Final = re.compile(r"\s(?=(?:e-?mail|phone|telephone|mobile|tel|telefon)\s?:)", re.IGNORECASE)
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")
_RULER: Final = re.compile(r"[-|:+=\s]+")


def labelled(text: str) -> Iterator[Labelled]:
    """Find the values of known labels, in the order of the text.

    A label stands before its value (`Name: Jane`, `Name - Jane`, `Name | Jane`), alone on the line above it, or at the
    head of its column in a table of cells parted by bars.
    """
    waiting: Kind | None = None
    heads: list[Kind | None] = []
    for raw in islice(text.split("\n"), _MOST_LINES):
        line = _tidy(raw)
        if not line or _RULER.fullmatch(line) is not None:
            continue
        if "|" in line:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            kinds = [kind_of(cell) for cell in cells]
            if sum(kind is not None for kind in kinds) > 1:
                heads, waiting = kinds, None
                continue
            if heads and len(heads) == len(cells):
                columns = zip(heads, cells, strict=True)
                yield from (Labelled(kind, cell[:_LONGEST_VALUE]) for kind, cell in columns if kind and cell)
                continue
            if len(cells) == 2 and kinds[0] is not None:  # noqa: PLR2004 - a label and its value
                waiting = None
                yield Labelled(kinds[0], cells[1][:_LONGEST_VALUE])
                continue
            heads = kinds if kinds[0] is not None else []
        else:
            cells, heads = [line], []
            kind = kind_of(line)
            if kind is not None:
                waiting = kind
                continue
        pairs = [pair for cell in cells for pair in _pairs(cell)]
        if waiting is not None and not pairs:
            yield Labelled(waiting, line[:_LONGEST_VALUE])
        waiting = pairs[-1].kind if pairs and not pairs[-1].value else None
        yield from (pair for pair in pairs if pair.value)


def _tidy(line: str) -> str:
    """Bring runs of white space to one space, or one tab: the patterns here may then look at each character once."""
    if "\t" not in line:
        return " ".join(line.split())
    return "\t".join([tidy for cell in line.split("\t") if (tidy := " ".join(cell.split()))])


def _pairs(line: str) -> Iterator[Labelled]:
    """Find the known labels of a line that have their values behind them; `""` for a value on the next line."""
    if _SEPARATOR.search(line) is None:
        return
    for part in _NEXT_PAIR.split(line):
        # An emoji's own colons aren't the label's.
        before = _BEFORE.match(part) if part.startswith(":") else None
        separator = _SEPARATOR.search(part, before.end() if before is not None else 0)
        if separator is None:
            continue
        value, *run_on = _RUN_ON.split(part[separator.end() :])
        pairs = [(part[: separator.start()], value)]
        pairs += [(label, value) for label, _, value in (rest.partition(":") for rest in run_on)]
        for label, value in pairs:
            kind = kind_of(label)
            if kind is not None:
                yield Labelled(kind, value.strip("* \t")[:_LONGEST_VALUE])


def kind_of(label: str) -> Kind | None:
    """Say what a label announces, or None when it isn't one that is known."""
    if not 0 < len(label) <= _LONGEST_LABEL:
        return None
    before = _BEFORE.match(label)
    bare = label[before.end() :] if before is not None else label
    # "Name (required)", but not "(Name)".
    bare = bare.partition(" (")[0].rstrip(" *_:\uff1a")
    if "@" in bare or _SEPARATOR.search(bare) is not None:
        # A label with its value.
        return None
    key = _NOT_A_LETTER.sub("", fold(bare))
    kind = _KINDS.get(key)
    return kind if kind is not None else _kind_by_part(key)


def _kind_by_part(key: str) -> Kind | None:
    """Say what a label announces by a part of it: addresses and numbers can be told from anything else afterwards."""
    if any(word in key for word in _MAILS):
        return Kind.NOT_THE_LEAD if any(word in key for word in _OURS) else Kind.EMAIL
    if key.endswith(_PHONE_ENDINGS):
        return None if any(word in key for word in _OURS) else Kind.PHONE
    return next((kind for ending, kind in _QUESTION_ENDINGS.items() if key.endswith(ending)), None)
