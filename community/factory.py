"""The one file that knows every feature."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from community.accounts import cli as accounts_cli
from community.accounts import jobs as accounts_jobs
from community.accounts import views as accounts
from community.admin import views as admin
from community.comments import acts as comments_acts
from community.comments import search as comments_search
from community.comments import things as commented
from community.comments import views as comments
from community.comments.exchange import COMMENTS
from community.comments.models import On
from community.comments.moderated import moderated_comments
from community.comments.things import Commentable
from community.config import settings, usable
from community.confirmations import cli as tracker_cli
from community.confirmations import jobs as confirmations_jobs
from community.confirmations import views as confirmations
from community.confirmations.links import question_path
from community.extensions import db, login, migrate
from community.ideas import acts as ideas_acts
from community.ideas import cli as ideas_cli
from community.ideas import moderated as ideas_moderated
from community.ideas import search as ideas_search
from community.ideas import telling as ideas_telling
from community.ideas import views as ideas
from community.ideas.exchange import IDEAS, VOTES
from community.ideas.models import Idea
from community.ideas.queries import get_idea
from community.issues import acts as issues_acts
from community.issues import moderated as issues_moderated
from community.issues import search as issues_search
from community.issues import telling as issues_telling
from community.issues import views as issues
from community.issues.exchange import ISSUES
from community.issues.models import Issue
from community.issues.queries import get_issue
from community.leaving import cli as leaving_cli
from community.leaving import jobs as leaving_jobs
from community.leaving import views as leaving
from community.moderation import views as moderation
from community.moderation.models import Kind
from community.moderation.things import moderated
from community.notifications import jobs as notifications_jobs
from community.notifications import views as notifications
from community.notifications.models import Event, Thing
from community.notifications.queries import NEWS, unread_of
from community.notifications.queries.telling import tellers, ways_to_answer
from community.persons import views as persons
from community.places import views as places
from community.places.exchange import PLACES
from community.platform import database, logs
from community.platform.address import Id
from community.platform.exchange import cli as exchange_cli
from community.platform.mail import cli as mail_cli
from community.platform.mail import jobs as mail_jobs
from community.platform.mail import writers
from community.platform.worker import cli as worker_cli
from community.platform.worker import jobs as worker
from community.record import cli as record_cli
from community.record import jobs as record_jobs
from community.record import views as record
from community.record.things import know
from community.roles import cli as roles_cli
from community.roles import views as roles
from community.roles.queries import counting
from community.search import cli as search_cli
from community.search import jobs as search_jobs
from community.search import sources
from community.search import views as search
from community.site import views as site
from community.tags import things as tagged
from community.tags import views as tags
from community.tags.models import Tagged
from community.tags.things import Taggable
from community.themes import cli as themes_cli
from community.themes import jobs as themes_jobs
from community.themes import search as themes_search
from community.themes import telling as themes_telling
from community.themes import views as themes
from community.themes.exchange import THEMES
from community.themes.models import Theme
from community.themes.queries import get_theme
from community.tracker import jobs as tracker_jobs
from community.tracker import search as tracker_search
from community.tracker import telling as tracker_telling
from community.tracker import views as tracker
from community.tracker.exchange import COMMITMENTS, UPDATES
from community.tracker.models import Commitment
from community.tracker.queries import get_commitment
from community.tracker.queries.rows import CommitmentPage
from community.voice import views as voice
from community.web import cli as web_cli
from community.web import compiling, design, errors, frame, language, mailbox, surround, templating
from community.web import views as web
from community.writing import jobs as writing_jobs
from community.writing import views as writing
from community.writing.acts import ACTS, WRITTEN

__all__ = ["create_app"]


def _promised(commitment_id: int, _viewer: object) -> CommitmentPage:
    return get_commitment(commitment_id)


FEATURES = (
    web,
    accounts,
    roles,
    places,
    issues,
    ideas,
    comments,
    writing,
    persons,
    tags,
    themes,
    tracker,
    confirmations,
    notifications,
    moderation,
    record,
    search,
    site,
    admin,
    voice,
    leaving,
    language,
)
"""Whose pages the site has; development adds two."""

JOBS = (
    *mail_jobs.JOBS,
    *accounts_jobs.JOBS,
    *writing_jobs.JOBS,
    *themes_jobs.JOBS,
    *tracker_jobs.JOBS,
    *notifications_jobs.JOBS,
    *confirmations_jobs.JOBS,
    *record_jobs.JOBS,
    *search_jobs.JOBS,
    *leaving_jobs.JOBS,
)
"""What the worker does."""

EXCHANGED = (
    PLACES,
    ISSUES,
    IDEAS,
    VOTES,
    THEMES,
    COMMITMENTS,
    UPDATES,
    COMMENTS,
)
"""The tables that come and go as files, in the order in which they come in."""

SEARCHED = (
    issues_search.SOURCE,
    ideas_search.SOURCE,
    themes_search.SOURCE,
    tracker_search.SOURCE,
)
"""What is found by searching, in the order in which pages name it."""

TELLERS = {
    Thing.IDEA: ideas_telling.TELLER._replace(said=tracker_telling.declined),
    Thing.ISSUE: issues_telling.TELLER,
    Thing.THEME: themes_telling.TELLER,
    Thing.COMMITMENT: tracker_telling.TELLER,
}
"""How news tells of each kind of thing."""

TAGGABLE = {
    Tagged.IDEA: Taggable(Idea, ideas_telling.TELLER.address),
    Tagged.ISSUE: Taggable(Issue, issues_telling.TELLER.address),
}
"""What has tags."""

COMMENTABLE = {
    On.ISSUE: Commentable(Issue, get_issue, issues_telling.TELLER.address),
    On.IDEA: Commentable(Idea, get_idea, ideas_telling.TELLER.address, sided=True),
    On.THEME: Commentable(Theme, get_theme, themes_telling.TELLER.address),
    On.COMMITMENT: Commentable(Commitment, _promised, tracker_telling.TELLER.address),
}
"""What can be commented on."""

MODERATED = {
    Kind.IDEA: ideas_moderated.MODERATED,
    Kind.ISSUE: issues_moderated.MODERATED,
}
"""How each kind of thing is moderated."""

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(changes: Mapping[str, Any] | None = None) -> Flask:
    """Return the site, configured by the environment and then by `changes`."""
    app = Flask(__name__)
    app.jinja_environment = compiling.Environment
    app.config.update(settings(), **(changes or {}))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    usable(app.config["DATA"])
    app.url_map.converters["id"] = Id
    app.url_map.strict_slashes = False
    logs.configure(app.config["LOG_FORMAT"], app.config["LOG_LEVEL"])

    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    login.init_app(app)
    login.session_protection = None
    database.prepare(app)

    surround.register(app)
    errors.register(app)
    language.register(app)
    templating.register(app)
    frame.register(app)

    development = (design, mailbox) if app.config["DEVELOPMENT_SIGN_IN"] else ()
    for feature in (*FEATURES, *development):
        app.register_blueprint(feature.bp)
    know(idea=(Idea, "/ideas"), issue=(Issue, "/issues"), theme=(Theme, "/themes"), commitment=(Commitment, "/tracker"))
    tagged.know(TAGGABLE)
    commented.know(COMMENTABLE)
    exchange_cli.offer(app, *EXCHANGED)
    app.cli.add_command(ideas_cli.ideas)
    app.cli.add_command(themes_cli.themes)
    app.cli.add_command(tracker_cli.tracker)
    app.cli.add_command(leaving_cli.erasures)
    app.cli.add_command(web_cli.serve)
    accounts_cli.accounts.add_command(roles_cli.add_admin)
    app.cli.add_command(accounts_cli.accounts)
    worker.offer(app, *JOBS)
    tellers.update(TELLERS)
    sources.offer(*SEARCHED, comments_search.source())
    moderated.update(MODERATED)
    moderated[Kind.COMMENT] = moderated_comments()
    for acts in (ideas_acts, issues_acts, comments_acts):
        ACTS.update(acts.ACTS)
        WRITTEN.update(acts.WRITTEN)
    counting["unread"] = unread_of
    ways_to_answer[Event.ASKED] = question_path
    writers.offer_writer(app, NEWS, notifications_jobs.write)
    app.cli.add_command(worker_cli.work)
    app.cli.add_command(record_cli.record)
    app.cli.add_command(mail_cli.mail)
    app.cli.add_command(search_cli.search)
    return app
