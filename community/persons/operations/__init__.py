"""What can happen to persons who are one human being."""

from community.persons.operations.joins import forget_reasons, join_persons, lock_people, part_persons

__all__ = ["forget_reasons", "join_persons", "lock_people", "part_persons"]
