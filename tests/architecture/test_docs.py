"""What there is, is in the docs: keys of the configuration file, commands of both kinds; and what is in the docs, works."""

import re
import shlex
import textwrap

import pytest
import pytest_asyncio
import typer

from bot.cli import app
from bot.configfile import load
from bot.configfile.block import Block
from bot.configfile.writing import write
from bot.domain.configuration import Method, Operator, QuestionKind, Sender, Trigger
from bot.slack.blocks.card import LABELS
from bot.slack.listeners.commands import away, rotation
from tests.architecture import pages
from tests.architecture.office import MARIA, NO_TEAMS, TEAMS, office_in, read
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.support.world import MANAGER

README = pages.PAGES["README.md"]
CONFIGURATION = pages.PAGES["docs/configuration.md"]
OPERATING = pages.PAGES["docs/operating.md"]

in_the_office = pytest.mark.asyncio(loop_scope="module")


def code(page: str) -> set[str]:
    """Return the words in backticks of a page, outside its examples."""
    prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    return {word for piece in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"[\w-]+", piece)}


def keys_of_the_file() -> set[str]:
    """Read a file that has a bit of everything, and note which keys its reader knows."""
    known: set[str] = set()
    made = Block.__init__

    def noting(self, notes, node, where, keys, **named):
        known.update(keys)
        made(self, notes, node, where, keys, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Block, "__init__", noting)
        load(CONTRACT_BLOCK, "leadwheel.yaml")
    return known


def test_the_search_for_keys_is_not_blind():
    assert {"workspace", "waiting_burst", "qualify", "remember", "replies_to", "assign_to"} <= keys_of_the_file()


@pytest.mark.parametrize("key", sorted(keys_of_the_file()))
def test_every_key_of_the_configuration_file_is_described(key):
    assert key in code(CONFIGURATION)


@pytest.mark.parametrize("word", sorted({*Method, *Sender, *Trigger, *Operator, *QuestionKind}))
def test_every_word_that_a_key_can_have_is_described(word):
    assert word in code(CONFIGURATION)


def test_the_examples_of_the_docs_are_right():
    examples = [
        textwrap.dedent(text)
        for page in (README, CONFIGURATION)
        for text in re.findall(r" *```yaml\n(.*?) *```", page, re.DOTALL)
    ]
    assert len(examples) == 3
    for text in examples:
        assert load(text, "docs").configuration.teams


def test_the_example_of_an_export_is_what_is_exported():
    section = CONFIGURATION.partition("\n## The file of what is set up\n")[2]
    example = section.partition("```yaml\n")[2].partition("```")[0]
    names = dict(re.findall(r"\b([A-Z][0-9][0-9A-Z]+)\}?  # (.+)$", example, re.MULTILINE))
    names["C06HELP"] = "#help"
    assert write(load(example, "docs").configuration, names) == example


def commands() -> dict[str, list[str]]:
    found = {}
    for name, command in typer.main.get_command(app).commands.items():
        parts = getattr(command, "commands", None)
        named = {name: command} if parts is None else {f"{name} {part}": one for part, one in parts.items()}
        for whole, one in named.items():
            found[whole] = [option for param in one.params for option in param.opts if option.startswith("--")]
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_of_the_terminal_is_described_with_its_options(name):
    row = next(line for line in OPERATING.splitlines() if line.startswith(f"| `leadwheel {name}"))
    for option in commands()[name]:
        assert re.search(rf"(?<!\S)\[?{option}\b", row)


@pytest.mark.parametrize("verb", sorted({*rotation.VERBS, "away"}))
def test_every_verb_of_rotation_is_in_the_readme(verb):
    assert verb == "away" or re.search(rf"`/rotation {verb}\b", README)


@pytest.mark.parametrize("verb", away.VERBS)
def test_every_verb_of_away_is_in_the_readme(verb):
    assert re.search(rf"`/away {verb}\b", README)


@pytest.mark.parametrize("action", sorted(LABELS))
def test_every_button_of_a_card_is_in_the_readme(action):
    assert f"| **{LABELS[action]}** |" in README


def headings(page):
    return {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    }


@pytest.mark.parametrize("page", pages.PAGES)
def test_every_link_of_a_page_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", pages.PAGES[page]):
        file, _, heading = link.partition("#")
        place = (pages.ROOT / page).parent / file if file else pages.ROOT / page
        if not link.startswith("https://"):
            assert place.exists(), link
            assert not heading or heading in headings(place.read_text(encoding="utf-8")), link


# What the pages tell people to type is done, in an office with a running bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(sqlite_files):
    with sqlite_files.fresh() as url:
        async with office_in(url) as made:
            yield made


def named(told):
    return f"{told.page}: {told.text}"


#: Who does what can't be done by whoever is a manager and in no team, and what isn't there before it.
BY = {"leave": MARIA}
BEFORE = {"create": NO_TEAMS}
REFUSALS = ("Example:", "Only managers", "Guests,", "don't join and leave", "nothing was changed")


def test_the_search_for_commands_is_not_blind():
    assert pages.Told("README.md", "/away for 2h") in pages.slash_commands()
    assert pages.Told("docs/configuration.md", "/rotation listen #channel TEAM") in pages.slash_commands()
    found = pages.terminal_commands()
    assert pages.Told("docs/getting-started.md", "setup") in found
    assert pages.Told("docs/operating.md", "outbox list") in found
    assert pages.Told("manifests/README.md", "manifest --socket --away-command /out") in found
    assert pages.Told("docs/operating.md", "export --output FILE --force --workspace T") in pages.named_commands()
    assert len(pages.examples()) >= 5


@in_the_office
@pytest.mark.parametrize("told", [one for one in pages.slash_commands() if not pages.is_name(one.text)], ids=named)
async def test_every_command_of_the_pages_is_understood_and_done(office, told):
    verb = told.text.split()[1] if told.text.startswith("/rotation ") else ""
    await office.begin(BEFORE.get(verb, TEAMS))
    said = await office.types(BY.get(verb, MANAGER), pages.meant(told.text, office.soon()))
    assert said
    assert not [refusal for refusal in REFUSALS if refusal in said], said


@pytest.mark.parametrize("told", [one for one in pages.slash_commands() if pages.is_name(one.text)], ids=named)
def test_every_command_that_the_pages_only_name_is_there(told):
    name, _, verb = told.text.partition(" ")
    verbs = {*rotation.VERBS, "away", "...", "…", ""} if name == "/rotation" else {*away.VERBS, "..."}
    assert verb.split(" ")[0] in verbs


@in_the_office
@pytest.mark.parametrize("example", pages.examples(), ids=lambda example: f"{example[0].page}: {example[0].does}")
async def test_every_example_is_what_the_bot_says(office, example):
    await office.begin()
    by = MARIA if example[0].page == "docs/teammates.md" else MANAGER
    for step in example:
        if step.does.startswith("/"):
            saw = await office.types(by, pages.meant(step.does, office.soon()))
        else:
            what = re.fullmatch(r"Lena writes in #leads: (.+)", step.does)[1]
            saw = " ".join(f"{where}: {words}" for where, words in (await office.lead(what)).items())
        assert saw == read(step.sees)


def parsed(line):
    """Read a command line as the program does, without doing anything; return what is wrong with it, "" nothing."""
    words = [pages.meant(word) for word in shlex.split(line)]
    command, context = typer.main.get_command(app), None
    try:
        while True:
            if not hasattr(command, "commands"):
                command.make_context("leadwheel", words, parent=context)
                return ""
            if not words:
                return ""
            context = command.make_context("leadwheel", [*words], parent=context)
            _, command, words = command.resolve_command(context, words)
    except Exception as error:  # noqa: BLE001 - typer's own errors are not for import
        return error.format_message()


def test_reading_a_command_line_finds_what_is_wrong_with_it():
    assert parsed("outbox retry --all --channel C02") == parsed("outbox") == parsed("demo --once") == ""
    assert "No such command" in parsed("outbox tidy")
    assert "No such option" in parsed("apply f.yaml --dryrun")
    assert "Missing argument" in parsed("apply")


@pytest.mark.parametrize("told", pages.terminal_commands(), ids=named)
def test_every_command_line_of_the_pages_is_one_that_there_is(told):
    assert parsed(told.text) == ""


@pytest.mark.parametrize("told", pages.named_commands(), ids=named)
def test_every_command_of_the_terminal_that_the_pages_name_is_there_with_its_options(told):
    wrong = parsed(told.text)
    named_only = " " not in told.text and wrong.startswith("Missing argument")
    assert wrong == "" or named_only
