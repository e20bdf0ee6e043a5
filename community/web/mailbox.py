"""What mail the site has written, to look at: on development sites and in the demo only."""

from __future__ import annotations

from flask import Blueprint, render_template
from linkify_it import LinkifyIt
from markupsafe import Markup

from community.platform.address import given, page_links
from community.platform.errors import Missing
from community.platform.guards import anyone, may
from community.platform.mail.queries import get_mail, list_mails
from community.platform.paging import read_key
from community.platform.text import _

bp = Blueprint("mailbox", __name__)

SCHEMES = ("http:", "https:")


@bp.get("/dev/mail")
@may(anyone)
def mails():
    """List all mails, newest first."""
    key = given("page")
    page = list_mails(read_key(key, int) if key else None)
    return render_template("web/mails.html", mails=page.rows, links=page_links(page.previous, page.next))


@bp.get("/dev/mail/<id:mail_id>")
@may(anyone)
def mail(mail_id: int):
    """Show one mail as its reader sees it."""
    row = get_mail(mail_id)
    if row is None:
        raise Missing(_("There is no such mail."))
    html = None if row.text is None else linked(row.text)
    return render_template("web/mail.html", mail=row, html=html)


def linked(text: str) -> Markup:
    """Return plain text as HTML: paragraphs, line breaks, and web addresses that can be pressed."""
    paragraphs = (part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n"))
    lines = (Markup("<br>").join(map(_line, part.split("\n"))) for part in paragraphs if part.strip())
    return Markup("\n").join(Markup("<p>{}</p>").format(part) for part in lines)


def _line(line: str) -> Markup:
    html, last = Markup(), 0
    for match in LinkifyIt().match(line) or ():
        if match.schema in SCHEMES:
            html += Markup('{}<a href="{}">{}</a>').format(line[last : match.index], match.url, match.text)
            last = match.last_index
    return html + line[last:]
