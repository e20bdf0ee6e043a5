"""Which language a page is in."""

from __future__ import annotations

import pytest


def lang(client, **headers: str) -> str:
    page = client.get("/about", headers={name.replace("_", "-"): value for name, value in headers.items()}).text
    return page.partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("", "en"),
        ("en-GB,en;q=0.8", "en"),
        ("ar", "en"),
        ("ar-EG,ar;q=0.9,en;q=0.5", "en"),
        ("xx", "en"),
        ("ar-XB", "ar-XB"),
    ],
)
def test_a_page_is_in_the_readers_language_or_in_the_sites(client, wanted, shown):
    assert lang(client, Accept_Language=wanted) == shown


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://localhost/ideas?sort=share", "/ideas?sort=share"),
        ("https://localhost/places", "/places"),  # a proxy ended TLS
        ("https://evil.example/ideas", "/"),
        ("http://localhost//evil.example", "/"),
        ("http://localhost.evil.example/x", "/"),
        ("", "/"),
    ],
)
def test_choosing_a_language_leads_back_to_the_page_and_stays(client, came_from, leads_to):
    answer = client.post("/language", data={"language": "ar-XB"}, headers={"Referer": came_from} if came_from else {})
    assert (answer.status_code, answer.location) == (303, leads_to)
    assert lang(client) == "ar-XB"


def test_the_site_says_which_languages_it_does_not_speak(client):
    assert client.post("/language", data={"language": "tlh"}).status_code == 400
