"""Whatever stands in an address: a page, or a page that says what is wrong; never a failure of ours."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack, suppress
from itertools import product
from typing import ClassVar
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict

from community.accounts.operations import begin_sign_in, open_account
from community.extensions import db
from community.ideas.models import Status
from community.ideas.queries import Order
from community.places.models import ROOT_ID
from community.roles.operations import make_first_admin
from tests.factories import make_comment, make_idea, make_issue, make_person, make_place, make_theme
from tests.faults import absurd
from tests.harness.databases import app_on

pytestmark = pytest.mark.slow

OWN = re.compile(r"(http://localhost)?/(?![/\\\\])")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
FINE = {200, 301, 302, 304, 308, 400, 404, 409, 410}


class Noted(ImmutableMultiDict):
    """The parameters of an address; it notes which ones are asked for."""

    asked: ClassVar[Counter[str]] = Counter()

    def get(self, key, *args, **kwargs):
        self.asked[key] += 1
        return super().get(key, *args, **kwargs)

    def getlist(self, key, *args, **kwargs):
        self.asked[key] += 1
        return super().getlist(key, *args, **kwargs)

    def __getitem__(self, key):
        self.asked[key] += 1
        return super().__getitem__(key)


@pytest.fixture(scope="module")
def sites(run):
    """The site on SQLite, and beside it the same on PostgreSQL where that can run."""
    urls = [run.upgraded("sqlite")]
    with suppress(pytest.skip.Exception):
        urls.append(run.upgraded("postgresql"))
    with ExitStack() as stack:
        found = [stack.enter_context(app_on(url, TESTING=False)) for url in urls]
        for site in found:
            fill(site)
            site.request_class = type("Request", (site.request_class,), {"parameter_storage_class": Noted})
        yield found
    for url in urls:
        run.drop(url)


def fill(site):
    """Put on the site what every route needs to have something to show."""
    with site.app_context():
        place, admin = make_place("Mill Lane"), make_person("Ada")
        for number in range(45):
            make_idea(f"Idea {number}", place=place, author=admin, support=number % 3, oppose=number % 2)
        make_idea("Decided", status=Status.DONE, author=make_person("Rosa"))
        make_first_admin(admin.id)
        make_theme(place=place)
        account = open_account(admin.id, "ada@example.org")
        make_issue(place=place, author=admin)
        make_comment(make_idea(), author=admin)
        site.config["ADMIN"] = begin_sign_in(account.id, "A test", second_factor=True)
        db.session.commit()


def answered(site, raw, headers):
    """Return what a visitor is answered, or an admin where visitors may not look."""
    client = site.test_client()
    answer = client.get("/", headers=headers, environ_overrides=raw)
    if answer.status_code == 403:
        client.carry(site.config["ADMIN"])
        answer = client.get("/", headers=headers, environ_overrides=raw)
    return answer


def fetch(sites, address, **headers):
    """Ask each site for the address, byte for byte as it stands; check the answers and return the status."""
    path, _, query = address.partition("?")
    raw = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query, "REQUEST_URI": address}
    answers = [answered(site, raw, headers) for site in sites]
    for answer in answers:
        shown = f"{address[:200]} {headers} answers {answer.status_code}"
        assert answer.status_code in FINE, shown
        if answer.status_code >= 400:
            assert says_what_is_wrong(answer), shown
        assert answer.is_json or "<script>" not in answer.text, shown
        assert not UNSEEN.search(answer.text), shown
        assert OWN.match(answer.headers.get("Location", "/")), shown
    assert len({answer.status_code for answer in answers}) == 1, f"{address[:200]} differs between the databases"
    return answers[0].status_code


def says_what_is_wrong(answer):
    """Whether there is a page, with a heading and a sentence; for programs, a sentence."""
    if answer.is_json:
        return len(answer.json["detail"].split()) > 3
    page = answer.text
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    return page.count("<h1") == 1 and main and len(re.sub(r"<[^>]*>|\s+", " ", main[0]).split()) > 5


def routes(site):
    """Every GET rule of the site but that of files."""
    rules = [rule for rule in site.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"]
    assert {"ideas.ideas", "ideas.idea", "places.place", "web.home"} <= {rule.endpoint for rule in rules}
    return rules


def filled(rule, **values):
    """The address of a rule, with something that exists in each of its places unless `values` says otherwise."""

    def value(match):
        standing = {None: "x", "on": "idea"}.get(match["converter"], "1")
        return values.get(match["name"], standing)

    return re.sub(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>", value, rule.rule)


def asked_for(site, rule):
    """The parameters that a route looks for."""
    Noted.asked.clear()
    client = site.test_client()
    client.carry(site.config["ADMIN"])  # a visitor may not see all, and a page from memory would ask for nothing
    client.get(filled(rule), follow_redirects=True)
    return sorted(Noted.asked)


def test_every_part_of_every_path_may_be_absurd(sites):
    tried = 0
    for rule in routes(sites[0]):
        for name, value in product(rule.arguments, absurd.VALUES.values()):
            if "%2F" not in value and value:
                fetch(sites, filled(rule, **{name: value}))
                tried += 1
    assert tried > 100


SEVERAL = {(endpoint, name) for endpoint in ("tracker.new", "tracker.answering") for name in ("idea", "theme", "more")}
# It leads to another page, which reads these and not the address that led there.
SEVERAL |= {("comments.comment", name) for name in ("draft", "page", "side", "sort")}


def test_every_parameter_of_every_page_may_be_absurd(sites):
    found = set()
    for rule in routes(sites[0]):
        for name in asked_for(sites[0], rule):
            address = filled(rule)
            # A name is read alike on every page that knows it: on further pages, a part of the values will do.
            known = sum(name == other for _endpoint, other in found)
            found.add((rule.endpoint, name))
            for value in list(absurd.VALUES.values())[known % 5 :: 5 if known else 1]:
                fetch(sites, f"{address}?{name}={value}")
            # Where to go after signing in: the first one counts. What a promise answers: as many as are named.
            if name != "back" and (rule.endpoint, name) not in SEVERAL:
                assert fetch(sites, f"{address}?{name}=1&{name}=1") == 400
            assert fetch(sites, f"{address}?{name}[]=1&{name}[a]=1") in (200, 301, 302)
    pages = {name for endpoint, name in found if endpoint == "ideas.ideas"}
    assert pages == {"page", "place", "seed", "sort", "status"}
    assert ("places.places", "page") in found


def test_unknown_and_countless_parameters_are_harmless(sites):
    for rule in routes(sites[0]):
        address = filled(rule)
        expected = fetch(sites, address)
        assert fetch(sites, f"{address}?" + "&".join(f"{value[:50]}={value}" for value in absurd.VALUES.values()))
        assert fetch(sites, f"{address}?" + "&".join(f"a{n}={n}" for n in range(2000))) == expected
        assert fetch(sites, f"{address}?" + "&" * 5000) == expected


def test_all_parameters_absurd_at_once(sites):
    for value in absurd.VALUES.values():
        fetch(sites, f"/ideas?sort={value}&status={value}&place={value}&seed={value}&page={value}")
        fetch(sites, f"/ideas?sort=random&status=open&seed={value}")
        fetch(sites, f"/ideas?sort=share&status=open&place={value}")


@pytest.mark.parametrize("sort", Order)
def test_page_keys_may_be_forged(sites, sort):
    of_other_orders = [key for order in Order for key in real_keys(sites[0], order)]
    own = real_keys(sites[0], sort)
    assert own, "the list has no second page"
    for key in own:
        assert fetch(sites, f"/ideas?sort={sort}&seed=5&page={key}") == 200
    statuses = Counter()
    for number, key in enumerate([*absurd.keys(own), *of_other_orders]):
        filtered = f"&place={ROOT_ID + 1}&status=open" if number % 2 else ""
        statuses[fetch(sites, f"/ideas?sort={sort}&seed=5{filtered}&page={key}")] += 1
    assert set(statuses) == {200, 400}
    assert statuses[400] > statuses[200]


def test_page_keys_of_places_may_be_forged(sites):
    for key in [*absurd.keys([]), *real_keys(sites[0], Order.SHARE)]:
        fetch(sites, f"/places?page={key}")


def real_keys(site, sort):
    """The keys of the second page and of the way back from it."""
    client = site.test_client()
    first = re.findall(r"[?&;]page=([\w=-]+)", client.get(f"/ideas?sort={sort}&seed=5").text)
    if not first:
        return []
    second = re.findall(r"[?&;]page=([\w=-]+)", client.get(f"/ideas?sort={sort}&seed=5&page={first[0]}").text)
    return [*dict.fromkeys([*first, *second])]


@pytest.mark.parametrize("name", absurd.HEADER_NAMES)
def test_headers_may_be_absurd(sites, name):
    for value, address in product(absurd.HEADERS.values(), ("/ideas", "/nowhere")):
        fetch(sites, address, **{name: value})


@settings(max_examples=150, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(["/ideas", "/places", "/", "/sign-in", "/ideas/{}", "/ideas/{}/{}", "/places/{}/{}", "/{}"]),
    parts=st.tuples(st.text(max_size=30), st.text(max_size=30)),
    query=st.lists(
        st.tuples(
            st.sampled_from(["page", "sort", "status", "place", "seed", "back", "x"]),
            st.one_of(st.text(max_size=40), st.integers().map(str), st.floats().map(str), st.sampled_from(Order)),
        ),
        max_size=5,
    ),
)
def test_anything_at_all_may_stand_in_an_address(sites, path, parts, query):
    spelt = [quote(part, safe="", errors="replace") for part in parts]
    fetch(
        sites, path.format(*spelt) + "?" + "&".join(f"{name}={quote(value, errors='replace')}" for name, value in query)
    )
