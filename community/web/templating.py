"""What every template may call: assets, dates, numbers, who looks."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from flask import Flask, current_app, request
from flask_babel import get_locale, get_timezone

from community.platform.guards import viewer
from community.platform.text import direction_of
from community.web.assets import asset
from community.web.language import language

__all__ = ["register"]


def register(app: Flask) -> None:
    """Give the templates of `app` their words."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals["asset"] = asset
    env.filters.update(day=day, number=number, share=share)

    @app.context_processor
    def every_page() -> dict[str, object]:
        code = language()
        return {
            "lang": code,
            "dir": direction_of(code.replace("-XB", "")),
            "languages": current_app.config["LANGUAGES"],
            "site_name": current_app.config["SITE_NAME"],
            "development": current_app.config["DEVELOPMENT_SIGN_IN"],
            "here": request.path,
            "viewer": viewer(),
        }


def day(at: datetime) -> str:
    """Return the day of `at` in the site's zone, in the reader's words: 3 May 2026."""
    return _day(at.astimezone(get_timezone()).date(), str(get_locale()))


def number(value: int) -> str:
    """Return `value` with the reader's digit grouping."""
    return str(value) if -1000 < value < 1000 else _number(value, str(get_locale()))


def share(value: float) -> str:
    """Return `value`, from 0 to 1, as whole per cent."""
    return _share(round(value, 2), str(get_locale()))


@lru_cache(4096)
def _day(date, locale: str) -> str:  # type: ignore[no-untyped-def]
    return format_date(date, "long", Locale.parse(locale))


@lru_cache(4096)
def _number(value: int, locale: str) -> str:
    return format_decimal(value, locale=Locale.parse(locale))


@lru_cache(4096)
def _share(value: float, locale: str) -> str:
    return format_percent(value, locale=Locale.parse(locale))
