"""What `/rotation show` tells."""

from bot.domain.configuration import Method, Team
from bot.usecases import away
from bot.usecases.show import AwayTeammate, RotationView, TeamView, Unrouted, show
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

DAY = 86_400.0


def shown(office, name=None):
    return office.run(show, WORKSPACE, name, office.now)


def test_without_teams_there_is_nothing_to_show(office: Office):
    assert shown(office) == RotationView((), (), 0)


def test_a_team_is_shown_as_it_is_now(office: Office):
    office.team(ANN, BEN, CAT, DAN)
    office.lead(5)
    office.away(BEN)
    office.tell(DAN, "Dan", deactivated=True)
    (team,) = shown(office).teams
    assert team == TeamView(
        name="sales",
        channel=SALES,
        by_turn=True,
        size=4,
        upcoming=(CAT, ANN),
        available=2,
        away=(AwayTeammate(BEN, "", deactivated=False), AwayTeammate(DAN, "", deactivated=True)),
        away_count=2,
        counts=((DAN, 1), (ANN, 2), (BEN, 1), (CAT, 1)),
        waiting=0,
    )
    assert office.lead(2) == [CAT, ANN]


def test_who_is_next_is_who_gets_the_next(office: Office):
    office.team(ANN, BEN, CAT)
    for _ in range(4):
        upcoming = shown(office).teams[0].upcoming
        assert office.lead(3) == list(upcoming)
        assert office.lead() == [upcoming[0]]


def test_why_somebody_is_away_is_shown(office: Office):
    office.team(ANN)
    office.run(away.go_away, WORKSPACE, ANN, ANN, "lunch", office.now)
    assert shown(office).teams[0].away == (AwayTeammate(ANN, "lunch", deactivated=False),)


def test_counts_are_of_the_last_seven_days(office: Office):
    office.team(ANN, BEN)
    office.lead()
    office.now += 7 * DAY
    office.lead(2)
    assert shown(office).teams[0].counts == ((ANN, 2), (BEN, 1))
    office.now += 1
    assert shown(office).teams[0].counts == ((ANN, 1), (BEN, 1))


def test_one_team_is_shown_alone_and_all_by_name(office: Office):
    office.apply(*(Team(name, SALES, teammates=(ANN,)) for name in ("sales", "aces", "vip")), rules=())
    office.lead()
    assert [team.name for team in shown(office).teams] == ["aces", "sales", "vip"]
    one = shown(office, "vip")
    assert [team.name for team in one.teams] == ["vip"]
    assert (one.unrouted, one.unrouted_count) == ((), 0)
    assert shown(office, "gone").teams == ()


def test_what_waits_is_counted_and_what_has_no_team_is_listed(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead(3)
    office.apply(rules=())
    for _ in range(25):
        office.now += 1
        office.lead()
    view = shown(office)
    assert view.teams[0].waiting == 3
    assert view.teams[0].by_turn is False
    assert view.unrouted_count == 25
    assert view.unrouted[:2] == (Unrouted(LEADS, "4.0"), Unrouted(LEADS, "5.0"))
    assert len(view.unrouted) == 20


def test_of_a_large_team_the_first_twenty_are_told_and_how_many_there_are(office: Office):
    everybody = [f"U{number:03}" for number in range(100)]
    office.team(*everybody)
    office.away(*everybody[:40])
    office.lead()
    (team,) = shown(office).teams
    assert team.upcoming == tuple(everybody[41:61])
    assert (team.available, team.away_count, team.size) == (60, 40, 100)
    assert [one.user_id for one in team.away] == everybody[:20]
    assert len(team.counts) == 20
