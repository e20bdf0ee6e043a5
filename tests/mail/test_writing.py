"""Mails written from templates: in the language of who gets them, as plain text, with addresses by the settings."""

from __future__ import annotations

import pytest
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from community.extensions import db
from community.platform.address import absolute
from community.platform.mail import writing
from community.platform.mail.queries import list_mails
from community.platform.mail.writing import render_mail
from community.platform.text import _, lazy
from tests.harness import pages
from tests.mail.posting import post

WELCOME = """{% extends "_layout.txt" %}
{% block subject %}{{ _('Welcome, %(name)s', name=name) }}{% endblock %}
{% block text %}
{{ _('Hello %(name)s', name=name) }}
{{ ngettext('%(num)s idea', '%(num)s ideas', 2) }}, {{ word }}
{{ absolute('/ideas?a=1&b=2') }}
{% endblock %}
"""


@pytest.fixture
def welcome(app):
    """A template of a feature."""
    environment = writing._environment()
    before = environment.loader
    environment.loader = ChoiceLoader([DictLoader({"welcome.txt": WELCOME}), before])
    yield
    environment.loader = before


def test_a_mail_is_plain_text_with_the_sites_name_and_address_below(app, welcome, monkeypatch):
    monkeypatch.setitem(app.config, "SITE_NAME", "Bread & Roses")
    monkeypatch.setitem(app.config, "ADDRESS", "https://town.example")
    subject, text = render_mail("welcome", "en", name='<Ada> & "Bob\'s"', word=lazy("here"))
    assert subject == 'Welcome, <Ada> & "Bob\'s"'
    assert text == (
        'Hello <Ada> & "Bob\'s"\n2 ideas, here\nhttps://town.example/ideas?a=1&b=2\n\n'
        "-- \nBread & Roses\nhttps://town.example/\n"
    )


def test_a_mail_is_in_its_readers_language_whoever_asks(app, welcome):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert _("Ideas") == "Ideas"
        subject, text = render_mail("welcome", "ar-XB", name="Ada", word=lazy("here"))
        assert _("Ideas") == "Ideas"
    assert subject == "⟦Welcome, Ada⟧"
    assert text.startswith("⟦Hello Ada⟧\n⟦2 ideas⟧, ⟦here⟧\n")
    assert render_mail("welcome", "en", name="Ada", word="")[0] == "Welcome, Ada"


def test_a_subject_is_one_line_whatever_stands_in_it(app, welcome):
    subject, _text = render_mail("welcome", "en", name="Ada\r\nBcc: eve@example.org", word="")
    assert subject == "Welcome, Ada Bcc: eve@example.org"


def test_a_forgotten_value_is_an_error_and_no_gap(app, welcome):
    with pytest.raises(UndefinedError):
        render_mail("welcome", "en", name="Ada")


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "Forwarded"])
def test_links_come_from_the_settings_whatever_a_request_says(app, name, monkeypatch):
    monkeypatch.setitem(app.config, "ADDRESS", "https://town.example")
    forged = {name: "host=evil.example" if name == "Forwarded" else "evil.example", "X-Forwarded-Proto": "http"}
    with app.test_request_context("/", headers=forged):
        assert absolute("/ideas/1") == "https://town.example/ideas/1"


def test_mails_are_shown_where_the_site_is_developed(app, client):
    for number in range(25):
        post(subject=f"Mail {number}", text="First.\n\nSee https://example.org/a?b=1&c=2, <b>not bold</b>\n")
    first = pages.page(client, "/dev/mail")
    assert "Mail 24" in first.text
    assert "Mail 4 " not in first.text
    assert first.headers["Cache-Control"] == "no-store"
    second = pages.page(client, next(link for link in first.links() if "page=" in link))
    assert "Mail 4 " in second.text
    assert any("page=" in link for link in second.links())
    number = list_mails().rows[0].id
    shown = pages.page(client, f"/dev/mail/{number}")
    assert shown.h1 == "Mail 24"
    assert shown.headers["Cache-Control"] == "no-store"
    assert "https://example.org/a?b=1&c=2" in shown.links()
    assert "<b>not bold</b>" in shown.text
    assert client.get("/dev/mail/999999").status_code == 404
    assert client.get("/dev/mail?page=xyz").status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        '"><img src=x>',
        "file:///etc",
        "ftp://x.example/a",
        "mailto:eve@example.org",
        "//x.example/a",
    ],
)
def test_nothing_in_a_mail_runs_or_leads_away(app, client, text):
    number = post(subject=text, text=text + "\n")
    shown = pages.page(client, f"/dev/mail/{number}")
    assert not shown.all("img", src="x")
    assert all(link.startswith(("/", "#")) and link[:2] != "//" for link in shown.links())


def test_a_forgotten_code_is_said_to_be(app, client):
    number = post(secret=True)
    db.session.execute(db.text("UPDATE outgoing_mail SET text = NULL"))
    assert "was forgotten" in pages.page(client, f"/dev/mail/{number}").text
