"""What admins set, and what they do to places."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from community.admin.operations import add_place, change_place, move_place
from community.extensions import db
from community.ideas.models import IdeaCount
from community.ideas.operations.recount import wrong_place_counts
from community.places.models import ROOT_ID, Ancestry, Place
from community.places.queries import get_place, list_tree
from community.platform.errors import Refused, Unclear
from community.roles.operations import make_first_admin
from community.site.colours import LEAST, NIGHT, PAPER, contrast, dark_accent
from community.site.models import Change, Name
from community.site.numbered import SITE_RULES
from community.site.operations import change_logo, change_setting
from tests.factories import make_idea, make_person, make_place
from tests.harness.pages import page, parse


@pytest.fixture
def admin(client):
    person = make_person("Admin")
    make_first_admin(person.id)
    client.sign_in(person.id)
    return person


def changes():
    return [(each.what, each.before, each.after) for each in db.session.scalars(select(Change).order_by(Change.id))]


def test_what_new_accounts_are_held_to_is_set_and_kept(client, admin):
    shown = page(client, "/admin/limits")
    assert [field.get("value") for field in shown.all("input", type="number")] == ["7", "3", "2", "7"]
    answer = client.post("/admin/limits", data={"days": "30", "ideas": "3", "links": "0", "ask_days": "7"})
    assert (answer.status_code, answer.location) == (303, "/admin/limits")
    shown = page(client, "/admin/limits")
    assert [field.get("value") for field in shown.all("input", type="number")] == ["30", "3", "0", "7"]
    client.post("/admin/limits", data={"days": "7", "ideas": "3", "links": "0", "ask_days": "7"})
    assert changes() == [("new_days", None, "30"), ("new_links", None, "0"), ("new_days", "30", None)]
    assert "Days in which an account is new" in page(client, "/admin/log").text


@pytest.mark.parametrize(
    "wrong", [{"days": "366"}, {"ideas": "0"}, {"links": "-1"}, {"days": ""}, {"links": "9" * 40}, {"ask_days": "0"}]
)
def test_numbers_beyond_all_bounds_are_refused(client, admin, wrong):
    answer = client.post("/admin/limits", data={"days": "3", "ideas": "3", "links": "3", "ask_days": "7", **wrong})
    assert answer.status_code == 400
    assert "Enter a number from" in answer.text
    assert changes() == []
    for each in ("366", "-1", "١", "1e3", "9" * 5000):
        with pytest.raises(Unclear):
            change_setting(None, Name.NEW_DAYS, each)


def counted(place):
    return sum(db.session.scalars(select(IdeaCount.count).where(IdeaCount.place_id == place.id)))


def test_a_name_and_words_show_at_once_on_every_page(client, admin, app):
    visitor = app.test_client()
    page(visitor, "/ideas")
    answer = client.post(
        "/admin/look", data={"site_name": "Riverside", "place_word": "Branch", "places_word": "Branches"}
    )
    assert answer.status_code == 303
    shown = page(visitor, "/ideas")
    assert shown.title == "Ideas – Riverside"
    assert "Branches" in shown.text
    client.post("/admin/look", data={"site_name": "", "place_word": "", "places_word": ""})
    assert page(visitor, "/ideas").title == "Ideas – Community"


def test_every_change_is_kept_with_what_was_there_before(app):
    person = make_person()
    assert change_setting(person.id, Name.SITE_NAME, "One")
    assert change_setting(person.id, Name.SITE_NAME, "Two")
    assert not change_setting(person.id, Name.SITE_NAME, " Two ")
    assert change_setting(person.id, Name.SITE_NAME, "")
    assert changes() == [("site_name", None, "One"), ("site_name", "One", "Two"), ("site_name", "Two", None)]


@pytest.mark.parametrize("colour", ["#ffee00", "teal", "#0b55", "#0b5557;}", "#GGGGGG"])
def test_a_colour_that_cannot_be_read_is_refused(client, admin, colour):
    with pytest.raises(Unclear):
        change_setting(None, Name.ACCENT, colour)
    shown = page(client, "/admin/look", queries=None)
    refused = client.post("/admin/look", data={"accent": colour})
    assert refused.status_code == 400
    assert re.search("Enter a colour as in #0b5557|Choose a darker one", refused.text)
    assert shown.h1 == "Name and look"


def test_a_colour_reaches_every_page_by_day_and_by_night(client, admin):
    client.post("/admin/look", data={"accent": "#7a1f5c"})
    sheets = [element.get("href") for element in page(client, "/about").all("link", rel="stylesheet")]
    answer = client.get(sheets[-1])
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "#7a1f5c" in answer.text
    night = dark_accent("#7a1f5c")
    assert night in answer.text
    assert contrast(night, NIGHT) >= 7
    assert contrast("#7a1f5c", PAPER) >= LEAST


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("path", ["/look/0b5557-red.css", "/look/0b5557-.css", "/look/x}y{z-000000.css"])
def test_no_stylesheet_says_what_its_address_makes_up(client, path):
    assert client.get(path).status_code == 404


def picture(kind="JPEG", size=(640, 320)):
    out = io.BytesIO()
    drawn = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    drawn.save(out, kind, exif=exif)
    return out.getvalue()


def test_a_logo_is_drawn_anew_without_what_else_the_file_held(client, admin):
    sent = picture()
    assert b"taken at home" in sent
    answer = client.post("/admin/look", data={"logo": (io.BytesIO(sent), "logo.jpg")})
    assert answer.status_code == 303
    address = page(client, "/about").all("img")[0].get("src")
    shown = client.get(address)
    assert shown.mimetype == "image/png"
    assert b"taken at home" not in shown.data
    assert Image.open(io.BytesIO(shown.data)).size == (320, 160)


@pytest.mark.parametrize(
    "sent",
    [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 50, b"\x89PNG\r\n\x1a\n", b"x" * 400_001],
    ids=["nothing", "svg", "a broken gif", "a cut png", "too large"],
)
def test_what_is_no_picture_is_refused(app, sent):
    with pytest.raises(Unclear):
        change_logo(None, sent)


@pytest.mark.parametrize("name", ["about", "rules", "privacy"])
def test_texts_of_the_site_are_shown_and_kept_harmless(client, admin, name):
    client.post(f"/admin/texts/{name}", data={"body": "## Hello\n\n<script>x</script> **there**"})
    shown = page(client, f"/{name}")
    assert "Hello" in shown.text
    assert not [script for script in shown.all("script") if not script.get("src")]
    assert "Hello" in page(client, f"/admin/texts/{name}", queries=None).text


def test_a_moved_place_takes_along_what_lies_under_it_and_its_counts(app):
    north, south = make_place("North"), make_place("South")
    ward = make_place("Ward", under=north)
    street = make_place("Street", under=ward)
    make_idea(place=street)
    make_idea(place=ward)
    make_idea(place=north)
    admin = make_person()
    assert move_place(admin.id, ward.id, south.id)
    assert [each.name for each in get_place(street.id)[1]] == ["Everywhere", "South", "Ward"]
    assert [counted(each) for each in (north, south, ward, street)] == [1, 2, 2, 1]
    assert list(wrong_place_counts()) == []
    assert [row.name for row in list_tree().rows] == ["Everywhere", "North", "South", "Ward", "Street"]
    assert [row.depth for row in list_tree().rows] == [0, 1, 1, 2, 3]
    assert changes()[-1] == ("place_moved", "Everywhere › North", "Everywhere › South")
    assert not move_place(admin.id, ward.id, south.id)
    move_place(admin.id, ward.id, ROOT_ID)
    assert db.session.get(Place, street.id).depth == 2
    lines = {
        (row.ancestor_id, row.distance)
        for row in db.session.scalars(select(Ancestry).where(Ancestry.place_id == street.id))
    }
    assert lines == {(street.id, 0), (ward.id, 1), (ROOT_ID, 2)}


def test_where_a_place_comes_to_lie_is_chosen_by_name_or_by_going_down_the_tree(client, admin):
    north, south = make_place("North"), make_place("South")
    ward = make_place("Ward", under=north)
    deep = make_place("Deep", under=south)
    address = f"/admin/places/{ward.id}"
    assert offered(client.get(address).text) == ["Everywhere", "North", "Ward"]
    step = client.post(f"{address}/move", data={"place": str(north.id), "step": "find", "find": "dee"})
    assert f'value="{deep.id}" selected' in step.text
    step = client.post(f"{address}/move", data={"place": str(south.id), "step": "inside"})
    assert offered(step.text) == ["Everywhere", "South", "Deep"]
    assert db.session.get_one(Place, ward.id, populate_existing=True).parent_id == north.id
    assert client.post(f"{address}/move", data={"place": str(deep.id)}).status_code == 303
    assert db.session.get_one(Place, ward.id, populate_existing=True).parent_id == deep.id
    for nonsense in ("", "x", "9" * 30, "0"):
        assert client.post(f"{address}/move", data={"place": nonsense, "step": "inside"}).status_code == 400
    assert client.post(f"{address}/move", data={"place": "999999", "step": "find", "find": "x"}).status_code == 404


def offered(source):
    (places,) = parse(source).findall(".//select[@name='place']")
    return ["".join(option.itertext()).strip() for option in places]


def test_the_rules_keep_their_numbers_whatever_an_admin_writes_above_them(client, admin):
    assert "It stands above the numbered rules." in page(client, "/admin/texts/rules").text
    client.post("/admin/texts/rules", data={"body": "1. Be kind."})
    shown = page(client, "/rules")
    assert shown.text.index("Be kind.") < shown.text.index("Speak about the matter")
    assert [item.get("id") for item in shown.all("li") if (item.get("id") or "").startswith("rule-")] == [
        f"rule-{number}" for number in SITE_RULES
    ]


def test_no_place_is_moved_under_itself_and_the_root_stays(app):
    ward = make_place("Ward")
    street = make_place("Street", under=ward)
    admin = make_person()
    for place_id, parent_id in ((ward.id, street.id), (ward.id, ward.id), (ROOT_ID, ward.id)):
        with pytest.raises(Refused):
            move_place(admin.id, place_id, parent_id)


def test_places_are_added_and_changed_and_the_log_tells(client, admin):
    add_place(admin.id, ROOT_ID, name="Harbour", kind="ward", population=None)
    place = db.session.scalars(select(Place).where(Place.name == "Harbour")).one()
    assert change_place(admin.id, place.id, name="Old harbour", kind="ward", population=1200)
    assert not change_place(admin.id, place.id, name="Old harbour", kind="ward", population=1200)
    shown = page(client, "/admin/log", queries=None).text
    for words in ("Place added", "Place renamed", "Old harbour", "1200"):
        assert words in shown


def test_people_are_found_by_how_the_name_begins_or_by_the_address(client, admin, app):
    person = make_person("Rosa Ruiz")
    app.test_client().sign_in(person.id)
    for words in ("rosa", "ROSA R", f"person-{person.id}@example.org"):
        assert "Rosa Ruiz" in page(client, f"/admin/people?q={words}", queries=None).text
    for words in ("ruiz", "%", "_osa", "nobody"):
        assert "Rosa Ruiz" not in page(client, f"/admin/people?q={words}", queries=None).text


def test_health_says_that_the_worker_does_not_run(client, admin):
    assert "The worker has not run" in page(client, "/admin", queries=None).text
