"""What became of all promises: the ledger equals a plain count, and says what it counts."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from community.extensions import db
from community.places.models import ROOT_ID
from community.platform.clock import now
from community.tracker import queries
from community.tracker.models import Commitment, Signal, Status
from tests.factories import make_person, make_place
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, words
from tests.tracker.making import make_commitment

DAY = timedelta(days=1)


def plain(made: list[Commitment], at) -> tuple[int, ...]:
    """Count as a clerk would: one commitment after the other."""
    figures = dict.fromkeys(("made", "on_time", "kept_late", "undated", "broken", "open", "open_late"), 0)
    days = []
    for one in made:
        figures["made"] += 1
        first, done = one.first_due_at, one.delivered_at
        if one.signal in (Signal.STOPPED, Signal.DISPUTED):
            figures["broken"] += 1
        elif one.status is Status.DELIVERED:
            figures["undated" if first is None or done is None else "on_time" if done < first else "kept_late"] += 1
        else:
            figures["open"] += 1
            figures["open_late"] += first is not None and first <= at
        if first is not None and (done is not None or (one.status is not Status.STOPPED and first <= at)):
            if one.status is Status.DELIVERED and done is None:
                continue
            days.append(max(0, ((done or at) - first) / DAY))
    return (*figures.values(), round(sum(days) / len(days)) if days else None)


@pytest.mark.usefixtures("app")
def test_the_ledger_is_a_plain_count():
    chance, at = random.Random(11), now()
    city = make_place("City")
    wards = [make_place("Ward 1", under=city), make_place("Ward 2", under=city)]
    owners = [{"owner_id": make_person("Rosa").id}, {"owner_name": "Parks"}, {}]
    made = []
    for _number in range(80):
        status = chance.choice([*Status, Status.IN_PROGRESS])
        first = chance.choice([None, at + chance.randrange(-300, 300) * DAY])
        done = {"delivered_at": None} if chance.random() < 0.1 else {}
        answers = {"no": chance.choice([0, 9])} if status is Status.DELIVERED else {}
        place = chance.choice([*wards, city, None])
        more = {**chance.choice(owners), **answers, **done}
        made.append(
            make_commitment(place=place, status=status, first_due_at=first, ended=chance.randrange(200), **more)
        )
    db.session.expire_all()
    made = [db.session.get_one(Commitment, one.id) for one in made]

    def rows(ledger_rows):
        return {row.name: (*row.figures, row.days_late) for row in ledger_rows}

    ledger = queries.get_ledger(ROOT_ID, at)
    assert (*ledger.total.figures, ledger.total.days_late) == plain(made, at)
    assert (*ledger.here.figures, ledger.here.days_late) == plain([one for one in made if one.place_id == ROOT_ID], at)
    assert rows(ledger.by_place) == {"City": plain([one for one in made if one.place_id != ROOT_ID], at)}
    assert rows(ledger.by_owner) == {
        "Rosa": plain([one for one in made if one.owner_id], at),
        "Parks": plain([one for one in made if one.owner_name], at),
        None: plain([one for one in made if not one.owner_id and not one.owner_name], at),
    }
    inside = queries.get_ledger(city.id, at)
    assert rows(inside.by_place) == {
        ward.name: plain([one for one in made if one.place_id == ward.id], at) for ward in wards
    }


@only_sqlite
def test_the_ledger_says_it_in_words_and_in_a_table(client):
    ward = make_place("Ward 3")
    make_commitment(place=ward, status=Status.DELIVERED, due_in=-5, ended=9)
    make_commitment(place=ward, status=Status.DELIVERED, due_in=-9, ended=5)
    make_commitment(place=ward, status=Status.DELIVERED, due_in=None)
    make_commitment(status=Status.STOPPED, owner_name="Parks & Roads")
    make_commitment(due_in=-20)
    make_commitment()
    shown = page(client, "/tracker/ledger")
    assert (
        "Of 6 promises, 1 was kept by the day first promised, 1 later, 1 without a day to go by, 1 was broken; "
        "2 are open, 1 of them past that day."
    ) in shown.text
    lines = {words(next(row.iter("th"))): " ".join(words(cell) for cell in row) for row in shown.all("tr")}
    assert lines["Ward 3"] == "Ward 3 3 1 1 1 0 0 0 2"
    assert lines["in no place under it"].startswith("in no place under it 3 0 0 0 1 2 1")
    assert lines["Parks & Roads"].startswith("Parks & Roads 1 0 0 0 1 0 0 –")
    assert "/tracker?owner=office%3AParks%20%26%20Roads" in shown.links()
    assert "Ledger of promises: Ward 3" in page(client, f"/tracker/ledger?place={ward.id}").text


@only_sqlite
def test_an_empty_ledger_says_so(client):
    assert "Nothing was promised yet" in page(client, "/tracker/ledger").text
