"""Exporting: what is set up, however it came about, as a file that makes the same of any database."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.configfile import load
from bot.configfile.writing import write
from bot.domain.configuration import ConfigurationFile, Method
from bot.domain.nearest import comparable
from bot.domain.text import clean
from bot.usecases import configure, listen, roster, teams
from bot.usecases.export import export
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.configfile.files import TALL_TRAPS, TRAPS, files
from tests.usecases.applying import apply_text, everything
from tests.usecases.office import ANN, BEN, SALES, WORKSPACE, Office

NAMED = st.dictionaries(st.sampled_from(["U01ALICE", "U02BOB", "W03"]), st.sampled_from(TRAPS + TALL_TRAPS) | st.text())


def exported(office: Office) -> str:
    found = office.run(export, WORKSPACE)
    return write(found.file, found.people)


def apply_whole(office: Office, file: ConfigurationFile) -> None:
    file = replace(file, workspace=WORKSPACE)
    office.run(configure.apply, WORKSPACE, file, lambda *_: file, office.now)


def tell(office: Office, names: dict[str, str]) -> None:
    for user, name in names.items():
        office.tell(user, clean(name, 200))


def named_in(file: ConfigurationFile) -> list[tuple[str, str]]:
    kinds = {"team": file.teams, "qualification": file.qualifications, "auto message": file.auto_messages}
    return [(kind, one.name) for kind, ones in kinds.items() for one in ones]


@settings(max_examples=8)
@given(file=files(), other=files() | st.none(), names=NAMED)
def test_an_exported_file_changes_nothing_where_it_comes_from_and_makes_the_same_of_any_other_database(
    databases, file, other, names
):
    clashing = {(kind, comparable(name)): name for kind, name in named_in(other or ConfigurationFile())}
    # What is there already keeps its own spelling.
    assume(all(clashing.get((kind, comparable(name)), name) == name for kind, name in named_in(file)))
    with databases.fresh() as here, databases.fresh() as there:
        office, elsewhere = Office(here), Office(there)
        apply_whole(office, file)
        tell(office, names)
        text = exported(office)
        before = everything(office)
        assert apply_text(office, text) == ()
        assert apply_text(office, text, prune=True) == ()
        assert everything(office) == before
        if other is None:
            apply_text(elsewhere, text)
        else:
            apply_whole(elsewhere, other)
            apply_text(elsewhere, text, prune=True)
        bare = exported(elsewhere)
        assert bare == write(load(text, "leadwheel.yaml").configuration)  # nobody is known there
        tell(elsewhere, names)
        assert exported(elsewhere) == text
        office.close()
        elsewhere.close()


def test_what_was_set_up_inside_slack_is_exported_too(office: Office):
    apply_text(office, "")
    office.tell(ANN, "Ann Archer")
    office.run(teams.create, WORKSPACE, "zebra", SALES)
    office.run(teams.create, WORKSPACE, "Ölfeld", SALES)
    office.run(teams.switch, WORKSPACE, "zebra", Method.MANUAL, office.now)
    office.run(roster.add, WORKSPACE, "zebra", [BEN, ANN], office.now)
    office.run(listen.listen, WORKSPACE, "C09NEW", "zebra")
    office.run(listen.listen, WORKSPACE, "C08OLD", "Ölfeld")
    text = exported(office)
    assert (
        text
        == """\
workspace: T01TEST
managers: []

teams:
  zebra:
    channel: C02SALES
    method: manual
    teammates:
      - U01ANN  # Ann Archer
      - U02BEN
  Ölfeld:
    channel: C02SALES

sources:
  - {channel: C08OLD}
  - {channel: C09NEW}

rules:
  - {when: new_conversation, if: {channel: C09NEW}, assign_to: zebra}
  - {when: new_conversation, if: {channel: C08OLD}, assign_to: Ölfeld}
"""
    )
    assert apply_text(office, text, prune=True) == ()


def test_the_channels_and_the_people_that_have_names_are_those_of_the_whole_file(office: Office):
    more = "\n  - {when: qualified, if: {channel: [D01DM, C09], text: C10, size: {is_not: C11}}, assign_to: U03CAROL}\n"
    apply_text(office, CONTRACT_BLOCK.rstrip() + more)
    tell(office, {user: user.lower() for user in ("U01ALICE", "U02BOB", "U03CAROL", "U99ELSE")})
    found = office.run(export, WORKSPACE)
    assert found.channels == ("C01LEADS", "C02SALES", "C03VIP", "C04SUPPORT", "C05PRICING", "C06SUPPORT", "C09")
    assert found.people == {"U01ALICE": "u01alice", "U02BOB": "u02bob", "U03CAROL": "u03carol"}


def test_of_a_workspace_that_nobody_set_up_there_is_nothing_but_its_id(office: Office):
    text = exported(office)
    assert text.splitlines() == [
        "# Nothing is set up in this workspace yet.", f"workspace: {WORKSPACE}", "managers: []", "", "rules: []"
    ]  # fmt: skip
    assert apply_text(office, text) == ()


def test_workspaces_of_one_database_are_exported_each_by_itself(office: Office):
    file = load("teams: {other: {channel: C09}}", "f").configuration
    office.run(configure.apply, "T02OTHER", file, lambda *_: file, office.now)
    assert "other" not in exported(office)
    assert "other" in write(office.run(export, "T02OTHER").file)
