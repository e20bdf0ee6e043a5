"""What can happen to a person and to an account."""

from community.accounts.operations.accounts import join, keep_password_hash, open_account, set_password, vouch_for
from community.accounts.operations.closing import (
    close_account,
    forget_person,
    remove_account,
    remove_closed_accounts,
    reopen_account,
)
from community.accounts.operations.codes import (
    ask_for_code,
    ask_for_new_email,
    forget_codes,
    guess_code,
    make_code,
    take_code,
)
from community.accounts.operations.passkeys import (
    add_passkey,
    make_challenge,
    remove_passkey,
    take_challenge,
    use_passkey,
)
from community.accounts.operations.pauses import check_not_paused, refuse_paused
from community.accounts.operations.people import record_people, record_person
from community.accounts.operations.profile import change_email, choose_home, choose_language, rename
from community.accounts.operations.second import (
    ask_for_second,
    counter_of,
    make_recovery_codes,
    remove_second,
    set_second,
    strengthen,
    take_second,
)
from community.accounts.operations.sign_ins import begin_sign_in, end_sign_in, end_sign_ins, note_seen

__all__ = [
    "add_passkey",
    "ask_for_code",
    "ask_for_new_email",
    "ask_for_second",
    "begin_sign_in",
    "change_email",
    "check_not_paused",
    "choose_home",
    "choose_language",
    "close_account",
    "counter_of",
    "end_sign_in",
    "end_sign_ins",
    "forget_codes",
    "forget_person",
    "guess_code",
    "join",
    "keep_password_hash",
    "make_challenge",
    "make_code",
    "make_recovery_codes",
    "note_seen",
    "open_account",
    "record_people",
    "record_person",
    "refuse_paused",
    "remove_account",
    "remove_closed_accounts",
    "remove_passkey",
    "remove_second",
    "rename",
    "reopen_account",
    "set_password",
    "set_second",
    "strengthen",
    "take_challenge",
    "take_code",
    "take_second",
    "use_passkey",
    "vouch_for",
]
