"""The pages: what somebody was told, what they wish to hear, and the links that stop mails."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote, hide_idea
from community.leaving.operations import erase_person
from community.notifications.links import Stop, stop_path
from community.notifications.models import Event, Follow, How, News, Notification, Route, Thing
from community.notifications.operations import follow, mute, notify, prefer
from community.notifications.queries import Wish, get_following, get_wishes
from community.persons.operations import join_persons
from community.platform.clock import now
from community.tracker.operations import decline_idea, move_date, take_back_step
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_theme
from tests.harness.databases import only_sqlite
from tests.harness.pages import page
from tests.harness.statements import recorded
from tests.notifications.audience import audience
from tests.notifications.town import make_reader

DUE = {"due_at": now() - timedelta(minutes=1)}


@pytest.fixture
def reader(app):
    return make_reader("Rosa")


@pytest.fixture
def rosa(client, reader):
    """The reader's browser."""
    client.sign_in(reader.id)
    return client


def be_due():
    """Let all news be due."""
    db.session.execute(update(News).values(due_at=now() - timedelta(minutes=1)))
    db.session.commit()


def tell(reader, number=1, title="Lights", event=Event.GATHERED):
    """Tell the reader so much of an idea of theirs."""
    idea = make_idea(title, author=reader)
    for _ in range(number):
        notify(audience(reader, route=Route.WROTE, via_id=idea.id), event, Thing.IDEA, idea.id, **DUE)
    return idea


def unread(client):
    (link,) = [each for each in page(client, "/about", queries=None).all("a", class_="masthead__link")
               if each.get("href") == "/notifications"]  # fmt: skip
    return "".join(link.itertext()).split()[1:]


def test_it_says_why_what_and_what_is_next(rosa, reader):
    idea = make_idea("Lights on the river path")
    cast_vote(reader.id, idea.id, Choice.OPPOSE)
    leader = make_leader()
    due, later = date(2199, 5, 3), date(2199, 9, 30)
    made = make_commitment("Twelve lamps", ideas=[idea], by=leader, next_step="Masts are set", next_on=date(2199, 4, 1))
    db.session.commit()
    move_date(leader, made.id, due, "We know it now")
    move_date(leader, made.id, later, "The masts come late")
    be_due()
    shown = page(rosa, "/notifications", queries=8)
    assert shown.h1 == "Notifications"
    assert "You voted against “Lights on the river path” on " in shown.text
    assert "The date was moved from May 3, 2199 to September 30, 2199." in shown.text
    assert "The masts come late" in shown.text
    assert "Next, by April 1, 2199: Masts are set" in shown.text
    assert shown.text.count("You voted against") == 1
    assert f"/tracker/{made.id}/twelve-lamps" in shown.links()
    assert len(shown.all("article")) == 1
    assert unread(rosa) == ["3", "unread"]


@only_sqlite
def test_a_no_comes_with_its_reason_and_when_it_is_looked_at_again(rosa, reader):
    idea = make_idea("A tunnel", author=reader)
    decline_idea(make_leader(), idea.id, "It costs too much.", "Money from the state.", date(2199, 1, 31))
    be_due()
    shown = page(rosa, "/notifications", queries=8).text
    assert "It was declined." in shown
    assert "It costs too much." in shown
    assert "What would change this: Money from the state. It is looked at again on January 31, 2199." in shown


@only_sqlite
def test_what_is_gathered_is_told_with_the_theme(rosa, reader):
    idea = make_idea("A bench", author=reader)
    make_theme("Places to rest", ideas=[idea])
    be_due()
    shown = page(rosa, "/notifications", queries=8)
    assert "You wrote “A bench” on " in shown.text
    assert "Places to rest" in [each.text for each in shown.all("a")]
    assert "It stands in this theme now" in shown.text


def test_only_what_is_due_and_not_taken_back_is_there(rosa, reader):
    leader = make_leader()
    made = make_commitment("Twelve lamps", ideas=[make_idea(author=reader)], by=leader)
    db.session.commit()
    assert "No news yet" in page(rosa, "/notifications").text
    assert unread(rosa) == []
    take_back_step(leader, made.id)
    be_due()
    assert "No news yet" in page(rosa, "/notifications").text
    assert unread(rosa) == []


@only_sqlite
def test_what_is_out_of_sight_is_not_told(rosa, reader):
    idea = tell(reader)
    assert "Lights" in page(rosa, "/notifications").text
    hide_idea(idea.id)
    shown = page(rosa, "/notifications").text
    assert "Lights" not in shown


@only_sqlite
def test_whoever_wishes_no_list_has_none_of_it(rosa, reader):
    prefer(reader.id, {Event.GATHERED: Wish(on_site=False, by_mail=How.SOON)})
    tell(reader)
    assert "No news yet" in page(rosa, "/notifications").text
    assert unread(rosa) == []


def test_it_is_marked_as_read_up_to_what_was_shown(rosa, reader):
    tell(reader, 2)
    shown = page(rosa, "/notifications")
    (until,) = [each.get("value") for each in shown.all("input", name="until")]
    assert shown.text.count("New") == 2
    later = tell(reader, title="Later")
    assert rosa.post("/notifications/seen", data={"until": until}).status_code == 303
    shown = page(rosa, "/notifications")
    assert unread(rosa) == ["1", "unread"]
    (first, second) = shown.all("article")
    assert f"/ideas/{later.id}/later" in {each.get("href") for each in first.iter("a")}
    assert "New" in "".join(first.itertext())
    assert "New" not in "".join(second.itertext())


@only_sqlite
@pytest.mark.parametrize("until", ["", "x", "-1", "1e3", "9" * 30, "٣"])
def test_nonsense_marks_nothing(rosa, reader, until):
    tell(reader)
    assert rosa.post("/notifications/seen", data={"until": until}).status_code == 400
    assert unread(rosa) == ["1", "unread"]


def test_nobody_marks_what_is_not_theirs_or_not_due(app, rosa, reader):
    other = make_reader()
    idea = make_idea(author=reader)
    notify(audience(reader, other, via_id=idea.id), Event.GATHERED, Thing.IDEA, idea.id)
    notify(audience(other, via_id=idea.id), Event.GATHERED, Thing.IDEA, idea.id, **DUE)
    assert rosa.post("/notifications/seen", data={"until": "999999"}).status_code == 303
    assert db.session.scalars(select(Notification.seen_at)).all() == [None] * 3


def test_long_lists_have_pages(rosa, reader):
    for number in range(65):
        tell(reader, title=f"Number {number:02}")
    shown = [page(rosa, "/notifications")]
    assert unread(rosa) == ["65", "unread"]
    while following := shown[-1].all("a", rel="next"):
        shown.append(page(rosa, following[0].get("href")))
    assert len(shown) == 3
    seen = [each.text for one in shown for each in one.all("a") if (each.text or "")[:6] == "Number"]
    assert seen == [f"Number {number:02}" for number in reversed(range(65))]
    assert rosa.get("/notifications?page=xyz").status_code == 400


@only_sqlite
def test_beyond_a_hundred_nobody_counts(rosa, reader):
    tell(reader, 101)
    assert unread(rosa) == ["99+", "unread"]


@only_sqlite
def test_pages_know_what_is_new_by_their_etag(rosa, reader):
    etag = rosa.get("/about").headers["ETag"]
    assert rosa.get("/about", headers={"If-None-Match": etag}).status_code == 304
    tell(reader)
    assert rosa.get("/about", headers={"If-None-Match": etag}).status_code == 200


@only_sqlite
def test_visitors_cost_nothing_for_it(client, reader):
    with recorded() as statements:
        client.get("/about")
    assert not [each for each in statements if "notification" in each]


def test_persons_who_count_as_one_have_one_list(rosa, reader):
    """What was told before they were joined, and what is told to the one they are now."""
    into = make_reader()
    tell(reader, title="Before")
    join_persons(None, reader.id, into.id, "They are the same")
    tell(into, title="After")
    shown = page(rosa, "/notifications", queries=8).text
    assert "Before" in shown
    assert "After" in shown
    assert unread(rosa) == ["2", "unread"]
    assert rosa.post("/notifications/seen", data={"until": "999999"}).status_code == 303
    assert unread(rosa) == []


def test_whoever_is_reached_by_another_account_is_reached(app):
    imported, joined = make_person(), make_reader()
    db.session.execute(update(type(imported)).where(type(imported).id == joined.id).values(counts_as_id=imported.id))
    news = notify(audience(imported), Event.GATHERED, Thing.IDEA, 1)
    assert (news.told_count, news.unreached_count) == (1, 0)


def test_a_button_stops_and_begins_it(rosa, reader):
    idea = make_idea("A bench")
    shown = page(rosa, f"/ideas/{idea.id}/a-bench", queries=8)
    assert "Be told when something becomes of it." in shown.text
    assert rosa.post(f"/follow/idea/{idea.id}", data={"act": "follow"}).location == f"/ideas/{idea.id}/a-bench#follow"
    assert get_following(reader.id, Thing.IDEA, idea.id) == (True, False, False)
    assert "You follow it" in page(rosa, f"/ideas/{idea.id}/a-bench", queries=8).text
    rosa.post(f"/follow/idea/{idea.id}", data={"act": "unfollow"})
    assert get_following(reader.id, Thing.IDEA, idea.id) == (False, False, False)
    rosa.post(f"/ideas/{idea.id}/vote", data={"choice": "support"})
    assert "for you wrote it, voted on it" in page(rosa, f"/ideas/{idea.id}/a-bench", queries=8).text
    rosa.post(f"/follow/idea/{idea.id}", data={"act": "mute"})
    assert "told of it no more" in page(rosa, f"/ideas/{idea.id}/a-bench", queries=8).text
    assert get_following(reader.id, Thing.IDEA, idea.id) == (False, True, False)


@only_sqlite
def test_from_the_list_it_leads_back_to_the_list(rosa, reader):
    idea = tell(reader)
    answer = rosa.post(f"/follow/idea/{idea.id}", data={"act": "mute", "from": "told"})
    assert answer.location == "/notifications"
    shown = page(rosa, "/notifications").text
    assert "You asked to be told of it no more. Tell me again" in shown


@only_sqlite
@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/follow/idea/{idea}", {}, 400),
        ("/follow/idea/{idea}", {"act": "love"}, 400),
        ("/follow/idea/999999", {"act": "follow"}, 404),
        ("/follow/theme/{draft}", {"act": "follow"}, 404),
        ("/follow/idea/{hidden}", {"act": "follow"}, 404),
        ("/follow/person/1", {"act": "follow"}, 404),
    ],
)
def test_only_what_everybody_may_see_is_followed(rosa, path, form, status):
    idea, hidden = make_idea(), make_idea("Hyacinthus")
    draft = make_theme("Delphinium", published=False)
    hide_idea(hidden.id)
    answer = rosa.post(path.format(idea=idea.id, hidden=hidden.id, draft=draft.id), data=form)
    assert answer.status_code == status
    assert "Hyacinthus" not in answer.text
    assert db.session.scalars(select(Follow)).all() == []


@only_sqlite
def test_visitors_sign_in_first_and_come_back(client):
    idea = make_idea("A bench")
    shown = page(client, f"/ideas/{idea.id}/a-bench")
    assert f"/sign-in?back=/follow/idea/{idea.id}" in shown.links()
    assert client.post(f"/follow/idea/{idea.id}", data={"act": "follow"}).status_code == 403
    assert client.get(f"/follow/idea/{idea.id}").location == f"/ideas/{idea.id}/a-bench#follow"


def test_themes_and_commitments_are_followed_too(rosa, reader):
    theme, made = make_theme("Rest"), make_commitment("Lamps")
    for path, thing, number in (("themes", Thing.THEME, theme.id), ("tracker", Thing.COMMITMENT, made.id)):
        url = rosa.get(f"/{path}/{number}").location
        assert "Be told when something becomes of it." in page(rosa, url, queries=9).text
        answer = rosa.post(f"/follow/{thing}/{number}", data={"act": "follow"})
        assert answer.location == f"{url}#follow"
        assert get_following(reader.id, thing, number).follows
        assert "You follow it" in page(rosa, url, queries=9).text
        assert f"/sign-in?back=/follow/{thing}/{number}" in page(rosa.application.test_client(), url).links()


def test_preferences_are_chosen_in_a_form(rosa, reader):
    shown = page(rosa, "/notifications/preferences")
    assert "You have not chosen anything yet" in shown.text
    assert len([each for each in shown.all("select") if each.get("name", "").endswith("-mail")]) == len(Event)
    form = {f"{event}-mail": "soon" for event in Event} | {"moved-mail": "never", "moved-site": "y"}
    assert rosa.post("/notifications/preferences", data=form).status_code == 303
    wishes = get_wishes(reader.id)
    assert wishes[Event.MOVED] == Wish(on_site=True, by_mail=How.NEVER)
    assert wishes[Event.UPDATED] == Wish(on_site=False, by_mail=How.SOON)
    shown = page(rosa, "/notifications/preferences")
    assert "You have not chosen" not in shown.text
    (chosen,) = [each for each in shown.all("select") if each.get("name") == "moved-mail"]
    assert [each.text for each in chosen.iter("option") if each.get("selected") is not None] == ["Never"]


@only_sqlite
@pytest.mark.parametrize("form", [{}, {"promised-mail": "hourly"}, {f"{event}-mail": "" for event in Event}])
def test_nonsense_is_no_preference(rosa, reader, form):
    assert rosa.post("/notifications/preferences", data=form).status_code == 400
    assert not any(wish.chosen for wish in get_wishes(reader.id).values())


@only_sqlite
def test_no_mail_at_all_is_one_press(rosa, reader):
    rosa.post("/notifications/preferences", data={"act": "stop", "promised-mail": "soon"})
    assert {wish.by_mail for wish in get_wishes(reader.id).values()} == {How.NEVER}
    assert all(wish.on_site for wish in get_wishes(reader.id).values())


ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def test_the_link_of_a_mail_changes_nothing_when_it_is_opened(client, reader):
    idea = make_idea("A bench")
    for stop in (Stop(reader.id), Stop(reader.id, Thing.IDEA, idea.id)):
        with recorded() as statements:
            shown = page(client, stop_path(stop))
            client.head(stop_path(stop))
        assert not [each for each in statements if not each.lstrip().upper().startswith("SELECT")]
        assert shown.headers["Cache-Control"] == "no-store"
        assert len(shown.all("form", method="post")) == 1 + len(
            [each for each in shown.all("form") if each.get("action")]
        )
    assert not any(wish.chosen for wish in get_wishes(reader.id).values())
    assert db.session.scalars(select(Follow)).all() == []


@only_sqlite
@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}, {"Origin": "null"}],
    ids=["a mail server", "a mail program in a browser", "a page without origin"],
)
def test_the_mail_program_stops_mails_by_one_press(client, reader, headers):
    """RFC 8058: without cookies, from anywhere, with a body of its own; and as often as it likes."""
    for _ in range(2):
        assert client.post(stop_path(Stop(reader.id)), data=ONE_CLICK, headers=headers).status_code == 200
    assert {wish.by_mail for wish in get_wishes(reader.id).values()} == {How.NEVER}


@only_sqlite
def test_nothing_else_may_come_from_another_site(rosa, reader):
    idea = make_idea()
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert rosa.post(f"/follow/idea/{idea.id}", data={"act": "follow"}, headers=foreign).status_code == 403


def test_what_was_stopped_begins_again_by_the_same_link(client, reader):
    idea = make_idea("A bench")
    one, everything = stop_path(Stop(reader.id, Thing.IDEA, idea.id)), stop_path(Stop(reader.id))
    assert "Done." in client.post(one).text
    assert get_following(reader.id, Thing.IDEA, idea.id).muted
    assert "You asked for this already" in page(client, one).text
    client.post(one, data={"act": "again"})
    assert not get_following(reader.id, Thing.IDEA, idea.id).muted
    client.post(everything)
    client.post(everything, data={"act": "again"})
    assert get_wishes(reader.id)[Event.PROMISED].by_mail is How.SOON


def test_a_link_stops_what_it_says_and_nothing_else(client, reader):
    idea, other = make_idea("A bench"), make_reader()
    path = stop_path(Stop(reader.id, Thing.IDEA, idea.id))
    good = path.removeprefix("/stop/")
    text, _dot, mark = good.rpartition(".")
    for wrong in (
        f"{other.id}-idea-{idea.id}.{mark}", f"{text}.", f"{text}.{mark[:-1]}", f"{text}.{mark}x", text, mark,
        f"{reader.id}.{mark}", "x" * 3000, "%00", "é.é", ".",
    ):  # fmt: skip
        assert client.get(f"/stop/{wrong}").status_code == 404, wrong
        assert client.post(f"/stop/{wrong}").status_code == 404, wrong
    assert db.session.scalars(select(Follow)).all() == []


@only_sqlite
def test_a_link_names_nothing_that_is_out_of_sight_and_works_all_the_same(client, reader):
    idea = make_idea("Hyacinthus")
    path = stop_path(Stop(reader.id, Thing.IDEA, idea.id))
    assert "Hyacinthus" in page(client, path).text
    hide_idea(idea.id)
    assert "Hyacinthus" not in page(client, path).text
    assert client.post(path).status_code == 200
    assert get_following(reader.id, Thing.IDEA, idea.id).muted


@only_sqlite
def test_a_link_to_somebody_erased_says_so(client, reader):
    path = stop_path(Stop(reader.id))
    erase_person(reader.id, keep_words=True)
    assert client.get(path).status_code == client.post(path).status_code == 404
    assert get_wishes(reader.id)[Event.PROMISED].by_mail is How.SOON


@only_sqlite
def test_signing_for_one_use_counts_for_no_other(app):
    from community.platform.signed import read_signed, signed

    assert read_signed("one", signed("one", "12")) == "12"
    assert read_signed("other", signed("one", "12")) is None


@only_sqlite
def test_muting_from_a_mail_is_undone_on_the_page(client, rosa, reader):
    idea = make_idea("A bench", author=reader)
    mute(reader.id, Thing.IDEA, idea.id)
    rosa.post(f"/follow/idea/{idea.id}", data={"act": "unfollow"})
    follow(reader.id, Thing.IDEA, idea.id)
    assert get_following(reader.id, Thing.IDEA, idea.id) == (True, False, False)
