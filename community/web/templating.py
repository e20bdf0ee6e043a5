"""What every template may call: assets, dates, numbers, who looks."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from math import floor
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations
from flask import Flask, current_app, request
from flask_babel import get_domain, get_locale, get_timezone
from jinja2.environment import Template, TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from community.platform.guards import viewer
from community.platform.text import direction_of
from community.web.assets import asset
from community.web.language import PSEUDO, language
from community.web.own import own

__all__ = ["register"]


@dataclass(frozen=True, slots=True)
class _Reader:
    """For whom a page is made. Looked up once a page: it is asked for a hundred times on each."""

    language: str
    locale: str
    zone: tzinfo
    texts: NullTranslations


_reader: ContextVar[_Reader] = ContextVar("reader")


def register(app: Flask) -> None:
    """Give the templates of `app` their words."""
    env = app.jinja_env
    env.template_class = _Template
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(asset=asset, _=_say, gettext=_say, ngettext=_count, kept=kept)
    env.filters.update(bdi=bdi, day=day, hour=hour, number=number, share=share, site=site, verbatim=verbatim)

    @app.context_processor
    def every_page() -> dict[str, object]:
        code = language()
        _reader.set(_reader_of(code, current_app.config["BABEL_DEFAULT_TIMEZONE"]))
        return {
            "lang": code,
            "dir": direction_of(code.replace("-XB", "")),
            "languages": own_names(current_app.config["LANGUAGES"]),
            "own": own(),
            "development": current_app.config["DEVELOPMENT_SIGN_IN"],
            "here": request.path,
            "viewer": viewer(),
        }


@cache
def own_names(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return each language with the name it has for itself; the made-up one has none."""
    names = ((code, "" if code == PSEUDO else Locale.parse(code, sep="-").get_display_name() or code) for code in codes)
    return tuple((code, name[:1].upper() + name[1:]) for code, name in names)


@lru_cache(64)
def _reader_of(language: str, _zone: str) -> _Reader:
    return _Reader(language, str(get_locale()), get_timezone(), get_domain().get_translations())


def bdi(name: str) -> Markup:
    """Return a name that people gave, in the direction of its letters, whatever stands around it."""
    return Markup("<bdi>{}</bdi>").format(name)


def verbatim(text: str) -> Markup:
    """Return an address or a code, which no translator may touch."""
    return Markup('<bdi translate="no">{}</bdi>').format(text)


def site(url: str) -> str:
    """Return whose page an address leads to: its host, as it is read."""
    return urlsplit(url).hostname or url


def day(at: date, short: bool = False) -> str:
    """Return a day, or that of an instant in the site's zone, in the reader's words: 3 August 2026, or 3 Aug 2026."""
    reader = _reader.get()
    on = at.astimezone(reader.zone).date() if isinstance(at, datetime) else at
    return _day(on, "medium" if short else "long", reader.locale)


def hour(at: datetime) -> str:
    """Return the time of day of `at` in the site's zone, in the reader's words: 14:05."""
    reader = _reader.get()
    return format_time(at.astimezone(reader.zone).timetz(), "short", reader.zone, Locale.parse(reader.locale))


def number(value: int) -> str:
    """Return `value` with the reader's digit grouping."""
    return str(value) if -1000 < value < 1000 else _number(value, _reader.get().locale)


def share(value: float, at_least: bool = False) -> str:
    """Return `value`, from 0 to 1, as whole per cent; rounded down when it is said to be at least so much."""
    return _share(rounded_down(value) if at_least else rounded(value), _reader.get().locale)


def rounded(value: float) -> float:
    """Return `value` in whole hundredths; 0 and 1 only when it is none or all, for 599 of 600 are not all."""
    return value if value in (0, 1) else min(max(round(value, 2), 0.01), 0.99)


def rounded_down(value: float) -> float:
    """Return the whole hundredths that `value` reaches."""
    return floor(round(value * 100, 9)) / 100


class _Template(Template):
    """A template that looks once, not at each import, at what it may import from others: our globals never change."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def kept(macro: Macro, *values: object, **named: object) -> Markup:
    """Return what `macro` makes of hashable values, from memory when it was made before.

    Only for macros whose result follows from their arguments and the language alone.
    """
    return _kept(_reader.get().language, macro, values, tuple(named.items()))


@lru_cache(2048)
def _kept(_language: str, macro: Macro, values: tuple[object, ...], named: tuple[tuple[str, object], ...]) -> Markup:
    return Markup(macro(*values, **dict(named)))  # noqa: S704


def _say(message: str, **values: object) -> Markup:
    text = Markup(_reader.get().texts.ugettext(message))  # noqa: S704
    return text % values if values or "%" in text else text


def _count(singular: str, plural: str, num: int, **values: object) -> Markup:
    text = Markup(_reader.get().texts.ungettext(singular, plural, num))  # noqa: S704
    return text % {"num": num, **values}


@lru_cache(4096)
def _day(on: date, length: str, locale: str) -> str:
    return format_date(on, length, Locale.parse(locale))


@lru_cache(4096)
def _number(value: int, locale: str) -> str:
    return format_decimal(value, locale=Locale.parse(locale))


@lru_cache(4096)
def _share(value: float, locale: str) -> str:
    return format_percent(value, locale=Locale.parse(locale))
