"""What can happen to a person and to an account."""

from community.accounts.operations.accounts import open_account
from community.accounts.operations.people import record_people, record_person
from community.accounts.operations.sign_ins import begin_sign_in, end_sign_in, end_sign_ins

__all__ = ["begin_sign_in", "end_sign_in", "end_sign_ins", "open_account", "record_people", "record_person"]
