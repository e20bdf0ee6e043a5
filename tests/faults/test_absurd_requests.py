"""Whatever is sent to the site, in whatever way: the right 4xx, never a failure of ours, and nothing stored."""

from __future__ import annotations

import io
import re
import socket
import sqlite3
import time
from contextlib import ExitStack
from itertools import product

import pytest

from tests.faults import absurd
from tests.faults.ballots import some_ideas, votes
from tests.faults.servers import FORM, Visitor, serving
from tests.harness.databases import app_on, only_sqlite

pytestmark = pytest.mark.slow

PROBLEM = "application/problem+json"
BOUNDARY = "xxBOUNDARYxx"
REFUSED = {400, 403, 404, 405, 409, 411, 413, 415}


@pytest.fixture(scope="module")
def site(run):
    """A site with an idea and a person, 1 and 1."""
    url = run.upgraded("sqlite")
    with app_on(url, TESTING=False) as app:
        some_ideas(app)
        yield app
        assert votes(app) == {}, "something absurd was counted as a vote"
    run.drop(url)


@pytest.fixture
def visitor(site):
    return site.test_client()


@pytest.fixture
def member(site):
    client = site.test_client()
    client.sign_in(1)
    return client


@pytest.fixture(params=["visitor", "member"])
def client(request):
    return request.getfixturevalue(request.param)


def addresses(site, method):
    """Every address of the site that takes this method, with something that exists behind it."""
    rules = [rule for rule in site.url_map.iter_rules() if method in rule.methods]
    return sorted({re.sub(r"<(?:(\w+)(?:\((\w+)[^)]*\))?:)?\w+>", _something, rule.rule) for rule in rules})


def _something(part):
    """Return what stands for a part of a path: a number, the first of some words, or any word."""
    return {"id": "1", "on": "idea", "any": part[2]}.get(part[1], "x")


def is_refused(answer, *statuses):
    """Check that the answer is a page, or a problem, with one of these statuses."""
    asked = f"{answer.request.method[:20]} {answer.request.path}"
    assert answer.status_code in statuses, f"{asked} answers {answer.status_code}"
    if answer.mimetype == PROBLEM:
        assert answer.json["status"] == answer.status_code
    else:
        assert answer.text.count("<h1") == 1
    assert answer.headers["Content-Security-Policy"]
    return True


HOSTS = (
    "evil.example",
    "localhost.evil.example",
    "evil.example:80",
    "localhost@evil.example",
    "evil.example#localhost",
    "evil.example/localhost",
    "localhost evil.example",
    "localhost, evil.example",
    "xn--lcalhost-3bf",
    "loc\xe2\x80\x8balhost",
    "\xef\xbd\x8cocalhost",
    "127.0.0.2",
    "2130706433",
    "[::2]",
    "[::1",
    "::1",
    "-",
    ".localhost",
    "localhost.",
    "a" * 20_000,
    "<script>alert(1)</script>",
)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_host_is_refused_in_words(client, host, method):
    for path in ("/", "/ideas/1", "/sign-out", "/static/dist/manifest.json", "/nowhere"):
        for accept in ("text/html", PROBLEM):
            answer = client.open(path, method=method, headers={"Host": host, "Accept": accept})
            assert is_refused(answer, 400)
            assert host not in answer.text or len(host) < 4
            assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "Forwarded", "X-Original-Host", "X-Forwarded-Prefix"]
)
def test_no_proxy_header_of_a_stranger_is_believed(visitor, name):
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    for path in addresses_to_get(visitor.application):
        plain, forwarded = visitor.get(path), visitor.get(path, headers={name: value})
        assert forwarded.status_code == plain.status_code
        assert forwarded.headers.get("Location") == plain.headers.get("Location")
        assert "evil.example" not in forwarded.text


def addresses_to_get(site):
    found = [address for address in addresses(site, "GET") if "path:" not in address and "static" not in address]
    assert {"/", "/ideas", "/places"} <= set(found)
    return found


STRANGE_METHODS = ("PUT", "PATCH", "DELETE", "PROPFIND", "TRACE", "FOO", "X" * 2000)


def test_every_address_says_which_methods_it_takes(site, visitor):
    map_ = site.url_map.bind("localhost")
    for address in {*addresses_to_get(site), *addresses(site, "POST")} - {"/static/x"}:
        if address not in addresses_to_get(site) and map_.test(address, "GET"):
            continue  # it could be the name of a place or an idea, which the page then mends
        taken = {method for method in ("GET", "POST") if address in addresses(site, method)}
        for method in (*STRANGE_METHODS, *({"GET", "POST"} - taken)):
            for accept in ("text/html", PROBLEM):
                answer = visitor.open(address, method=method, headers={"Accept": accept})
                assert is_refused(answer, 405)
                allowed = set(answer.headers["Allow"].split(", "))
                assert allowed == taken | {"OPTIONS"} | ({"HEAD"} if "GET" in taken else set()), address
        answer = visitor.options(address)
        assert (answer.status_code, answer.data) == (200, b"")


def test_what_is_too_large_is_refused_before_anything_else(site, client):
    field = b"choice=support&person=1&language=en&x=" + b"x" * 600_000
    parts = b"".join(part(f"field{number}", b"x") for number in range(10_000)) + ending()
    one_part = part("choice", b"x" * 600_000) + ending()
    whole = b"x" * 1_100_000
    cases = ((field, FORM), (parts, multipart()), (one_part, multipart()), (whole, FORM), (whole, multipart()))
    for path, (body, content_type), accept in product(addresses(site, "POST"), cases, ("text/html", PROBLEM)):
        answer = client.post(path, data=body, content_type=content_type, headers={"Accept": accept})
        assert is_refused(answer, 413)


def part(name, value):
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"


def ending():
    return f"--{BOUNDARY}--\r\n".encode()


def multipart(boundary=BOUNDARY):
    return f"multipart/form-data; boundary={boundary}"


BODIES = {
    "deep JSON": (b"[" * 100_000 + b"]" * 100_000, "application/json"),
    "deep JSON objects": (b'{"a":' * 100_000, "application/json"),
    "deep JSON as a form": (b"choice=" + b"[" * 100_000, FORM),
    "JSON": (b'{"choice": "support", "person": 1}', "application/json"),
    "JSON number": (b"1" * 400_000, "application/json"),
    "JSON as text": (b'{"choice": "support"}', "text/plain"),
    "form as text": (b"choice=support&person=1&language=en", "text/plain"),
    "form of no kind": (b"choice=support&person=1&language=en", ""),
    "XML": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "application/xml"),
    "absurd kind": (b"choice=support", "\xff/\xfe; charset=\x01"),
    "long kind": (b"choice=support", "a/" + "b" * 20_000),
    "nothing": (b"", FORM),
    "NULs": (b"\x00" * 10_000, FORM),
    "no UTF-8": (b"choice=\xff\xfe&person=\xed\xa0\x80&language=%ED%A0%80", FORM),
    "other charset": ("choice=support&person=1&language=en".encode("utf-16"), FORM + "; charset=utf-16"),
    "unknown charset": (b"choice=love", FORM + "; charset=klingon"),
    "10,000 fields": (b"a=1&" * 10_000, FORM),
    "repeated": (b"choice=love&choice=support&person=x&person=1&language=xx&language=en", FORM),
    "no boundary": (part("choice", b"love") + ending(), "multipart/form-data"),
    "another boundary": (part("choice", b"love") + ending(), multipart("other")),
    "long boundary": (part("choice", b"love") + ending(), multipart("b" * 5_000)),
    "odd boundary": (part("choice", b"love") + ending(), multipart('"\x00\xff"')),
    "not ended": (part("choice", b"love"), multipart()),
    "cut in a head": (part("choice", b"love")[:60], multipart()),
    "no name": (f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n".encode() + ending(), multipart()),
    "no head": (f"--{BOUNDARY}\r\n\r\nsupport\r\n".encode() + ending(), multipart()),
    "endless head": (f"--{BOUNDARY}\r\nX: {'y' * 300_000}\r\n\r\nx\r\n".encode() + ending(), multipart()),
    "a file": (
        part('choice"; filename="../../etc/passwd', b"support") + part('person"; filename="\x00', b"1") + ending(),
        multipart(),
    ),
    "parts in parts": (
        f"--{BOUNDARY}\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n".encode() * 100 + ending(),
        multipart(),
    ),
    "odd encoding": (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="choice"\r\nContent-Type: text/plain; '
        f"charset=utf-7\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n".encode()
        + ending(),
        multipart(),
    ),
}


LEAVING = {"/account/close", "/account/data", "/account/erase"}
"""Whoever signed in just now and has no password only presses a button there."""


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_makes_no_sense_is_refused(site, client, name):
    body, content_type = BODIES[name]
    for path, accept in product(addresses(site, "POST"), ("text/html", PROBLEM)):
        if path in LEAVING:
            continue
        answer = client.post(path, data=body, content_type=content_type, headers={"Accept": accept})
        if path.endswith(("/sign-out", "/end", "1/join", "/leave", "/options")):  # asks for nothing in the form
            assert answer.status_code in (200, 303, 403, 404, 409, 413, 429)
        else:
            assert is_refused(answer, *REFUSED)


def test_every_field_may_be_absurd(site, client):
    for value in absurd.VALUES.values():
        for path in set(addresses(site, "POST")) - LEAVING:
            body = b"&".join(name + b"=" + value.encode() for name in (b"choice", b"person", b"language"))
            answer = client.post(path, data=body + b"&back=" + value.encode(), content_type=FORM)
            told = {200, 429} if path.endswith("/options") else set()
            assert answer.status_code in REFUSED | {303} | told, f"{path} {value[:50]}"


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "\n//e",
        "/%0d%0aX:y",
        "javascript:alert(1)",
        "",
        "ideas",
    ],
)
def test_nobody_is_led_away(member, back):
    for answer in (
        member.post("/sign-in/as", data={"person": "1", "back": back}),
        member.post("/language", data={"language": "en"}, headers={"Referer": back.strip() or "x"}),
    ):
        assert answer.status_code == 303
        assert re.match(r"/(?![/\\])", answer.headers["Location"])
        assert "\n" not in answer.headers["Location"]


FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": " "},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example/localhost"},
    {"Origin": "http://localhost@evil.example"},
    {"Origin": "http://evil.example@localhost"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost/"},
    {"Origin": "http://localhos"},
    {"Origin": "http://xlocalhost"},
    {"Origin": "http://LOCALHOST.evil.example"},
    {"Origin": "localhost"},
    {"Origin": "//localhost"},
    {"Origin": "http://localhost, https://evil.example"},
    {"Origin": "http://[::1]"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "file://"},
    {"Origin": "\xff"},
)


FROM_MAIL_PROGRAMS = {"/stop/x"}
"""What the key in its address alone allows, wherever it is sent from: no more mails (RFC 8058)."""


@pytest.mark.parametrize("headers", FOREIGN)
def test_what_another_site_sends_is_refused(site, member, headers):
    paths = set(addresses(site, "POST")) - FROM_MAIL_PROGRAMS
    for path, accept in product(sorted(paths), ("text/html", PROBLEM)):
        answer = member.post(
            path, data={"choice": "support", "person": "1", "language": "en"}, headers={**headers, "Accept": accept}
        )
        assert is_refused(answer, 403)
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    ],
)
def test_what_the_site_itself_or_a_program_sends_is_taken(member, headers):
    assert member.post("/language", data={"language": "en"}, headers=headers).status_code == 303


@only_sqlite
def test_a_slow_sender_locks_nobody_out(own_app):
    (idea,), (person,) = some_ideas(own_app)
    path = own_app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")

    class Slow(io.BytesIO):
        """A body whose bytes come while somebody else votes."""

        looked = 0

        def readinto(self, buffer):
            self.looked += 1
            other = sqlite3.connect(path, timeout=0.2, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            other.close()
            return super().readinto(buffer)

    client = own_app.test_client()
    client.sign_in(person)
    for body, content_type in ((b"choice=support", FORM), (part("choice", b"oppose") + ending(), multipart())):
        slow = Slow(body)
        answer = client.post(
            f"/ideas/{idea}/vote", input_stream=slow, content_length=len(body), content_type=content_type
        )
        assert answer.status_code == 303
        assert slow.looked


def post(*headers, body):
    return b"\r\n".join((b"POST /language HTTP/1.1", b"Host: localhost", *headers, b"", body))


def get(*headers, address=b"/"):
    return b"\r\n".join((b"GET " + address + b" HTTP/1.1", *headers, b"", b""))


CHUNKED, HOST = b"Transfer-Encoding: chunked", b"Host: localhost"
SMUGGLED = b"0\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"
LINES = {
    "negative length": post(b"Content-Length: -5", body=b"hello"),
    "absurd length": post(b"Content-Length: 1e9", body=b"hello"),
    "10^30 long": post(b"Content-Length: 1" + b"0" * 30, body=b"hello"),
    "two lengths": post(b"Content-Length: 5", b"Content-Length: 6", body=b"hello!"),
    "length and chunks": post(b"Content-Length: 5", CHUNKED, body=SMUGGLED),
    "lying chunk": post(CHUNKED, body=b"FFFFFFFFFFFFFFFFF\r\nx"),
    "chunk of no size": post(CHUNKED, body=b"ZZ\r\nx\r\n0\r\n\r\n"),
    "chunks cut off": post(CHUNKED, body=b"5\r\nab"),
    "body cut off": post(b"Content-Length: 500", body=b"language=en"),
    "large chunks": post(
        CHUNKED, b"Content-Type: " + FORM.encode(), body=(b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 40 + b"0\r\n\r\n"
    ),
    "no host": get(b"X: y"),
    "two hosts": get(HOST, b"Host: evil.example"),
    "another host in the line": get(HOST, address=b"http://evil.example/"),
    "old version": b"GET / HTTP/0.9\r\n\r\n",
    "future version": b"GET / HTTP/7.3\r\nHost: localhost\r\n\r\n",
    "raw bytes": get(HOST, address=b"/\xff\xfe\x80?\xff"),
    "spaces": get(HOST, address=b"/ ideas"),
    "NUL in a header": get(HOST, b"X: \x00"),
    "10,000 headers": get(HOST, *[b"X: y"] * 10_000),
    "1 MB of header": get(HOST, b"X: " + b"y" * 1_000_000),
    "1 MB of address": get(HOST, address=b"/" + b"y" * 1_000_000),
    "60 KB of cookie": get(HOST, b"Cookie: session=" + b"." * 60_000),
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "noise": bytes(range(256)) * 40,
}


@only_sqlite
def test_the_server_refuses_lies_and_goes_on(own_app, tmp_path):
    found = {}
    with serving(own_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, workers=1) as server:
        for name, lines in LINES.items():
            found[name] = talk(server.port, lines)
            with Visitor(server.port) as visitor:
                assert visitor.get("/").status == 200, f"the server does not answer after {name!r}"
    assert {name: status for name, status in found.items() if status >= 500} == {}
    assert found["no host"] == found["two hosts"] == 400
    assert found["length and chunks"] in (0, 400)
    assert found["large chunks"] == 413
    assert found["raw bytes"] in (400, 404)


def talk(port, lines):
    """Send these bytes, wait a little and hang up; return the status of the first answer, or 0 when there is none."""
    with socket.create_connection(("127.0.0.1", port), timeout=0.4) as connection:
        try:
            connection.sendall(lines)
            answer = connection.recv(200)
        except (ConnectionError, TimeoutError):
            return 0
    found = re.match(rb"HTTP/1.[01] (\d{3})", answer)
    return int(found[1]) if found else 0


@only_sqlite
def test_slow_senders_keep_nobody_from_reading(own_app, tmp_path):
    begun = post(b"Content-Type: " + FORM.encode(), b"Content-Length: 500", body=b"language=")
    with serving(own_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, workers=1) as server, ExitStack() as stack:
        for _ in range(20):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            connection.sendall(begun)
        assert sent_until(server.port, 503).headers["Retry-After"] == "5"
        for _ in range(3):
            with Visitor(server.port) as visitor:
                assert visitor.get("/ideas").status == 200  # the senders would hold it up for ever
        stack.close()
        assert sent_until(server.port, 303).status == 303


def sent_until(port, status):
    """Send a form again and again until this is the answer, for half a minute at the most; return the last answer."""
    for _ in range(150):
        with Visitor(port) as visitor:
            answer = visitor.post("/language", {"language": "en"})
        if answer.status == status:
            break
        time.sleep(0.2)
    return answer
