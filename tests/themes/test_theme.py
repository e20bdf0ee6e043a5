"""A theme is begun, edited, published and withdrawn by the moderators of its place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from community.extensions import db
from community.ideas.operations import hide_idea
from community.notifications.models import News, Notification
from community.platform.clock import now
from community.platform.errors import Denied, Gone, Missing, Refused, Unclear
from community.record.models import RecordNote
from community.roles.models import Role
from community.themes import jobs, operations, queries, rules
from community.themes.models import Theme, ThemeIdea
from community.themes.queries import Evidence, Hand, Order
from tests.factories import make_idea, make_person, make_place, make_staff, make_theme, make_viewer, root
from tests.harness.databases import only_sqlite


@pytest.fixture
def moderator(app):
    return make_staff(Role.MODERATOR)


def notes() -> list[tuple[str, dict]]:
    """What waits to go on the record."""
    found = db.session.execute(select(RecordNote.kind, RecordNote.facts).order_by(RecordNote.id))
    return [(kind, json.loads(facts)) for kind, facts in found]


def test_a_draft_is_seen_by_the_moderators_of_its_place_alone(app):
    district, beside = make_place(), make_place()
    here, there = make_staff(Role.MODERATOR, district), make_staff(Role.MODERATOR, beside)
    theme = make_theme(place=make_place(under=district), by=here, published=False)
    assert queries.get_theme(theme.id, here).title == theme.title
    for other in (None, there, make_staff(Role.LEADER, district), make_staff(Role.HOST, district)):
        with pytest.raises(Missing):
            queries.get_theme(theme.id, other)
    assert queries.list_themes(root().id, Order.NEWEST).rows == ()
    assert queries.count_themes(root().id) == 0
    assert queries.themes_of([db.session.scalar(select(ThemeIdea.idea_id))]) == {}


@pytest.mark.parametrize("role", [Role.HOST, Role.LEADER, Role.MEMBER, None])
def test_only_moderators_of_the_place_distil(app, role):
    district = make_place()
    theme, draft = make_theme(place=district), make_theme(place=district, published=False)
    idea = make_idea(place=district)
    for actor in (
        make_staff(role, district) if role else make_viewer(make_person()),
        make_staff(Role.MODERATOR, make_place()),
    ):
        for act in (
            lambda who=actor: operations.make_theme(who, district.id, "A theme", "", language="en"),
            lambda who=actor: operations.edit_theme(who, theme.id, "Another", "", version=1),
            lambda who=actor: operations.add_to_theme(who, theme.id, [idea.id]),
            lambda who=actor: operations.remove_from_theme(who, theme.id, [idea.id]),
            lambda who=actor: operations.publish_theme(who, theme.id),
            lambda who=actor: operations.withdraw_theme(who, theme.id),
        ):
            with pytest.raises(Denied):
                act()
        with pytest.raises(Missing):  # nobody else learns that there is a draft
            operations.withdraw_theme(actor, draft.id)


def test_whose_account_is_paused_distils_nothing(moderator):
    paused = replace(moderator, paused_until=now().replace(year=2999))
    with pytest.raises(Denied):
        operations.make_theme(paused, root().id, "A theme", "", language="en")


def test_a_theme_sent_twice_is_one(moderator):
    ideas = [make_idea().id]
    first, second = (
        operations.make_theme(moderator, root().id, "Bicycles", "", language="en", idea_ids=ideas, key="k")
        for _ in range(2)
    )
    assert first.id == second.id
    assert db.session.scalar(select(func.count()).select_from(ThemeIdea)) == 1


@pytest.mark.parametrize("title", ["", "  ", "x" * 301, "Nul\0"])
def test_a_title_that_is_none_is_refused(moderator, title):
    with pytest.raises(Unclear):
        operations.make_theme(moderator, root().id, title, "", language="en")


def test_every_version_is_kept(moderator):
    theme = make_theme("First", body="*One*", by=moderator)
    operations.edit_theme(moderator, theme.id, "Second", "Two", version=1)
    operations.edit_theme(moderator, theme.id, "Third", "Two", version=2)
    assert [(row.number, row.person_name is not None) for row in queries.list_versions(theme.id)] == [
        (3, True), (2, True), (1, True),
    ]  # fmt: skip
    assert [queries.get_version(theme.id, number) for number in (1, 2, 3)] == [
        ("First", "*One*"), ("Second", "Two"), ("Third", "Two"),
    ]  # fmt: skip
    page = queries.get_theme(theme.id)
    assert (page.title, page.version, page.body_html) == ("Third", 3, "<p>Two</p>\n")


def test_who_comes_second_does_not_write_over_the_first(moderator):
    theme = make_theme("First", by=moderator)
    operations.edit_theme(moderator, theme.id, "Second", "", version=1)
    with pytest.raises(operations.Outdated):
        operations.edit_theme(moderator, theme.id, "Another second", "", version=1)
    operations.edit_theme(moderator, theme.id, "Second", "", version=1)  # the same words again are no change
    assert queries.get_theme(theme.id).version == 2


def test_ideas_of_elsewhere_are_refused(app):
    district = make_place()
    ward = make_place(under=district)
    moderator = make_staff(Role.MODERATOR)
    theme = make_theme(place=district, by=moderator, ideas=[make_idea(place=ward)])
    above = make_idea("From above", place=root())
    with pytest.raises(Refused, match="“From above” lies elsewhere"):
        operations.add_to_theme(moderator, theme.id, [make_idea(place=ward).id, above.id])
    assert queries.get_theme(theme.id).idea_count == 1


def test_what_nobody_sees_is_not_gathered(moderator):
    theme, idea = make_theme(by=moderator), make_idea()
    hide_idea(idea.id)
    for missing in (idea.id, 10**6):
        with pytest.raises(Missing):
            operations.add_to_theme(moderator, theme.id, [missing])


def test_so_many_at_once_and_in_all(moderator, monkeypatch):
    theme = make_theme(by=moderator)
    with pytest.raises(Refused, match="At most 500 ideas"):
        operations.add_to_theme(moderator, theme.id, range(1, 502))
    with pytest.raises(Unclear, match="at least one"):
        operations.add_to_theme(moderator, theme.id, [])
    monkeypatch.setattr(rules.may_gather, "__code__", (lambda ideas: ideas <= 2).__code__)
    operations.add_to_theme(moderator, theme.id, [make_idea().id])
    with pytest.raises(Refused, match="A theme has at most"):
        operations.add_to_theme(moderator, theme.id, [make_idea().id])


def test_an_idea_taken_out_can_be_put_back_and_all_is_kept(moderator):
    idea = make_idea()
    theme = make_theme(by=moderator, ideas=[idea])
    assert operations.add_to_theme(moderator, theme.id, [idea.id]) == 0
    assert operations.remove_from_theme(moderator, theme.id, [idea.id])
    assert not operations.remove_from_theme(moderator, theme.id, [idea.id])
    assert [row.id for row in queries.list_past_ideas(theme.id)] == [idea.id]
    assert queries.themes_of([idea.id]) == {}
    assert operations.add_to_theme(moderator, theme.id, [idea.id]) == 1
    assert [link.title for link in queries.themes_of([idea.id])[idea.id]] == [theme.title]
    assert db.session.scalar(select(func.count()).select_from(ThemeIdea)) == 2


def test_a_theme_without_ideas_is_not_published(moderator):
    theme = make_theme(by=moderator, ideas=[], published=False)
    with pytest.raises(Refused, match="at least one idea"):
        operations.publish_theme(moderator, theme.id)
    hidden = make_idea()
    operations.add_to_theme(moderator, theme.id, [hidden.id])
    hide_idea(hidden.id)
    with pytest.raises(Refused, match="at least one idea"):
        operations.publish_theme(moderator, theme.id)


def test_a_published_theme_stands_for_everybody_and_on_the_record(moderator):
    district = make_place()
    idea = make_idea(place=district)
    theme = make_theme("Bicycles", body="Paths", place=district, ideas=[idea], by=moderator)
    assert [row.title for row in queries.list_themes(root().id, Order.NEWEST).rows] == ["Bicycles"]
    assert queries.count_themes(district.id) == 1
    assert notes() == [
        (
            "theme_published",
            {
                "theme": theme.external_id,
                "place": district.external_id,
                "version": 1,
                "ideas": [idea.external_id],
            },
        )
    ]
    texts = json.loads(db.session.scalar(select(RecordNote.texts)))
    assert texts == {"title": ["Bicycles", None], "body": ["Paths", None]}


def test_what_happens_to_a_published_theme_goes_on_the_record(moderator):
    theme, idea = make_theme("Bicycles", by=moderator), make_idea()
    operations.edit_theme(moderator, theme.id, "Cycling", "", version=1)
    operations.add_to_theme(moderator, theme.id, [idea.id])
    operations.remove_from_theme(moderator, theme.id, [idea.id])
    assert notes()[1:] == [
        ("theme_edited", {"theme": theme.external_id, "version": 2}),
        ("ideas_gathered", {"theme": theme.external_id, "ideas": [idea.external_id]}),
        ("ideas_removed", {"theme": theme.external_id, "ideas": [idea.external_id]}),
    ]


def test_of_a_draft_nothing_goes_on_the_record(moderator):
    theme = make_theme(by=moderator, published=False)
    operations.edit_theme(moderator, theme.id, "Cycling", "", version=1)
    operations.add_to_theme(moderator, theme.id, [make_idea(support=1).id])
    operations.withdraw_theme(moderator, theme.id)
    assert notes() == []
    assert db.session.scalar(select(func.count()).select_from(News)) == 0


def test_publishing_is_undone_as_long_as_nobody_was_told(moderator):
    theme = make_theme(by=moderator)
    operations.edit_theme(moderator, theme.id, "Cycling", "", version=1)
    operations.withdraw_theme(moderator, theme.id)
    assert notes() == []
    assert db.session.scalars(select(News)).one().cancelled_at
    with pytest.raises(Gone):
        queries.get_theme(theme.id)
    assert queries.list_themes(root().id, Order.PEOPLE).rows == ()


def test_withdrawing_what_stands_on_the_record_goes_on_the_record(moderator):
    theme = make_theme(by=moderator)
    db.session.execute(RecordNote.__table__.delete())  # the worker has put it on the record
    db.session.execute(update(News).values(due_at=now()))
    operations.withdraw_theme(moderator, theme.id)
    operations.withdraw_theme(moderator, theme.id)
    assert notes() == [("theme_withdrawn", {"theme": theme.external_id})]
    assert db.session.scalars(select(News)).one().cancelled_at is None


def test_a_withdrawn_theme_can_be_published_again(moderator):
    theme = make_theme(by=moderator)
    operations.withdraw_theme(moderator, theme.id)
    operations.publish_theme(moderator, theme.id)
    operations.publish_theme(moderator, theme.id)
    assert queries.get_theme(theme.id).withdrawn_at is None
    assert [kind for kind, _facts in notes()] == ["theme_published"]


def test_a_discarded_draft_stays_unknown(moderator):
    theme = make_theme(by=moderator, published=False)
    operations.withdraw_theme(moderator, theme.id)
    with pytest.raises(Missing):
        queries.get_theme(theme.id)
    assert queries.count_in_hand(moderator) == {Hand.DRAFT: 0, Hand.PUBLISHED: 0, Hand.WITHDRAWN: 1}


def test_a_hidden_idea_is_in_no_list_and_in_no_figure(moderator):
    shown, hidden = make_idea(support=2, oppose=1), make_idea(support=4, place=make_place())
    theme = make_theme(by=moderator, ideas=[shown, hidden])
    assert queries.get_theme(theme.id)[-6:] == (2, 2, 6, 1, 0, 0)
    hide_idea(hidden.id)
    assert queries.get_theme(theme.id)[-6:] == (1, 1, 2, 1, 0, 0)
    assert [row.id for row in queries.list_evidence(theme.id, Evidence.NEWEST).rows] == [shown.id]
    (row,) = queries.list_themes(root().id, Order.NEWEST).rows
    assert (row.idea_count, row.vote_count) == (1, 3)
    db.session.commit()
    jobs.count()
    assert db.session.get(Theme, theme.id).people_count == 3
    operations.remove_from_theme(moderator, theme.id, [hidden.id])
    assert queries.list_past_ideas(theme.id) == []


@pytest.mark.parametrize(
    ("order", "first"), [("supported", "wide"), ("share", "agreed"), ("contested", "split"), ("newest", "last")]
)
def test_evidence_is_sorted(moderator, order, first):
    ideas = {
        "wide": make_idea(support=9, oppose=4),
        "agreed": make_idea(support=8),
        "split": make_idea(support=6, oppose=6),
        "last": make_idea(),
    }
    theme = make_theme(by=moderator, ideas=list(ideas.values()))
    make_idea(support=20)  # stands elsewhere
    rows = queries.list_evidence(theme.id, Evidence(order)).rows
    assert rows[0].id == ideas[first].id
    assert {row.id for row in rows} == {idea.id for idea in ideas.values()}


def test_evidence_and_themes_page_by_key(moderator):
    ideas = [make_idea() for _ in range(5)]
    theme = make_theme(by=moderator, ideas=ideas)
    first = queries.list_evidence(theme.id, Evidence.SUPPORTED, size=2)
    second = queries.list_evidence(theme.id, Evidence.SUPPORTED, size=2, key=first.next)
    third = queries.list_evidence(theme.id, Evidence.SUPPORTED, size=2, key=second.next)
    back = queries.list_evidence(theme.id, Evidence.SUPPORTED, size=2, key=third.previous)
    assert [row.id for page in (first, second, third) for row in page.rows] == [idea.id for idea in reversed(ideas)]
    assert (third.next, back.rows) == (None, second.rows)
    themes = [theme, *(make_theme(by=moderator) for _ in range(4))]
    for order in Order:
        first = queries.list_themes(root().id, order, size=3)
        second = queries.list_themes(root().id, order, size=3, key=first.next)
        assert [row.id for row in (*first.rows, *second.rows)] == [each.id for each in reversed(themes)]


def test_who_has_which_themes_in_hand(app):
    district, beside = make_place(), make_place()
    moderator = make_staff(Role.MODERATOR, district)
    mine = [make_theme(place=place, published=False) for place in (district, make_place(under=district))]
    make_theme(place=beside, published=False)
    assert [row.id for row in queries.list_in_hand(moderator, Hand.DRAFT).rows] == [theme.id for theme in mine[::-1]]
    assert queries.list_in_hand(moderator, Hand.PUBLISHED).rows == ()
    assert queries.list_in_hand(moderator, Hand.DRAFT, place_id=beside.id).rows == ()
    first = queries.list_in_hand(moderator, Hand.DRAFT, size=1)
    assert [row.id for row in queries.list_in_hand(moderator, Hand.DRAFT, size=1, key=first.next).rows] == [mine[0].id]


def test_what_is_gathered_goes_into_themes_of_the_place_or_above(app):
    district = make_place()
    ward = make_place(under=district)
    moderator = make_staff(Role.MODERATOR, district)
    make_theme("Of the root", published=False)
    make_theme("Cycling", place=district)
    make_theme("Été", place=ward, published=False)
    operations.withdraw_theme(moderator, make_theme(place=ward).id)
    line = [root().id, district.id, ward.id]
    found, total = queries.list_to_gather(moderator, line)
    assert ([each.title for each in found], total) == (["Été", "Cycling"], 2)
    assert [each.title for each in queries.list_to_gather(moderator, line, "ete")[0]] == ["Été"]
    assert [each.title for each in queries.list_to_gather(moderator, line[:2])[0]] == ["Cycling"]


@only_sqlite
def test_nobody_is_told_of_a_theme_whose_ideas_concern_nobody(moderator):
    make_theme(by=moderator)
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 0


@only_sqlite
def test_a_theme_holds_so_many_ideas_and_no_more(app, monkeypatch):
    monkeypatch.setattr("community.themes.rules.MOST_IN_THEME", 2)
    moderator = make_staff(Role.MODERATOR)
    theme = make_theme(ideas=[make_idea(), make_idea()], by=moderator)
    with pytest.raises(Refused):
        operations.add_to_theme(moderator, theme.id, [make_idea().id])
    assert queries.get_theme(theme.id).idea_count == 2
