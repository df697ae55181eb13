"""Cards and direct messages: one card a conversation and team, which always shows what is true (CONTRACT 7)."""

from bot.domain.configuration import Method, Rule, Team, Trigger
from bot.usecases import teams
from bot.usecases.accept import accept
from bot.usecases.assign import take, take_by_reply
from bot.usecases.pass_on import pass_on
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office


def card(office: Office, channel: str = SALES):
    (found,) = office.deliver().of_kind("card", channel)
    return found


def test_each_assignment_is_told_in_the_thread_then_to_the_teammate_then_on_the_card(office: Office):
    office.team(ANN, BEN)
    office.lead(text="Hello there", email="lena@example.com")
    slack = office.deliver()
    assert [(one.content["kind"], one.channel) for one in slack.messages.values()] == [
        ("assignment", LEADS), ("direct_message", ANN), ("card", SALES),
    ]  # fmt: skip
    for told in (slack.of_kind("direct_message")[0].content, card(office).content):
        assert (told["teammate"], told["cause"], told["team"]) == (ANN, "round_robin", "sales")
        assert (told["text"], told["lead_email"], told["thread_ts"]) == ("Hello there", "lena@example.com", "1.0")


def test_the_card_of_what_waits_comes_at_once_and_one_for_each(office: Office):
    office.team(ANN)
    office.away(ANN)
    office.lead(3)
    slack = office.deliver()
    assert slack.kinds() == ["nobody_available", "card", "card", "card"]
    assert {one.content["buttons"] for one in slack.of_kind("card")} == {"waiting"}


def test_a_card_is_updated_and_never_posted_anew(office: Office):
    office.team(ANN, BEN, CAT)
    office.lead()
    assert (card(office).content["buttons"], card(office).content["accepted"]) == ("held", False)
    office.press(accept, ANN)
    assert card(office).content["accepted"] is True
    office.press(pass_on, ANN)
    assert (card(office).content["teammate"], card(office).content["accepted"]) == (BEN, False)
    assert card(office).content["passed_by"] == [ANN]
    office.press(pass_on, BEN)
    office.press(pass_on, CAT)
    assert (card(office).content["teammate"], card(office).content["buttons"]) == (None, "waiting")
    office.press(take, BEN)
    assert (card(office).content["teammate"], card(office).content["cause"]) == (BEN, "manual")


def test_changes_of_a_card_before_it_is_sent_are_sent_once(office: Office):
    office.team(ANN)
    office.away(ANN)
    office.lead()
    office.press(take, ANN)
    office.press(accept, ANN)
    assert (card(office).content["accepted"], card(office).versions) == (True, 2)  # and then after the direct message


def test_a_conversation_that_a_rule_gives_to_a_person_has_its_card_in_their_direct_messages(office: Office):
    office.team(BEN, rules=[Rule(Trigger.NEW_CONVERSATION, ANN)])
    office.lead()
    slack = office.deliver()
    assert slack.kinds() == ["assignment", "card"]
    assert (card(office, ANN).content["buttons"], card(office, ANN).content["team"]) == ("held", None)
    office.press(accept, ANN)
    assert card(office, ANN).content["accepted"] is True


def test_each_manager_gets_a_card_of_what_has_no_team_and_all_of_them_follow(office: Office):
    office.apply(Team("sales", SALES, teammates=(CAT,)), rules=(), managers=(BEN, DAN))
    office.lead()
    for manager in (BEN, DAN):
        assert (card(office, manager).content["why"], card(office, manager).content["buttons"]) == (
            "no_rule",
            "waiting",
        )
    office.press(take, DAN, manager=True)
    assert card(office, DAN).content["buttons"] == "held"
    assert card(office, BEN).content["buttons"] is None
    assert card(office, BEN).content["teammate"] == DAN
    office.press(pass_on, DAN)
    assert card(office, BEN).content["buttons"] == "waiting"
    # A card that changes alarms nobody: they are told.
    assert [one.channel for one in office.deliver().of_kind("came_back")] == [BEN, DAN]
    assert card(office, BEN).content["why"] == "passed"


def test_what_has_no_team_gets_a_card_in_the_first_team_of_the_teammate_who_answers(office: Office):
    office.apply(
        Team("sales", SALES, teammates=(ANN,)), Team("aces", "C9", teammates=(ANN,)), rules=(), managers=(BEN,)
    )
    office.lead()
    office.deliver()
    office.run(take_by_reply, WORKSPACE, f"message:{LEADS}:1.0", ANN, office.now)
    assert card(office, "C9").content["team"] == "aces"
    assert card(office, BEN).content["buttons"] is None
    assert office.deliver().of_kind("card", SALES) == []


def test_the_card_of_a_team_that_is_taken_away_loses_its_button(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead()
    assert card(office).content["buttons"] == "waiting"
    office.apply(rules=(), managers=(BEN,), prune=True)
    assert card(office).content["buttons"] is None
    assert card(office, BEN).content["why"] == "team_gone"


def test_a_direct_message_of_an_assignment_that_has_moved_on_is_not_sent(office: Office):
    office.team(ANN, BEN)
    office.lead()
    office.press(pass_on, ANN)  # nothing was sent yet: by a card that a restart brought, say
    assert [one.channel for one in office.deliver().of_kind("direct_message")] == [BEN]


def test_what_was_passed_on_before_its_card_was_posted_has_one_all_the_same(office: Office):
    office.team(ANN)
    office.lead()
    office.press(pass_on, ANN)
    assert card(office).content["buttons"] == "waiting"
    assert office.deliver().of_kind("direct_message") == []


def test_a_card_is_found_whatever_its_team_is_called_and_wherever_its_channel_moved(office: Office):
    office.team(ANN)
    office.lead()
    office.deliver()
    office.apply(Team("sales", "C77NEW", teammates=(ANN,)))
    office.press(accept, ANN)
    assert card(office).content["accepted"] is True
    assert office.deliver().of_kind("card", "C77NEW") == []


def test_what_comes_back_to_the_managers_says_why_now_and_they_are_told(office: Office):
    office.apply(Team("vip", "C03VIP", teammates=(CAT, DAN)), rules=(), managers=(BEN,))
    office.lead()
    office.deliver()
    office.run(take_by_reply, WORKSPACE, f"message:{LEADS}:1.0", CAT, office.now)
    office.press(pass_on, CAT)
    office.run(teams.delete, WORKSPACE, "vip", office.now)
    office.deliver()
    office.press(pass_on, DAN)
    assert [one.channel for one in office.deliver().of_kind("came_back")] == [BEN]
    assert (card(office, BEN).content["why"], card(office, BEN).content["buttons"]) == ("passed", "waiting")


def test_whoever_has_something_of_a_team_that_was_gone_before_its_card_was_posted_has_a_card_all_the_same(
    office: Office,
):
    office.team(ANN)
    office.lead()
    office.apply(rules=())
    office.run(teams.delete, WORKSPACE, "sales", office.now)
    assert card(office, ANN).content["buttons"] == "held"


def test_when_a_teams_channel_changes_what_waits_has_its_button_there_and_not_in_the_old_one(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead(2)
    office.deliver()
    office.lead()
    for channel in ("C7", SALES, "C7", "C8"):  # also back and forth
        changes = office.apply(Team("sales", channel, Method.MANUAL, (ANN,)))
        assert f"team sales: cards of 3 waiting conversation(s) are posted in {channel}" in changes
    slack = office.deliver()
    assert {one.content["buttons"] for one in slack.of_kind("card", SALES)} == {None}
    new = slack.of_kind("card", "C8")
    assert [one.content["buttons"] for one in new] == ["waiting"] * 3
    assert slack.of_kind("card", "C7") == []
    office.press(take, ANN)
    assert [one.content["teammate"] for one in office.deliver().of_kind("card", "C8")] == [ANN, None, None]
    assert len(slack.of_kind("card", SALES)) == 2


def test_managers_are_not_told_of_what_somebody_took_before_they_could_be(office: Office):
    office.apply(Team("sales", SALES, teammates=(ANN,)), rules=(), managers=(BEN,))
    office.lead()
    office.run(take_by_reply, WORKSPACE, f"message:{LEADS}:1.0", ANN, office.now)
    slack = office.deliver()
    assert not [one for one in slack.messages.values() if one.channel == BEN]
    assert len(slack.of_kind("card", SALES)) == 1
