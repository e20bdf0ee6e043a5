"""Templates hold the texts of one language each."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("app")


def test_each_language_has_its_own_compiled_texts(client):
    english, pseudo, again = (
        client.get("/accessibility", headers={"Accept-Language": code}).text for code in ("en", "ar-XB", "en")
    )
    assert english == again
    assert "⟦" in pseudo
    assert "⟦" not in english


def test_texts_and_assets_are_constants_of_the_compiled_template(app):
    environment = app.jinja_env
    with app.test_request_context():
        environment.get_template("layouts/site.html")
        inside = environment.languages["en"]
        source = environment.loader.get_source(environment, "layouts/site.html")[0]
        compiled = inside.compile(source, "layouts/site.html", raw=True)
    assert "Skip to the content" in compiled
    assert "'Skip to the content'" not in compiled, "it is part of the HTML around it, not an argument"
