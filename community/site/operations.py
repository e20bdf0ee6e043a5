"""What can happen to the site itself; every change is kept with who made it."""

from __future__ import annotations

import io
from hashlib import blake2b

from sqlalchemy import delete

from community.extensions import db
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Unclear
from community.platform.markdown import render
from community.platform.text import _, legible
from community.site.colours import dark_accent, is_colour, readable
from community.site.models import Change, Logo, Name, Setting
from community.site.queries import NUMBERS, TEXTS

__all__ = ["change_logo", "change_setting", "record_change"]

LINE_LENGTH = 60
TEXT_LENGTH = 50_000
LOGO_BYTES = 400_000
LOGO_SIDE = 320


def change_setting(actor_id: int | None, name: Name, value: str) -> bool:
    """Set something, or set it back to its default by an empty value; return whether that changed anything.

    Raises Unclear for what makes no sense: too long a text, a colour that cannot be read, a number beyond all bounds.
    """
    value = _checked(name, value.strip())
    before = db.session.get(Setting, name)
    if (before.value if before else "") == value:
        return False
    record_change(actor_id, name, before=before.value if before else None, after=value or None)
    if value:
        _put(name, value, _shown(name, value))
    else:
        db.session.execute(delete(Setting).where(Setting.name == name))
    db.session.flush()
    return True


def change_logo(actor_id: int | None, picture: bytes) -> None:
    """Make the logo anew from `picture`: whatever else the file holds, places and names, stays behind.

    Raises Unclear when it is no picture, or too large a one.
    """
    png = _redrawn(picture)
    key = blake2b(png, digest_size=12).hexdigest()
    db.session.execute(insert(Logo).values(key=key, png=png).on_conflict_do_nothing())
    before = db.session.get(Setting, Name.LOGO)
    record_change(actor_id, Name.LOGO, before=before.value if before else None, after=key)
    _put(Name.LOGO, key, key)
    db.session.flush()


def record_change(
    actor_id: int | None, what: str, *, place_id: int | None = None, before: str | None = None, after: str | None = None
) -> None:
    """Keep what an admin did, with what was there before and after."""
    db.session.add(
        Change(changed_at=now(), person_id=actor_id, what=str(what), place_id=place_id, before=before, after=after)
    )
    db.session.flush()


def _checked(name: Name, value: str) -> str:
    if name in TEXTS:
        return legible(value, TEXT_LENGTH, lines=True)
    if name is Name.ACCENT and value:
        if not is_colour(value):
            raise Unclear(_("Enter a colour as in #0b5557: a number sign and six digits or letters from a to f."))
        if not readable(value):
            raise Unclear(_("Links in this colour would be too faint to read. Choose a darker one."))
        return value.lower()
    if name in NUMBERS and value:
        least, most = NUMBERS[name][0], NUMBERS[name][-1]
        if not (value.isascii() and value.isdigit() and len(value) < 9 and int(value) in NUMBERS[name]):
            raise Unclear(_("Enter a number from %(least)s to %(most)s.", least=least, most=most))
        return str(int(value))
    return legible(value, LINE_LENGTH)


def _shown(name: Name, value: str) -> str:
    if name in TEXTS:  # these stand right under the page's own heading
        return render(value).replace("<h3>", "<h2>").replace("</h3>", "</h2>")
    return f"{value} {dark_accent(value)}" if name is Name.ACCENT else value


def _put(name: Name, value: str, shown: str) -> None:
    adding = insert(Setting).values(name=name, value=value, shown=shown)
    db.session.execute(
        adding.on_conflict_do_update(
            index_elements=["name"], set_={"value": adding.excluded.value, "shown": adding.excluded.shown}
        )
    )
    db.session.expire_all()


def _redrawn(picture: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError  # 40 ms that only a new logo takes

    if len(picture) > LOGO_BYTES:
        raise Unclear(_("The picture is too large: at most %(most)s kilobytes.", most=LOGO_BYTES // 1000))
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG", "WEBP", "GIF")) as image:
            if image.width * image.height > 20_000_000:
                raise Unclear(_("The picture is too large: at most 20 million points."))
            image.seek(0)
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unclear(_("This is not a picture that the site can read. Send a PNG, JPEG or WebP file.")) from error
    drawn.thumbnail((LOGO_SIDE, LOGO_SIDE))
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()
