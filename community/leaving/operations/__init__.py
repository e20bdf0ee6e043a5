"""What can happen when somebody leaves."""

from community.leaving.operations.close import close
from community.leaving.operations.erase import erase, erase_person, find_erased

__all__ = ["close", "erase", "erase_person", "find_erased"]
