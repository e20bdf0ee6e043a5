"""A town's worth of voters: the audience is what a plain model says, and each is told once, whatever is killed."""

from __future__ import annotations

from sqlalchemy import select

from community.extensions import db
from community.notifications.models import News, Notification
from community.tracker.operations import report_delivered
from community.tracker.queries import audience_of
from tests.factories import make_commitment, make_leader
from tests.harness.statements import recorded
from tests.notifications import crowd

PEOPLE = 2_000
IDEAS, THEMES = (1, 2, 3, 4, 5, 6), (1, 2, 3, 4)


class Chosen:
    def __init__(self, number):
        self.id = number


def promised(people):
    """Gather a crowd and promise it something; return the crowd, the leader and the commitment."""
    gathered, leader = crowd.gather(people), make_leader()
    made = make_commitment("Lamps", ideas=[*map(Chosen, IDEAS)], themes=[*map(Chosen, THEMES)], by=leader)
    crowd.hide(gathered)
    some = gathered.dice.sample(gathered.people, len(gathered.people) // 50)
    crowd.wish(gathered, {(each, "commitment", made.id): number % 2 == 0 for number, each in enumerate(some)})
    return gathered, leader, made


def test_the_audience_is_what_a_plain_model_says(app):
    gathered, leader, made = promised(PEOPLE)
    model = crowd.concerned(gathered, set(IDEAS), set(THEMES), made.id, leader.person_id)
    rows = db.session.execute(audience_of(made.id, but=leader.person_id)).all()
    assert len(rows) == len({row.person_id for row in rows})
    assert {row.person_id: (*map(str, row[1:4]), row[4]) for row in rows} == {
        person: (told.route, told.via, str(told.via_id), told.choice) for person, told in model.items()
    }
    with recorded() as statements:
        report_delivered(leader, made.id, "The lamps burn.")
    news = db.session.scalars(select(News).order_by(News.id.desc())).first()
    told = set(db.session.scalars(select(Notification.person_id).where(Notification.news_id == news.id)))
    assert told == {person for person in model if crowd.reached(gathered, person)}
    assert (news.told_count, news.unreached_count) == (len(told), len(model) - len(told))
    assert len([each for each in statements if "notification" in each or "news" in each]) <= 10
