"""A moderator gathers what people propose and publishes it, with script and without."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from community.extensions import db
from community.roles.models import Role
from community.themes.models import Theme, ThemeIdea
from tests.factories import make_idea, make_staff
from tests.harness.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_from_a_list_to_a_public_theme(app, browse, script):
    for number in range(3):
        make_idea(f"Idea {number}")
    client = app.test_client()
    client.sign_in(make_staff(Role.MODERATOR).person_id)
    page = browse(client, java_script_enabled=script)
    page.goto("/ideas")
    for number in (0, 2):
        page.get_by_role("checkbox", name=f"Idea {number}").check()
    name = "Gather into a theme (2)" if script else "Gather what is ticked into a theme"
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Begin a theme with them").click()
    page.get_by_label("Name", exact=True).fill("Safe ways")
    page.get_by_label("Summary", exact=True).fill("Light and pavements.")
    page.get_by_role("button", name="Keep as a draft").last.click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("The theme is public.").wait_for()
    db.session.rollback()
    assert db.session.scalars(select(Theme.title).where(Theme.listed)).all() == ["Safe ways"]
    assert db.session.scalar(select(func.count()).select_from(ThemeIdea)) == 2
