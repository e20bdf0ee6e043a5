"""Tags: what is one tag, who changes what, and what everybody is shown."""

from __future__ import annotations

import pytest

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.operations import hide_idea
from community.ideas.operations.record import MENDED, record_ideas
from community.platform.errors import Missing, Problem
from community.tags.models import Tagged, Tagging
from community.tags.operations import set_tags
from community.tags.queries import get_tag, list_tags, tags_of
from community.tags.rules import MOST_TAGS, NAME_LENGTH, slug_of, split
from tests.factories import make_idea, make_person, make_place, root
from tests.harness.statements import recorded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fußgänger", "fussganger"),
        ("Café", "CAFE\u0301"),
        ("bike  lanes", "Bike-Lanes"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u0937"),
        ("\u0645\u064f\u062f\u0631\u0633\u06c1", "\u0645\u062f\u0631\u0633\u06c1"),
    ],
)
def test_case_accents_and_joiners_make_no_other_tag(one, other):
    assert slug_of(one) == slug_of(other)


def test_signs_of_indic_scripts_make_another_tag():
    assert slug_of("पानी") != slug_of("पान")
    assert slug_of("सड़क") != slug_of("सडक")
    assert slug_of("रास्ता") == "रास्ता"


def test_names_are_separated_in_any_script():
    assert split(" #Parks, parks; صفائی، سڑک \n, ") == ["Parks", "صفائی", "سڑک"]


def names(idea):
    return [tag.name for tag in tags_of(Tagged.IDEA, [idea.id]).get(idea.id, ())]


def test_who_changes_tags_changes_what_they_saw_alone(app):
    idea, author, other = make_idea(), make_person(), make_person()
    set_tags(Tagged.IDEA, idea.id, ["Parks", "Water"], author.id)
    set_tags(Tagged.IDEA, idea.id, ["Parks", "Roads"], other.id, had=["Parks"])
    assert names(idea) == ["Parks", "Water", "Roads"]
    set_tags(Tagged.IDEA, idea.id, ["WATER"], author.id, had=["Parks", "Water"])
    assert names(idea) == ["Water", "Roads"]
    set_tags(Tagged.IDEA, idea.id, [], author.id)
    assert names(idea) == []
    ended = db.session.query(Tagging).filter_by(thing_id=idea.id).all()
    assert len(ended) == 3
    assert all(each.ended_by == author.id for each in ended)


@pytest.mark.parametrize(
    ("typed", "word"), [(["x" * (NAME_LENGTH + 1)], "too long"), (["!?"], "letter or a digit"), (["a\x00b"], "U+0000")]
)
def test_what_is_no_tag_is_said_so_and_changes_nothing(app, typed, word):
    idea = make_idea()
    with pytest.raises(Problem, match=word.replace("+", r"\+")):
        set_tags(Tagged.IDEA, idea.id, ["Good", *typed], None)
    assert names(idea) == []


def test_so_many_tags_fit_and_no_more(app):
    idea = make_idea()
    full = [f"tag {number}" for number in range(MOST_TAGS)]
    set_tags(Tagged.IDEA, idea.id, full, None)
    with pytest.raises(Problem, match=str(MOST_TAGS)):
        set_tags(Tagged.IDEA, idea.id, ["one more"], None, had=[])
    set_tags(Tagged.IDEA, idea.id, ["one more"], None, had=full[:1])
    assert len(names(idea)) == MOST_TAGS


def test_a_tag_of_hidden_things_alone_is_nowhere(client):
    shown, hidden = make_idea(), make_idea()
    set_tags(Tagged.IDEA, shown.id, ["Known"], None)
    set_tags(Tagged.IDEA, hidden.id, ["Known", "Secretive"], None)
    assert get_tag("known").total == 2
    assert client.get("/tags/secretive").status_code == 200
    hide_idea(hidden.id)
    assert get_tag("known").total == 1
    assert [row.tag.name for row in list_tags()[0]] == ["Known"]
    assert list_tags("secret") == ([], 0)
    assert client.get("/tags/secretive").status_code == 404
    assert hidden.title not in client.get("/tags/known").text
    with pytest.raises(Missing):
        get_tag("never-written")


def test_pages_lead_from_an_idea_to_its_tag_and_back(client):
    idea = make_idea("A bench")
    set_tags(Tagged.IDEA, idea.id, ["Örtliche Bänke"], None)
    assert 'href="/tags/ortliche-banke"' in client.get(f"/ideas/{idea.id}/a-bench").text
    answer = client.get("/tags/Örtliche Bänke")
    assert (answer.status_code, answer.location) == (301, "/tags/ortliche-banke")
    assert "A bench" in client.get("/tags/ortliche-banke").text
    assert "Örtliche Bänke" in client.get("/tags?find=BANKE").text


def bring(tags):
    row = dict.fromkeys(MENDED) | {"external_id": "one", "title": "One", "body": "", "language": "en", "tags": tags}
    record_ideas([[row | {"place_id": root().id, "status": None}]], frozenset({"tags"}), lambda _done: None, count=1)
    return db.session.query(Idea).filter_by(external_id="one").populate_existing().one()


def test_imports_keep_the_text_and_tag_by_what_of_it_is_a_tag(app):
    text = f" Parks ;water;;PARKS; {'y' * 60}; ?? "
    idea = bring(text)
    assert (idea.tags, names(idea)) == (text, ["Parks", "water"])
    assert names(bring("roads;Water")) == ["water", "roads"]
    assert names(bring(None)) == []


@pytest.mark.parametrize("path", ["/tags", "/tags/tag-1"])
def test_pages_stay_small_and_ask_as_often_with_500_tags(client, path):
    ideas = [make_idea(place=make_place()) for _number in range(50)]
    set_tags(Tagged.IDEA, ideas[0].id, ["tag 1"], None)
    with recorded() as few:
        client.get(path)
    for number, idea in enumerate(ideas):
        set_tags(Tagged.IDEA, idea.id, ["tag 1", *(f"{'long ' * 8}{number} {each}" for each in range(9))], None)
    with recorded() as many:
        answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.data) < 200_000
    assert len(many) == len(few)
