"""Every setting, from the environment, with a default that runs; docs/settings.md explains each."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ENVIRONMENTS = ("development", "production", "test")
LOG_FORMATS = ("json", "plain")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DATABASES = ("sqlite", "postgresql+psycopg")
MAILBOXES = ("smtp", "starttls", "smtps")
WORKER = ("in-process", "none")
STAMP = "demo"
"""The file in DATA that says that the site shows the demo."""

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
"""So many requests a worker process holds at once. One thread computes as fast, but stands still with a slow sender."""


class Misconfigured(SystemExit):
    """The site cannot start like this; the message says what to set."""


def settings(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the Flask configuration that `env` describes.

    Makes the folder DATA. Raises Misconfigured when it cannot, when production lacks SECRET_KEY, HOSTS or MAIL,
    or when a value makes no sense.
    """
    kind = _one_of("COMMUNITY_ENV", env.get("COMMUNITY_ENV", "development"), ENVIRONMENTS)
    production = kind == "production"
    hosts = [host.strip().lower() for host in env.get("HOSTS", "").split(",") if host.strip()]
    secret = env.get("SECRET_KEY", "")
    if production and len(secret) < 32:
        raise Misconfigured("Production needs SECRET_KEY: at least 32 random characters that only this site knows.")
    if production and not hosts:
        raise Misconfigured("Production needs HOSTS: the host names this site answers to, separated by commas.")
    mail = _mail(env.get("MAIL", ""), production)
    port = _whole("PORT", env.get("PORT") or "5000", most=65_535)
    data = usable(Path(env.get("DATA") or "data"))

    demo_accounts = _demo_accounts(data / STAMP)
    if production and demo_accounts:
        raise Misconfigured(f"DATA is {data}, which holds the demo: everybody knows its passwords. Choose another.")

    return {
        "COMMUNITY_ENV": kind,
        "DATA": data,
        "DEMO": (data / STAMP).exists(),
        "DEMO_ACCOUNTS": demo_accounts,
        "SITE_NAME": env.get("SITE_NAME", "Community"),
        "ADDRESS": _address(
            env.get("ADDRESS") or (f"https://{hosts[0]}" if production else f"http://127.0.0.1:{port}")
        ),
        "MAIL": mail,
        "MAIL_FROM": _mail_from(env.get("MAIL_FROM") or f"no-reply@{(hosts or ['localhost'])[0]}"),
        "LANGUAGES": _languages(env, production),
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": _timezone(env.get("TIMEZONE", "UTC")),
        "LOG_FORMAT": _one_of("LOG_FORMAT", env.get("LOG_FORMAT", "json" if production else "plain"), LOG_FORMATS),
        "LOG_LEVEL": _one_of("LOG_LEVEL", env.get("LOG_LEVEL", "INFO").upper(), LOG_LEVELS),
        "DEVELOPMENT_SIGN_IN": not production,
        "SECOND_FACTOR": _yes_or_no("SECOND_FACTOR", env.get("SECOND_FACTOR") or ("yes" if production else "no")),
        "SECRET_KEY": secret or _kept_secret(data, kind),
        "RECORD_KEY": _record_key(env.get("RECORD_KEY") or _kept(data, kind, "record_key", 32)),
        "TRUSTED_HOSTS": hosts or ["127.0.0.1", "localhost"],
        "SQLALCHEMY_DATABASE_URI": _database_url(env, data),
        "HOST": env.get("HOST", "127.0.0.1"),
        "PORT": port,
        "PROXIES": _whole("PROXIES", env.get("PROXIES") or "0", most=10, least=0),
        "WORKERS": _whole("WORKERS", env.get("WORKERS") or "1", most=256),
        "WORKER": "none" if kind == "test" else _one_of("WORKER", env.get("WORKER") or "in-process", WORKER),
        "MAX_CONTENT_LENGTH": 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TESTING": kind == "test",
    }


def usable(data: Path) -> Path:
    """Make the folder DATA where it is missing, for nobody else to look into, and return its full path.

    Raises Misconfigured when it cannot be made or written to.
    """
    try:
        data = data.resolve()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)  # who voted what is nobody else's business
        writable = os.access(data, os.W_OK | os.X_OK)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead round in a circle
        why = getattr(error, "strerror", None) or error
        raise Misconfigured(f"DATA is {data}, and that folder cannot be made: {why}.") from None
    if not writable:
        raise Misconfigured(f"DATA is {data}, and nothing can be written into that folder.")
    return data


def _demo_accounts(stamp: Path) -> tuple[tuple[str, ...], ...]:
    """The ways to sign in to a demo: lines of name, role, place, address and password, with tabs between."""
    lines = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
    return tuple(tuple(line.split("\t")) for line in lines if line.count("\t") == 4)


def _languages(env: Mapping[str, str], production: bool) -> tuple[str, ...]:
    """The languages people may read the site in; `ar-XB`, right to left, is made up for testing."""
    wanted = tuple(code.strip() for code in env.get("LANGUAGES", "en").split(",") if code.strip())
    for code in wanted:
        try:
            Locale.parse(code.replace("-XB", ""), sep="-")
        except (UnknownLocaleError, ValueError) as error:
            raise Misconfigured(f"LANGUAGES names {code!r}, which is no language; write en, hi or pt-BR.") from error
    if not wanted:
        raise Misconfigured("LANGUAGES is empty; it must name at least one language, for example en.")
    return wanted if production or "ar-XB" in wanted else (*wanted, "ar-XB")


def _timezone(name: str) -> str:
    try:
        get_timezone(name)
    except LookupError as error:
        raise Misconfigured(f"TIMEZONE is {name!r}; it must be a zone of the IANA list, for example UTC.") from error
    return name


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Misconfigured(f"{name} is {value!r}; it must be one of {', '.join(known)}.")
    return value


def _yes_or_no(name: str, value: str) -> bool:
    return _one_of(name, value.lower(), ("yes", "no")) == "yes"


def _whole(name: str, text: str, most: int, least: int = 1) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10) or not least <= int(text) <= most:
        raise Misconfigured(f"{name} is {text!r}; it must be a number from {least} to {most}.")
    return int(text)


def _database_url(env: Mapping[str, str], data: Path) -> str:
    url = env.get("DATABASE_URL", "")
    if not url:
        return f"sqlite:///{data / 'community.sqlite3'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            url = "postgresql+psycopg://" + url.removeprefix(short)
    try:
        asked = make_url(url)
        known = asked.drivername in DATABASES
    except ArgumentError:
        known = False
    if not known:  # what it is stays unsaid: it may hold a password
        raise Misconfigured("DATABASE_URL is not understood; it must begin with sqlite:/// or postgresql://.")
    if asked.drivername == "sqlite" and asked.database in (None, "", ":memory:"):
        raise Misconfigured("DATABASE_URL names no file; write sqlite:///, then the path of the database.")
    return url


def _address(url: str) -> str:
    """Where people reach the site: links in mails begin with it, whatever a request says of its host."""
    asked = urlsplit(url)
    if asked.scheme not in ("http", "https") or not asked.hostname or asked.path.strip("/") or not url.isprintable():
        raise Misconfigured(f"ADDRESS is {url!r}; write how people reach the site, for example https://town.example.")
    return f"{asked.scheme}://{asked.netloc}"


def _mail(url: str, production: bool) -> str:
    """Where mail goes: `file`, kept in the data folder and shown at /dev/mail, or a mail server."""
    if not url and production:
        raise Misconfigured("Production needs MAIL: the mail server, for example smtp://<name>:<password>@<host>:587.")
    if url in ("", "file") and not production:
        return "file"
    try:
        asked = urlsplit(url)
        known = asked.scheme in MAILBOXES and bool(asked.hostname) and (asked.port is None or asked.port > 0)
    except ValueError:
        known = False
    if not known:  # what it is stays unsaid: it may hold a password
        raise Misconfigured("MAIL is not understood; write smtp://, starttls:// or smtps://, then the mail server.")
    return url


def _mail_from(text: str) -> str:
    """Who mail comes from: an address, or a name and an address, `The town <no-reply@town.example>`."""
    name, _, rest = text.rpartition("<")
    address = rest.removesuffix(">").strip()
    if not text.isprintable() or not re.fullmatch(r"[^\s<>()@,;:\"]+@[\w.-]+", address):
        raise Misconfigured(f"MAIL_FROM is {text!r}; write an address, or a name and an address in angle brackets.")
    return f"{name.strip()} <{address}>".strip()


def _kept_secret(data: Path, kind: str) -> str:
    """A random secret, so that a restart signs nobody out."""
    return _kept(data, kind, "secret_key", 48)


def _kept(data: Path, kind: str, name: str, length: int) -> str:
    """So many random bytes as text, made once and kept in the data folder."""
    if kind == "test":
        return "only-for-tests-" + "0" * 28
    path = data / name
    if not path.exists():
        fresh = data / f"{name}.{secrets.token_hex(4)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(length))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii")


def _record_key(text: str) -> str:
    """What the heads of the public record are signed with: 32 bytes, in the base64 of addresses."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        raise Misconfigured("RECORD_KEY must be 32 random bytes in base64, 43 letters, digits, - and _.")
    return text
