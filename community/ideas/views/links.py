"""Saying which issues an idea answers."""

from __future__ import annotations

import re

from flask import flash, redirect, request

from community.extensions import db
from community.ideas import operations, queries
from community.ideas.views.blueprint import bp
from community.platform.errors import Unclear
from community.platform.guards import may, signed_in, viewer
from community.platform.text import _
from community.writing.forms import spelled_id

_NUMBER = re.compile(r"(?:.*/issues/)?([0-9]{1,10})(?:/.*)?")


@bp.post("/ideas/<id:idea_id>/issues")
@may(signed_in)
def link_issue(idea_id: int):
    """Keep that the idea answers an issue, or take that back."""
    found = _NUMBER.fullmatch(request.form.get("issue", "").strip()[:500])
    issue_id = spelled_id(found[1]) if found else None
    if issue_id is None:
        raise Unclear(_("Enter the address of an issue, as its page has it."))
    ends = request.form.get("act") == "unlink"
    (operations.unlink_issue if ends else operations.link_issue)(viewer(), idea_id, issue_id)
    address = queries.address_of(idea_id)
    db.session.commit()
    flash(_("The idea does not answer this issue any more.") if ends else _("The idea answers this issue now."))
    return redirect(f"{address}#issues", 303)
