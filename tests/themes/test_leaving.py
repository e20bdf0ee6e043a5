"""Whoever distilled a theme takes it along, and may leave: it stays, without their name."""

from __future__ import annotations

import pytest

from community.extensions import db
from community.leaving.operations import erase_person
from community.leaving.queries import parts_of
from community.roles.models import Role
from community.themes import operations, queries
from tests.factories import make_staff, make_theme
from tests.harness.databases import only_sqlite

pytestmark = only_sqlite


@pytest.fixture
def moderator(app):
    return make_staff(Role.MODERATOR, name="Mo Derator")


def test_ones_data_holds_the_themes_that_one_distilled(moderator):
    mine, other = make_theme("Mine", body="At first", by=moderator), make_theme("Another's")
    operations.edit_theme(moderator, mine.id, "Mine", "Later", version=1)
    operations.edit_theme(moderator, other.id, "Another's", "Mended", version=1)
    parts = {name: list(rows) for name, _many, rows in parts_of(moderator)}
    assert [(theme["title"], theme["body"]) for theme in parts["themes"]] == [("Mine", "Later")]
    assert [(each["theme"], each["number"], each["body"]) for each in parts["theme_versions"]] == [
        (mine.external_id, 1, "At first"),
        (mine.external_id, 2, "Later"),
        (other.external_id, 2, "Mended"),
    ]


@pytest.mark.parametrize("keep_words", [True, False])
def test_a_theme_stays_without_the_name_of_who_is_erased(app, moderator, keep_words):
    theme = make_theme("Bicycles", body="Paths", by=moderator)
    operations.edit_theme(moderator, theme.id, "Bicycles", "More paths", version=1)
    url = queries.get_theme(theme.id).url
    pages = (url, f"/themes/{theme.id}/history")
    client = app.test_client()
    assert all("Mo Derator" in client.get(page).text for page in pages)
    erase_person(moderator.person_id, keep_words=keep_words)
    db.session.commit()
    shown = [client.get(page).text for page in pages]
    assert not any("Mo Derator" in text for text in shown)
    assert all("More paths" in text for text in shown)
