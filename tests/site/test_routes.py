"""Every address of the site: who may, what comes back, and that much costs no more statements than little."""

from __future__ import annotations

import pytest

from community.factory import create_app
from tests.harness import pages
from tests.harness.databases import only_postgresql, only_sqlite
from tests.harness.statements import recorded
from tests.site.towns import ARGUMENTS, FOR_STAFF, MORE, PERSONAL, SIGNED_IN, STAFF, VISITOR, addresses

ROUTES = create_app()
OWN = {"static"}
FOR_THE_FRAME = {VISITOR: 0, SIGNED_IN: 1, STAFF: 2}
"""Who it is, with what is new for them, costs one statement, and what waits for staff another."""


def test_every_route_declares_who_may():
    rules = [rule for rule in ROUTES.url_map.iter_rules() if rule.endpoint not in OWN]
    assert rules
    assert [rule.rule for rule in rules if not hasattr(ROUTES.view_functions[rule.endpoint], "may")] == []


def test_every_rule_with_arguments_has_an_address_to_look_at():
    taking = {
        rule.rule
        for rule in ROUTES.url_map.iter_rules()
        if rule.endpoint not in OWN and "GET" in rule.methods and rule.arguments - set(rule.defaults or ())
    }
    assert taking == set(ARGUMENTS)


@only_sqlite
@pytest.mark.parametrize("who", [VISITOR, SIGNED_IN, STAFF], ids=["visitor", "signed in", "staff"])
@pytest.mark.parametrize("pattern", [*addresses(ROUTES), *MORE])
def test_much_costs_no_more_statements_than_little(pattern, who, small_town, large_town):
    costs_no_more(pattern, who, small_town, large_town, check=True)


@only_postgresql
@pytest.mark.parametrize("pattern", [*addresses(ROUTES), *MORE])
def test_much_costs_no_more_statements_there_either(pattern, small_town, large_town):
    # Who sees most; that others cause as few statements as on SQLite, nothing can change.
    costs_no_more(pattern, STAFF, small_town, large_town, check=False)


def costs_no_more(pattern, who, small_town, large_town, *, check):
    few, many = (fetch(town, pattern, who, check=check) for town in (small_town, large_town))
    assert len(few) == len(many), "\n".join(many)
    if pattern in FOR_STAFF or pattern.startswith("/admin"):
        who = STAFF
    elif pattern.startswith(PERSONAL):
        who = max(who, SIGNED_IN)
    assert len(many) <= pages.MOST_QUERIES + FOR_THE_FRAME[who], "\n".join(many)


def test_production_has_no_sign_in_that_picks_a_person_and_no_invented_figures(monkeypatch):
    monkeypatch.setenv("COMMUNITY_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.setenv("HOSTS", "localhost")
    monkeypatch.setenv("MAIL", "smtp://localhost")
    site = create_app()
    rules = {rule.rule for rule in site.url_map.iter_rules()}
    assert not {"/design", "/dev/mail"} & rules
    assert "/ideas" in rules
    picking = site.test_client().post("/sign-in/as", data={"person": "1"}, base_url="https://localhost")
    assert picking.status_code == 404


def fetch(town, pattern, who, *, check):
    """The statements that an address causes; pages are checked, on one database, for they are the same on both."""
    client, url = town.client(pattern, who), town.address(pattern)
    with recorded() as statements:
        answer = client.get(url, headers={"Accept": "text/html"})
    if answer.status_code in (301, 302):
        answer = client.get(answer.location)
    elif check and answer.mimetype == "text/html":
        statements = pages.page(client, url, queries=None).statements
    assert answer.status_code == 200
    return statements
