"""The pages on which themes are read, gathered, written, published."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from community.extensions import db
from community.ideas.operations import hide_idea, withdraw_idea
from community.roles.models import Role
from community.themes import operations
from community.themes.models import Theme, ThemeIdea
from community.themes.views import gathering
from tests.factories import make_commitment, make_idea, make_person, make_place, make_staff, make_theme, make_viewer
from tests.harness.databases import only_sqlite
from tests.harness.pages import page

pytestmark = only_sqlite


@pytest.fixture
def district(app):
    return make_place("District")


@pytest.fixture
def moderator(district):
    return make_staff(Role.MODERATOR, district, "Mo Derator")


@pytest.fixture
def desk(app, moderator):
    """Whoever moderates the district."""
    client = app.test_client()
    client.sign_in(moderator.person_id)
    return client


def gathered(theme_id) -> int:
    return db.session.scalar(
        select(func.count()).select_from(ThemeIdea).where(ThemeIdea.theme_id == theme_id, ThemeIdea.ended_at.is_(None))
    )


def test_where_there_is_none_the_list_says_what_themes_are(client, district):
    shown = page(client, "/themes")
    assert "A theme is a subject that many ideas have in common" in shown.text
    assert "No theme here" in page(client, f"/themes?place={district.id}").text


def test_themes_are_listed_by_day_or_by_people_and_by_place(client, district, moderator):
    ward = make_place("Ward", under=district)
    make_theme("Few and new", place=district, by=moderator)
    make_theme("Many", place=ward, ideas=[make_idea(place=ward, support=3)], by=moderator)
    make_theme("Newest", place=district, by=moderator)
    make_theme("Elsewhere", place=make_place())

    def titles(url):
        return [link.text for heading in page(client, url).all("h2", class_="card__title") for link in heading]

    assert titles("/themes") == ["Elsewhere", "Newest", "Many", "Few and new"]
    assert titles("/themes?sort=people")[0] == "Many"
    assert titles(f"/themes?place={district.id}") == ["Newest", "Many", "Few and new"]
    assert titles(f"/themes?place={ward.id}") == ["Many"]
    assert "3 people · 1 idea" in page(client, f"/themes?place={ward.id}").text


def test_a_theme_shows_its_numbers_in_words_and_that_they_are_raw(client, district, moderator):
    ward = make_place("Ward", under=district)
    ideas = [make_idea(place=district, support=3, oppose=1), make_idea(place=ward, support=2, passed=1)]
    ideas[0].tally = 40
    theme = make_theme("Safe ways", body="*Pavements* first", place=district, ideas=ideas, by=moderator)
    shown = page(client, client.get(f"/themes/{theme.id}").location)
    assert shown.h1 == "Safe ways"
    assert "7 people voted on 2 ideas from 2 places: 7 votes, 5 in support, 1 opposed, 1 passed." in shown.text
    assert "every vote counts as it was cast, nothing is weighted or adjusted" in shown.text
    assert "People were counted on" in shown.text
    assert "40 votes for these ideas were counted outside" in shown.text
    assert "Mo Derator" in shown.text
    assert "No answer yet" in shown.text
    assert shown.all("em")[0].text == "Pavements"
    assert not shown.all("form", action=f"/themes/{theme.id}/withdraw")


def test_a_theme_names_what_was_promised_for_it(client, district, moderator):
    theme = make_theme("Safe ways", place=district, by=moderator)
    make_commitment("Ten lamps by spring", place=district, themes=[theme])
    shown = page(client, client.get(f"/themes/{theme.id}").location)
    assert "Ten lamps by spring" in shown.text
    assert "No answer yet" not in shown.text


def test_what_is_out_of_sight_is_not_on_the_page(client, district, moderator):
    author = make_viewer(make_person())
    ideas = [make_idea(title, place=district, support=1) for title in ("Seen", "Hidden", "Withdrawn")]
    ideas[2].author_id = author.person_id
    theme = make_theme(place=district, ideas=ideas, by=moderator)
    hide_idea(ideas[1].id)
    withdraw_idea(author, ideas[2].id)
    shown = page(client, client.get(f"/themes/{theme.id}").location)
    assert "The idea in it" in shown.text
    assert [word for word in ("Seen", "Hidden", "Withdrawn") if word in shown.text] == ["Seen"]


def test_a_draft_is_not_there_and_a_withdrawn_theme_is_gone_for_everybody_else(client, district, moderator, desk):
    draft = make_theme("Secret", place=district, by=moderator, published=False)
    theme = make_theme("Past", place=district, by=moderator)
    operations.withdraw_theme(moderator, theme.id)
    for path in ("", "/secret", "/history"):
        assert client.get(f"/themes/{draft.id}{path}").status_code == 404
        assert desk.get(f"/themes/{draft.id}{path}", follow_redirects=True).status_code == 200
        assert client.get(f"/themes/{theme.id}{path}").status_code == 410
    assert "This is a draft" in desk.get(f"/themes/{draft.id}/secret").text
    assert "This theme is withdrawn" in desk.get(f"/themes/{theme.id}/past").text


def test_moderators_of_the_place_tick_ideas_and_nobody_else_does(client, district, desk):
    idea = make_idea(place=district)
    ticks = {
        url: len(page(who, url, queries=10).all("input", name=f"idea-{idea.id}"))
        for who, url in ((client, "/ideas?sort=newest"), (desk, f"/ideas?place={district.id}"), (desk, "/ideas"))
    }
    assert list(ticks.values()) == [0, 1, 0]


def test_what_is_ticked_goes_into_a_theme_that_is_there(district, moderator, desk):
    theme = make_theme("Ways", place=district, by=moderator, ideas=[make_idea(place=district)])
    ideas = [make_idea(place=district, support=1) for _ in range(2)]
    shown = page(desk, f"/themes/gather?idea-{ideas[0].id}=on&idea-{ideas[1].id}=on", queries=10)
    assert "2 ideas are chosen" in shown.text
    assert [radio.get("value") for radio in shown.all("input", type="radio")] == [str(theme.id)]
    (ids,) = {field.get("value") for field in shown.all("input", name="ideas")}
    answer = desk.post("/themes/gather", data={"ideas": ids, "theme": theme.id}, follow_redirects=True)
    assert "2 ideas are gathered into this theme." in answer.text
    assert gathered(theme.id) == 3
    again = desk.post("/themes/gather", data={"ideas": ids, "theme": theme.id}, follow_redirects=True)
    assert "0 ideas are gathered into this theme. 2 stood in it before." in again.text


def test_what_is_ticked_begins_a_theme(district, desk):
    ward = make_place(under=district)
    ideas = [make_idea(place=ward), make_idea(place=district)]
    ids = " ".join(str(idea.id) for idea in ideas)
    form = desk.post("/themes/new", data={"step": "begin", "ideas": ids}).text
    assert "With 2 ideas to begin with" in form
    assert f'<option value="{district.id}" selected>' in form
    said = {"title": "Ways", "body": "", "ideas": ids, "place": district.id, "language": "en", "key": "k"}
    answer = desk.post("/themes/new", data=said, follow_redirects=True)
    assert "Your draft is kept" in answer.text
    assert gathered(db.session.scalar(select(Theme.id))) == 2


def test_a_list_is_taken_as_a_whole_up_to_a_limit(district, desk, monkeypatch):
    for _ in range(4):
        make_idea(place=district)
    make_idea()
    assert "Take all 4 ideas of this list" in desk.get(f"/ideas?place={district.id}").text
    shown = page(desk, f"/themes/gather?all=1&place={district.id}&sort=newest", queries=10)
    assert "4 ideas are chosen" in shown.text
    monkeypatch.setattr(gathering, "MOST_AT_ONCE", 3)
    shown = page(desk, f"/themes/gather?all=1&place={district.id}&sort=newest", queries=10)
    assert "3 ideas are chosen" in shown.text
    assert "1 more was left out" in shown.text


def test_of_many_themes_one_is_found_by_a_part_of_its_name(district, moderator, desk):
    idea = make_idea(place=district)
    for number in range(51):
        make_theme(f"Theme number {number}", place=district, ideas=[], by=moderator, published=False)
    shown = page(desk, f"/themes/gather?idea-{idea.id}=on", queries=10)
    assert "These are the latest 50 of 51" in shown.text
    found = page(desk, f"/themes/gather?idea-{idea.id}=on&find=NUMBER+0", queries=10)
    assert len(found.all("input", type="radio")) == 1
    assert found.all("input", name="ideas")[0].get("value") == str(idea.id)


def test_ideas_of_places_that_one_does_not_moderate_go_nowhere(district, desk):
    mine, other = make_idea(place=district), make_idea(place=make_place())
    shown = page(desk, f"/themes/gather?idea-{mine.id}=on&idea-{other.id}=on", queries=10)
    assert "you moderate only some" in shown.text
    assert "No idea is chosen" in page(desk, "/themes/gather", queries=10).text


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/themes/gather", {"ideas": "1", "theme": "x"}),
        ("/themes/gather", {"ideas": "one", "theme": "{theme}"}),
        ("/themes/gather", {"ideas": "", "theme": "{theme}"}),
        ("/themes/gather", {"ideas": "1"}),
        ("/themes/{theme}/ideas/remove", {}),
        ("/themes/{theme}/ideas/remove", {"idea-0": "on"}),
        ("/themes/{theme}/ideas", {"idea-99999999999999": "on"}),
        ("/themes/new", {"title": "", "place": "1"}),
        ("/themes/new", {"title": "A theme", "place": "nowhere", "language": "en"}),
        ("/themes/new", {"title": "A theme", "place": "99999", "language": "en"}),
        ("/themes/new", {"title": "A theme", "place": "1", "language": "en"}),
        ("/themes/new", {"title": "A theme", "place": "{place}", "language": "xx", "ideas": "no"}),
        ("/themes/{theme}/edit", {"title": "x" * 301, "version": "1"}),
    ],
)
def test_nonsense_is_said_to_be_nonsense(district, moderator, desk, url, data):
    theme = make_theme(place=district, by=moderator)
    names = {"theme": theme.id, "place": district.id}
    data = {name: value.format(**names) for name, value in data.items()}
    assert desk.post(url.format(**names), data=data).status_code == 400


def test_who_comes_second_sees_both_texts(district, moderator, desk):
    theme = make_theme("First", body="As it was", place=district, by=moderator)
    assert "As it was" in desk.get(f"/themes/{theme.id}/edit").text
    assert desk.post(f"/themes/{theme.id}/edit", data={"title": "Second", "version": 1}).status_code == 303
    answer = desk.post(f"/themes/{theme.id}/edit", data={"title": "Another", "body": "Mine", "version": 1})
    assert answer.status_code == 409
    assert "Second" in answer.text
    assert "Mine" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    history = desk.get(f"/themes/{theme.id}/history").text
    assert "What changed with version 2" in history
    assert "As it was" in desk.get(f"/themes/{theme.id}/history?version=1").text


def test_a_preview_keeps_nothing(district, moderator, desk):
    theme = make_theme("First", place=district, by=moderator)
    shown = desk.post(f"/themes/{theme.id}/edit", data={"title": "x", "body": "**bold**", "step": "preview"}).text
    assert "<strong>bold</strong>" in shown
    assert "<strong>new</strong>" in desk.post("/themes/new", data={"body": "**new**", "step": "preview"}).text
    assert db.session.scalars(select(Theme.title)).all() == ["First"]


def test_a_draft_says_whom_publishing_tells_and_publishing_says_until_when(district, moderator, desk):
    author = make_viewer(make_person())
    idea = make_idea(place=district, support=2)
    idea.author_id = author.person_id
    theme = make_theme(place=district, ideas=[idea], by=moderator, published=False)
    shown = desk.get(f"/themes/{theme.id}", follow_redirects=True).text
    assert (
        "Publishing tells 1 person: 1 wrote one of its ideas, 0 voted, 0 follow one. 2 more cannot be reached." in shown
    )
    shown = desk.post(f"/themes/{theme.id}/publish", follow_redirects=True).text
    assert "1 person is told of it on" in shown
    assert "Until then you can withdraw it, and nobody hears of it." in shown
    shown = desk.post(f"/themes/{theme.id}/withdraw", follow_redirects=True).text
    assert "The theme is withdrawn" in shown
    assert "is told of it" not in shown


def test_ideas_are_taken_out_and_put_back_on_the_page_of_its_ideas(district, moderator, desk):
    ideas = [make_idea(f"Idea {number}", place=district) for number in range(3)]
    theme = make_theme(place=district, ideas=ideas, by=moderator)
    ticked = {f"idea-{idea.id}": "on" for idea in ideas[:2]}
    shown = desk.post(f"/themes/{theme.id}/ideas/remove", data=ticked, follow_redirects=True).text
    assert "2 ideas are taken out" in shown
    assert gathered(theme.id) == 1
    shown = desk.post(f"/themes/{theme.id}/ideas", data={f"idea-{ideas[0].id}": "on"}, follow_redirects=True).text
    assert "1 idea is gathered" in shown
    assert gathered(theme.id) == 2
    assert "taken out by" in desk.get(f"/themes/{theme.id}/history").text


def test_an_idea_says_in_which_themes_it_stands(client, district, moderator, desk):
    idea = make_idea(place=district)
    make_theme("Published one", place=district, ideas=[idea], by=moderator)
    make_theme("Secret one", place=district, ideas=[idea], by=moderator, published=False)
    url = client.get(f"/ideas/{idea.id}").location
    shown = page(client, url)
    assert "Published one" in shown.text
    assert "Secret one" not in shown.text
    assert f"/themes/gather?idea-{idea.id}=on" not in shown.links()
    assert f"/themes/gather?idea-{idea.id}=on" in page(desk, url, queries=10).links()


def test_the_desk_leads_to_the_themes_that_one_has_in_hand(district, moderator, desk):
    make_theme("Drafted", place=district, by=moderator, published=False)
    make_theme("Published", place=district, by=moderator)
    make_theme("Elsewhere", published=False)
    assert "/themes/desk" in page(desk, "/moderation", queries=10).links()
    shown = page(desk, "/themes/desk", queries=10)
    assert "Drafted" in shown.text
    assert "Elsewhere" not in shown.text
    assert "Draft (1)" in shown.text
    assert "Published" in page(desk, f"/themes/desk?show=published&place={district.id}", queries=10).text
    assert desk.get(f"/themes/desk?place={make_place().id}").status_code == 404


def test_who_lost_the_role_meanwhile_keeps_nothing(app, district, moderator):
    theme = make_theme(place=district, by=moderator)
    elsewhere = make_staff(Role.MODERATOR, make_place())
    client = app.test_client()
    client.sign_in(elsewhere.person_id)
    assert client.post(f"/themes/{theme.id}/edit", data={"title": "Mine", "version": 1}).status_code == 403
    assert db.session.scalar(select(Theme.title)) == theme.title
