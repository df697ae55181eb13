"""Following people as Slack tells of them: names, deactivation, and keys that are made anew."""

import pytest
from sqlalchemy import text

from bot.domain.configuration import Team
from bot.domain.names import COLLATION_VERSION, sort_key
from bot.domain.people import Person
from bot.usecases import people
from storage.database import Database
from storage.queries import person, workspace
from tests.usecases.office import ANN, BEN, CAT, DAN, WORKSPACE, Office


@pytest.fixture
def named(office: Office) -> Office:
    """Ann, Ben and Cat, whose names Slack has told."""
    office.team(ANN, BEN, CAT)
    for user, name in ((ANN, "Ann"), (BEN, "Ben"), (CAT, "Cat")):
        office.tell(user, name)
    return office


def test_whoever_is_renamed_is_met_at_the_new_place_and_nobody_elses_turn_changes(named: Office):
    assert named.lead() == [ANN]
    named.tell(ANN, "Bob")
    assert named.lead(4) == [BEN, ANN, CAT, BEN]
    assert named.members()[ANN][:3] == (sort_key("Bob"), ANN, "Bob")


def test_the_place_keeps_the_name_and_key_of_then(named: Office):
    named.lead(2)
    named.tell(BEN, "Zoe")
    row = named.row()
    assert (row.place_sort_key, row.place_user_id, row.place_name) == (sort_key("Ben"), BEN, "Ben")
    assert named.lead(3) == [CAT, BEN, ANN]


def test_a_rename_holds_in_every_team(office: Office):
    office.apply(Team("sales", "C1", teammates=(ANN, BEN)), Team("vip", "C2", teammates=(ANN,)))
    office.tell(ANN, "Zoë")
    assert office.members("sales")[ANN].name == office.members("vip")[ANN].name == "Zoë"


def test_who_is_deactivated_is_dealt_nothing_and_who_is_reactivated_gets_no_make_up_turns(named: Office):
    named.tell(BEN, "Ben", deactivated=True)
    assert named.members()[BEN].availability == "deactivated"
    assert named.lead(4) == [ANN, CAT, ANN, CAT]
    named.tell(BEN, "Ben")
    assert named.lead(4) == [ANN, BEN, CAT, ANN]
    named.check()


def test_deactivation_outweighs_away_mode_and_away_mode_survives_it(named: Office):
    named.away(BEN)
    named.tell(BEN, "Ben", deactivated=True)
    assert named.members()[BEN].availability == "deactivated"
    named.tell(BEN, "Ben")
    assert named.members()[BEN].availability == "away"
    named.back(BEN)
    assert named.members()[BEN].availability == "available"


def test_reactivation_deals_what_waits(named: Office):
    for user in (ANN, BEN, CAT):
        named.tell(user, user, deactivated=True)
    named.lead(2)
    named.tell(CAT, "Cat")
    assert named.dealt() == [(CAT, "waiting")] * 2


def test_being_told_the_same_again_changes_nothing(named: Office):
    named.away(ANN)
    before = (named.members(), named.row())
    named.tell(ANN, "Ann")
    named.tell(BEN, "Ben")
    assert (named.members(), named.row()) == before


def test_several_people_are_followed_at_once(named: Office):
    told = [Person(ANN, "Zoe"), Person(BEN, "Ben", deactivated=True), Person(DAN, "Dan")]
    named.run(people.follow, WORKSPACE, told, named.now, named.now)
    assert named.lead(2) == [CAT, ANN]
    assert named.run(person.find, WORKSPACE, DAN).name == "Dan"


def test_a_person_who_joins_is_sorted_by_name_if_slack_told_it_and_by_id_until_then(named: Office):
    named.tell(DAN, "Abe")
    change = named.add(DAN, "U05EVA")
    assert change.members == (DAN, ANN, BEN, CAT, "U05EVA")
    named.tell("U05EVA", "Aba")
    assert named.add("U05EVA").members == ("U05EVA", DAN, ANN, BEN, CAT)


def test_only_those_who_matter_are_followed_by_events(named: Office):
    def followed(user, **facts):
        return named.run(people.follow_change, WORKSPACE, Person(user, user, **facts), named.now)

    assert followed(ANN)
    assert not followed("U77SOMEBODY")
    assert named.run(person.find, WORKSPACE, "U77SOMEBODY") is None
    assert followed("U78ADMIN", is_admin=True)
    assert followed("U79OWNER", is_owner=True)
    assert followed("U78ADMIN")  # met before, though no admin any more
    assert named.run(person.owners, WORKSPACE) == ["U79OWNER"]


def test_of_a_whole_list_only_who_changed_and_matters_is_written(named: Office):
    named.add(DAN)
    everybody = [
        Person(ANN, "Ann"),
        Person(BEN, "Benedict"),
        Person(CAT, "Cat", time_zone="Europe/Berlin"),
        Person(DAN, "Dan"),
        Person("U77SOMEBODY", "Somebody"),
        Person("U79OWNER", "Owner", is_owner=True),
    ]
    changed = named.run(people.changed_people, WORKSPACE, everybody)
    assert {one.user_id for one in changed} == {BEN, CAT, DAN, "U79OWNER"}
    named.run(people.follow, WORKSPACE, changed, named.now, named.now)
    assert named.run(people.changed_people, WORKSPACE, everybody) == []
    assert named.members()[BEN].name == "Benedict"
    assert named.members()[DAN].name == "Dan"
    assert named.run(person.find, WORKSPACE, CAT).time_zone == "Europe/Berlin"


def test_whom_slack_no_longer_lists_is_left_as_they_are(named: Office):
    assert named.run(people.changed_people, WORKSPACE, [Person(ANN, "Ann")]) == []
    assert named.members()[BEN].availability == "available"


def test_another_collation_makes_all_keys_and_places_anew(named: Office):
    named.tell("U79OWNER", "Öwner", is_owner=True)
    named.add("U05EVA")
    named.lead(2)
    before = (named.members(), named.row(), named.run(person.everyone, WORKSPACE))

    def other_collation(tx):
        for name, column in (("slack_user", "sort_key"), ("team_member", "sort_key"), ("team", "place_sort_key")):
            tx.execute(text(f"UPDATE {name} SET {column} = :key"), {"key": b"\x00"})
        workspace.set_collation_version(tx, WORKSPACE, "another/1")

    named.run(other_collation)
    assert named.run(people.collate, WORKSPACE)
    assert (named.members(), named.row(), named.run(person.everyone, WORKSPACE)) == before
    assert named.run(workspace.collation_version, WORKSPACE) == COLLATION_VERSION
    assert not named.run(people.collate, WORKSPACE)
    assert named.lead() == [CAT]


def test_the_place_of_somebody_who_left_is_made_anew_from_their_name(named: Office):
    named.lead(2)
    named.remove(BEN)
    named.run(lambda tx: tx.execute(text("UPDATE team SET place_sort_key = :key"), {"key": b"\xff"}))
    named.run(people.collate, WORKSPACE)
    assert named.row().place_sort_key == sort_key("Ben")
    assert named.lead() == [CAT]


def test_a_team_that_was_never_dealt_to_has_no_place_to_make_anew(named: Office):
    named.run(people.collate, WORKSPACE)
    assert named.row().place_sort_key is None


class Slack:
    """A directory that knows some people, and counts how often it is asked."""

    def __init__(self, *known: Person) -> None:
        self.known = {one.user_id: one for one in known}
        self.asked: list[str] = []

    async def person(self, user_id):
        self.asked.append(user_id)
        return self.known.get(user_id)

    async def everyone(self):
        self.asked.append("everyone")
        return list(self.known.values())


class Clock:
    def now(self):
        return 1_700_000_000.0


@pytest.fixture
async def store(office: Office):
    office.team(ANN, BEN)
    office.apply(managers=("U98BOSS",))
    opened = Database(office.database.url)
    yield opened
    await opened.close()


async def test_unknown_members_and_managers_are_asked_for_by_name(office: Office, store):
    slack = Slack(Person(ANN, "Zoe"), Person("U98BOSS", "Boss"))
    assert await people.fetch_unknown(store, slack, Clock(), WORKSPACE) == 2
    assert sorted(slack.asked) == [ANN, BEN, "U98BOSS"]
    assert office.lead(2) == [BEN, ANN]
    # Who isn't known to Slack is asked for again, the others aren't.
    assert await people.fetch_unknown(store, slack, Clock(), WORKSPACE) == 0
    assert slack.asked[3:] == [BEN]


async def test_of_very_many_unknown_members_the_whole_list_is_read(office: Office, store):
    many = [f"U1{number:03}" for number in range(60)]
    office.add(*many)
    slack = Slack(*(Person(user, user) for user in many), Person("U77SOMEBODY", "Somebody"))
    assert await people.fetch_unknown(store, slack, Clock(), WORKSPACE) == 60
    assert slack.asked == ["everyone"]


async def test_a_person_is_asked_for_once_and_then_known(office: Office, store):
    slack = Slack(Person(DAN, "Dan"))
    for _ in range(2):
        assert (await people.find(store, slack, Clock(), WORKSPACE, DAN)).name == "Dan"
    assert slack.asked == [DAN]
    assert await people.find(store, slack, Clock(), WORKSPACE, "U00NOBODY") is None


def test_a_list_that_was_read_before_somebody_changed_does_not_undo_the_change(named: Office):
    asked_at = named.now
    named.run(people.follow, WORKSPACE, [Person(BEN, "Ben", deactivated=True)], named.now + 1, named.now + 1)
    named.run(people.follow, WORKSPACE, [Person(BEN, "Ben")], asked_at, named.now + 2)
    assert named.members()[BEN].availability == "deactivated"


def test_an_older_event_that_comes_again_does_not_undo_a_newer_one(named: Office):
    named.run(people.follow, WORKSPACE, [Person(BEN, "Benedict", updated=200)], named.now + 1, named.now + 1)
    named.run(people.follow, WORKSPACE, [Person(BEN, "Ben", updated=100)], named.now + 2, named.now + 2)
    assert named.members()[BEN].name == "Benedict"
