"""Who can be claimed, and who answers."""

from __future__ import annotations

from community.persons.rules import can_be_claimed, may_answer_claim, may_claim_more, may_see_claim
from community.roles.models import Role


def test_rules_of_claims():
    assert can_be_claimed(False, True, False)
    assert not any(can_be_claimed(*each) for each in ((True, True, False), (False, False, False), (False, True, True)))
    assert [may_claim_more(number) for number in (2, 3)] == [True, False]
    assert may_answer_claim({(Role.MODERATOR, 2)}, [1, 2])
    assert not may_answer_claim({(Role.MODERATOR, 3), (Role.HOST, 2)}, [1, 2])
    assert may_see_claim(5, 5, frozenset(), [1])
    assert not may_see_claim(5, 6, frozenset(), [1])
