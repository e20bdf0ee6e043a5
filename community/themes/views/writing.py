"""The pages on which moderators begin, edit, publish and withdraw themes."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import current_app, flash, g, redirect, render_template, request

from community.extensions import db
from community.places.models import ROOT_ID
from community.places.queries import choose_near, get_place
from community.platform.address import MOST_ID, number
from community.platform.differences import differences
from community.platform.errors import Denied, Missing, Problem
from community.platform.freshness import show_if_changed
from community.platform.guards import may, viewer
from community.platform.markdown import render
from community.platform.text import _, plural, say_moment
from community.roles.guards import holding
from community.roles.models import Role
from community.themes import operations, queries
from community.themes.forms import EditForm, ThemeForm, ids_in
from community.themes.operations import Outdated
from community.themes.queries import ThemePage, Words
from community.themes.views.blueprint import bp


@bp.get("/themes/new")
@may(holding(Role.MODERATOR))
def new():
    """Show an empty form for a theme of a place."""
    form = ThemeForm(key=token_urlsafe(16))
    form.place.data = str(get_place(number("place", MOST_ID) or ROOT_ID)[0].id)
    return _new_page(form)


@bp.post("/themes/new")
@may(holding(Role.MODERATOR))
def make():
    """Begin the theme with the ideas that were chosen, or take one step in filling in its form."""
    form = ThemeForm(request.form)
    step = request.form.get("step", "")
    if step == "begin":
        form = ThemeForm(key=token_urlsafe(16), ideas=form.ideas.data)
        form.place.data = str(_place_for(ids_in((form.ideas.data or "").split())))
    if step in ("begin", "preview", "inside", "find"):
        return _new_page(form, step)
    _offer_languages(form)
    if not form.validate():
        return _new_page(form, status=400)
    idea_ids = ids_in((form.ideas.data or "").split())
    said = dict(language=form.language.data, idea_ids=idea_ids, key=form.key.data or "")
    try:
        theme = operations.make_theme(viewer(), _place_id(form), form.title.data, form.body.data, **said)
    except (Denied, Missing) as elsewhere:
        db.session.rollback()
        form.place.errors = [elsewhere.sentence]
        return _new_page(form, status=400)
    address = queries.address_of(theme.id)
    db.session.commit()
    flash(_("Your draft is kept. The moderators of its place alone see it until it is published."))
    return redirect(address, 303)


@bp.get("/themes/<id:theme_id>/edit")
@may(holding(Role.MODERATOR))
def edit(theme_id: int):
    """Show what the theme says, to be mended."""
    theme = in_hand(theme_id)
    words = queries.get_words(theme_id)
    show_if_changed()
    return _edit_page(theme, EditForm(title=words.title, body=words.body, version=theme.version))


@bp.post("/themes/<id:theme_id>/edit")
@may(holding(Role.MODERATOR))
def mend(theme_id: int):
    """Keep what the moderator wrote as the next version; who comes second sees both texts."""
    form, who, theme = EditForm(request.form), viewer(), in_hand(theme_id)
    if request.form.get("step") == "preview":
        return _edit_page(theme, form, preview=render(form.body.data))
    if not form.validate():
        return _edit_page(theme, form), 400
    try:
        operations.edit_theme(who, theme_id, form.title.data, form.body.data, version=form.version.data or 0)
    except Outdated:
        theme, standing = queries.get_theme(theme_id, who), queries.get_words(theme_id)
        form = EditForm(title=form.title.data, body=form.body.data, version=theme.version)
        return _edit_page(theme, form, standing=standing), 409
    address = queries.address_of(theme_id)
    db.session.commit()
    flash(_("Your changes are kept, and what it said before can still be read."))
    return redirect(address, 303)


@bp.post("/themes/<id:theme_id>/publish")
@may(holding(Role.MODERATOR))
def publish(theme_id: int):
    """Put the theme before everybody."""
    operations.publish_theme(viewer(), theme_id)
    address, waiting = queries.address_of(theme_id), queries.waiting_of(theme_id)
    db.session.commit()
    flash(_("The theme is public.") + " " + said_of(waiting) if waiting else _("The theme is public."))
    return redirect(address, 303)


@bp.post("/themes/<id:theme_id>/withdraw")
@may(holding(Role.MODERATOR))
def withdraw(theme_id: int):
    """Take the theme out of sight."""
    theme = operations.withdraw_theme(viewer(), theme_id)
    address, was_public = queries.address_of(theme_id), theme.published_at is not None
    db.session.commit()
    flash(
        _("The theme is withdrawn. You can publish it again on this page.")
        if was_public
        else _("The draft is set aside. You find it among the withdrawn themes, and can still publish it.")
    )
    return redirect(address, 303)


def said_of(waiting: queries.Waiting):
    """Return in words whom a theme is about to be told to."""
    return plural(
        "%(num)s person is told of it on %(moment)s; until then you can withdraw it as if nothing had been.",
        "%(num)s people are told of it on %(moment)s; until then you can withdraw it as if nothing had been.",
        waiting.told,
        moment=say_moment(waiting.due_at),
    )


def in_hand(theme_id: int) -> ThemePage:
    """Return the theme if the viewer may change it, or say why not."""
    theme = queries.get_theme(theme_id, viewer())
    place, above = get_place(theme.place_id)
    if not queries.in_hand(viewer(), [each.id for each in (*above, place)]):
        raise Denied(_("Only the moderators of a place distil its themes."))
    return theme


def _place_for(idea_ids: list[int]) -> int:
    """Return the smallest place in which all these ideas lie."""
    line = queries.common_line({each.place_id for each in queries.list_chosen(idea_ids)})
    return line[-1] if line else ROOT_ID


def _new_page(form: ThemeForm, step: str = "", *, status: int = 200):
    _offer_languages(form)
    words = request.form.get("find", "").strip()[:200] if step == "find" else ""
    try:
        choosing = choose_near(_place_id(form), words)
    except Missing:
        choosing = choose_near(ROOT_ID, words)
    page = render_template(
        "themes/new.html",
        form=form,
        choosing=choosing,
        gathered=len(ids_in((form.ideas.data or "").split())),
        preview=render(form.body.data) if step == "preview" else None,
    )
    return page, status, {"Cache-Control": "private, no-cache"}


def _edit_page(theme: ThemePage, form: EditForm, *, preview: str | None = None, standing: Words | None = None):
    return render_template(
        "themes/edit.html",
        theme=theme,
        form=form,
        preview=preview,
        standing=standing,
        title=differences(standing.title, form.title.data) if standing else None,
        body=differences(standing.body, form.body.data) if standing else None,
    )


def _offer_languages(form: ThemeForm) -> None:
    codes = [code for code in current_app.config["LANGUAGES"] if not code.endswith("-XB")]
    form.offer_languages(codes, g.language)


def _place_id(form: ThemeForm) -> int:
    """Return the chosen place; raise Missing when that is no number of a place."""
    try:
        (place_id,) = ids_in([form.place.data or ""])
    except Problem as problem:
        raise Missing(_("There is no such place.")) from problem
    return place_id
