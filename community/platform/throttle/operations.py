"""What can happen to tries: counted, and forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete

from community.platform.clock import now
from community.platform.database import execute, insert
from community.platform.keyed import keyed_hash
from community.platform.throttle.models import Tries

__all__ = ["Bucket", "count_try", "forget_tries"]

LONGEST = timedelta(days=1)


class Bucket(NamedTuple):
    """What is tried, by whom, and how often it may be in so many seconds."""

    what: str
    whose: str
    most: int
    seconds: int

    @property
    def key(self) -> bytes:
        return keyed_hash(f"try {self.what}", self.whose)

    def began_at(self, at: datetime) -> datetime:
        return datetime.fromtimestamp(at.timestamp() // self.seconds * self.seconds, UTC)


def count_try(*buckets: Bucket) -> int:
    """Count one more try in each bucket; return 0, or the seconds to wait when one of them was full.

    One statement, so that tries at the same moment are all counted. Its rows come in the order of their keys:
    two that share buckets take the locks in the same order.
    """
    at = now()
    limits = {bucket.key: bucket for bucket in buckets}
    rows = [{"bucket": key, "began_at": limits[key].began_at(at), "count": 1} for key in sorted(limits)]
    adding = insert(Tries.__table__).values(rows)
    counted = execute(
        adding.on_conflict_do_update(
            index_elements=["bucket", "began_at"], set_={"count": Tries.__table__.c.count + 1}
        ).returning(Tries.__table__.c.bucket, Tries.__table__.c.count.label("tries"))
    )
    full = [limits[bytes(row.bucket)] for row in counted if row.tries > limits[bytes(row.bucket)].most]
    ends = [bucket.began_at(at) + timedelta(seconds=bucket.seconds) for bucket in full]
    return max((int((end - at).total_seconds()) + 1 for end in ends), default=0)


def forget_tries() -> int:
    """Forget what was tried longer ago than any limit looks back; return how many rows."""
    return execute(delete(Tries).where(Tries.began_at < now() - LONGEST)).rowcount
