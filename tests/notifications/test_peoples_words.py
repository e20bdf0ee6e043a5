"""What people and leaders write is told as words: it runs on no page, and makes no header of a mail."""

from __future__ import annotations

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
from sqlalchemy import update

from community.accounts.models import Account
from community.extensions import db
from community.ideas.operations import post_idea
from community.notifications.jobs import post_digests, write
from community.notifications.models import News, Notification
from community.platform.clock import now
from community.platform.mail.message import message_of
from community.platform.mail.operations import lease
from community.platform.mail.operations import write as give_words
from community.tracker.operations import decline_idea
from tests.factories import make_commitment, make_leader, make_person, make_theme, make_viewer, root
from tests.faults.samples import SCRIPTS
from tests.faults.test_peoples_words import wrong
from tests.harness.databases import app_on

EACH = 30
"""So many samples at a time: as many as a page of the list, and as fit one mail."""


@pytest.fixture(scope="module")
def said(run):
    """A site where all that is told is one of the samples."""
    url = run.upgraded("sqlite")
    with app_on(url) as app:
        yield app
    run.drop(url)


def tell(app, samples):
    """Have each of these said by an author, a leader and a moderator, and told to the author; return who that is."""
    with app.app_context():
        author, leader = make_person(), make_leader()
        make_viewer(author)
        for number, sample in enumerate(samples):
            line = " ".join(sample.split())
            idea = post_idea(author, root(), line, sample, language="en")
            if number % 3 == 0:
                decline_idea(leader, idea.id, sample, sample, date(2199, 1, 1))
            elif number % 3 == 1:
                make_commitment(line, body=sample, ideas=[idea], by=leader, next_step=line[:300])
            else:
                make_theme(line, body=sample, ideas=[idea])
        long_ago = now() - timedelta(days=30)
        db.session.execute(update(Account).values(created_at=long_ago))
        db.session.execute(update(News).values(due_at=long_ago))
        db.session.execute(update(Notification).values(mail_due_at=long_ago))
        db.session.commit()
        return author.id


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, len(SCRIPTS), EACH))
def test_no_word_runs_on_the_list_or_makes_anything_of_a_mail_but_text(said, start):
    samples = SCRIPTS[start : start + EACH]
    author_id = tell(said, samples)
    client = said.test_client()
    client.sign_in(author_id)
    answer = client.get("/notifications")
    assert answer.status_code == 200
    assert list(wrong(answer.text)) == []
    assert answer.text.count("<article") == len(samples)
    with said.app_context():
        post_digests()
        mails = lease(1000)
        for mail in mails:
            raw = message_of(give_words(mail, write(mail.id, mail.person_id)), "Town").as_bytes()
            read = message_from_bytes(raw, policy=SMTP)
            assert read.get_content_type() == "text/plain"
            assert not read.is_multipart()
            assert set(read.keys()) <= {
                "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe",
                "List-Unsubscribe-Post", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
                "Content-Language",
            }  # fmt: skip
            assert len(read["To"].addresses) == 1
        mine = [mail for mail in mails if mail.person_id == author_id]
        assert len(mine) == 1
        db.session.commit()
