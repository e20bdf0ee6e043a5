"""The pages of who runs the site: all is set here, nothing by editing code, and every change is kept."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request
from wtforms import Form

from community.admin import forms, operations, queries
from community.extensions import db
from community.places.models import Posting
from community.places.queries import Choosing, choose_near, get_place
from community.platform.address import given, page_links, with_parameters
from community.platform.errors import Missing, Unclear
from community.platform.guards import may, viewer
from community.platform.paging import instant, read_key
from community.platform.text import _
from community.roles.guards import holding
from community.roles.models import Role
from community.site import operations as site
from community.site.models import Name
from community.site.queries import TEXTS, get_settings, get_text, list_changes
from community.tracker.rules import ASK_AFTER
from community.writing.rules import IDEAS_A_DAY, LINKS, NEW_FOR

bp = Blueprint("admin", __name__, url_prefix="/admin")

admin = holding(Role.ADMIN)
LIMITS = {
    "days": (Name.NEW_DAYS, NEW_FOR.days),
    "ideas": (Name.NEW_IDEAS, IDEAS_A_DAY),
    "links": (Name.NEW_LINKS, LINKS),
    "ask_days": (Name.ASK_DAYS, ASK_AFTER.days),
}
"""The settings behind the fields of a form, each with what holds where nothing is set."""
WORDS = (Name.SITE_NAME, Name.ACCENT, Name.PLACE_WORD, Name.PLACES_WORD)


@bp.get("")
@may(admin)
def home():
    """Show whether everything works, and the way to everything that can be set."""
    return render_template("admin/home.html", health=queries.get_health(current_app.config["DATA"]))


@bp.get("/look")
@may(admin)
def look():
    """Show name, colour, logo and words of the site as they are set."""
    found = get_settings()
    set_now = {str(name): found.get(name, "") for name in WORDS}
    set_now["accent"] = set_now["accent"].partition(" ")[0]  # what stands after it is its stand-in for the dark
    form = forms.LookForm(data=set_now)
    return render_template("admin/look.html", form=form)


@bp.post("/look")
@may(admin)
def save_look():
    """Set name, colour, logo and words of the site."""
    form = forms.LookForm(request.form)
    if not form.validate():
        return render_template("admin/look.html", form=form), 400
    person_id, picture = viewer().person_id, request.files.get("logo")
    try:
        for name in WORDS:
            site.change_setting(person_id, name, form[str(name)].data or "")
        if picture and picture.filename:
            site.change_logo(person_id, picture.read(site.LOGO_BYTES + 1))
        elif "no_logo" in request.form:
            site.change_setting(person_id, Name.LOGO, "")
    except Unclear as unclear:
        db.session.rollback()
        form.form_errors.append(unclear.sentence)
        return render_template("admin/look.html", form=form), 400
    db.session.commit()
    return _saved("/admin/look")


@bp.get("/limits")
@may(admin)
def limits():
    """Show what holds on the whole site, in numbers."""
    found = get_settings()
    set_now = {field: int(found.get(name, default)) for field, (name, default) in LIMITS.items()}
    return render_template("admin/limits.html", form=forms.LimitsForm(data=set_now))


@bp.post("/limits")
@may(admin)
def save_limits():
    """Set what holds on the whole site, in numbers."""
    form = forms.LimitsForm(request.form)
    if not form.validate():
        return render_template("admin/limits.html", form=form), 400
    for field, (name, default) in LIMITS.items():
        said = form[field].data
        site.change_setting(viewer().person_id, name, "" if said == default else str(said))
    db.session.commit()
    return _saved("/admin/limits", _("It is saved, and holds from now on."))


@bp.get("/texts/<name>")
@may(admin)
def text(name: str):
    """Show one of the site's own texts as it was written."""
    form = forms.TextForm(data={"body": get_text(_text_name(name))[0]})
    return render_template("admin/text.html", form=form, name=name, texts=TEXTS)


@bp.post("/texts/<name>")
@may(admin)
def save_text(name: str):
    """Set one of the site's own texts."""
    text_name, form = _text_name(name), forms.TextForm(request.form)
    if not form.validate():
        return render_template("admin/text.html", form=form, name=name, texts=TEXTS), 400
    site.change_setting(viewer().person_id, text_name, form.body.data or "")
    db.session.commit()
    return _saved(f"/{name}")


@bp.get("/places/<id:place_id>")
@may(admin)
def place(place_id: int):
    """Show what can be changed about a place."""
    return _place_page(place_id)


@bp.post("/places/<id:place_id>")
@may(admin)
def save_place(place_id: int):
    """Change a place."""
    form = forms.PlaceForm(request.form)
    if not form.validate():
        return _place_page(place_id, changing=form), 400
    operations.change_place(viewer().person_id, place_id, **_details(form))
    db.session.commit()
    return _saved(f"/admin/places/{place_id}")


@bp.post("/places/<id:place_id>/add")
@may(admin)
def add_place(place_id: int):
    """Add a place under another one."""
    form = forms.PlaceForm(request.form, prefix="new-")
    if not form.validate():
        return _place_page(place_id, adding=form), 400
    added = operations.add_place(viewer().person_id, place_id, **_details(form)).id
    db.session.commit()
    return _saved(f"/admin/places/{added}")


@bp.post("/places/<id:place_id>/move")
@may(admin)
def move_place(place_id: int):
    """Put a place under another one, or take one step in choosing that."""
    form, step = forms.MoveForm(request.form), request.form.get("step", "")
    if not form.validate():
        return _place_page(place_id, moving=form), 400
    if step in ("inside", "find"):
        words = request.form.get("find", "").strip()[:200] if step == "find" else ""
        return _place_page(place_id, choosing=choose_near(form.place.data, words))
    operations.move_place(viewer().person_id, place_id, form.place.data)
    db.session.commit()
    return _saved(f"/admin/places/{place_id}")


@bp.post("/places/<id:place_id>/policies")
@may(admin)
def save_policies(place_id: int):
    """Say who may propose in a place, and whether votes are taken there."""
    form = forms.PoliciesForm(request.form)
    if not form.validate():
        return _place_page(place_id, ruling=form), 400
    posting = Posting(form.posting.data) if form.posting.data else None
    voting = {"open": True, "closed": False}.get(form.voting.data)
    operations.set_policies(viewer().person_id, place_id, posting, voting)
    db.session.commit()
    return _saved(f"/admin/places/{place_id}")


@bp.get("/people")
@may(admin)
def people():
    """Find somebody with an account."""
    words = given("q") or ""
    return render_template("admin/people.html", words=words, people=queries.find_people(words))


@bp.get("/log")
@may(admin)
def log():
    """Show what admins did, the latest first."""
    page_key = given("page")
    page = list_changes(read_key(page_key, instant) if page_key else None)
    links = page_links(page.previous, page.next)
    return render_template("admin/log.html", page=page, links=links, first=with_parameters(page=None))


def _text_name(name: str) -> Name:
    if name not in TEXTS:
        raise Missing(_("The site has no such text."))
    return Name(name)


def _place_page(place_id: int, *, choosing: Choosing | None = None, **given_forms: Form) -> str:
    place, above = get_place(place_id)
    if choosing is None and above:
        choosing = choose_near(above[-1].id)
    blank = {
        "changing": forms.PlaceForm(data={"name": place.name, "kind": place.kind, "population": place.population}),
        "adding": forms.PlaceForm(prefix="new-"),
        "ruling": forms.PoliciesForm(data=_policies_of(place_id)),
        "moving": forms.MoveForm(),
    }
    return render_template("admin/place.html", place=place, above=above, choosing=choosing, **{**blank, **given_forms})


def _policies_of(place_id: int) -> dict[str, str]:
    said = queries.get_policies(place_id)
    return {"posting": said.posting or "", "voting": "" if said.voting is None else "open" if said.voting else "closed"}


def _details(form: forms.PlaceForm) -> dict[str, object]:
    kind = (form.kind.data or "").strip() or None
    return {"name": form.name.data.strip(), "kind": kind, "population": form.population.data}


def _saved(path: str, sentence: str | None = None):
    flash(sentence or _("It is saved, and every page shows it from now on."))
    return redirect(path, 303)
