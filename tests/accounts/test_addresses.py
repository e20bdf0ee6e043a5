"""Which texts are an e-mail address, and which addresses are one."""

from __future__ import annotations

import pytest

from community.accounts.addresses import checked_email, email_key
from community.platform.errors import Unclear


@pytest.mark.parametrize(
    "other",
    [
        "ROSA@Example.ORG",
        "  rosa@example.org ",
        "ｒｏｓａ@example.org",
        "rоsa@example.org",  # Cyrillic о
        "rosа@example.org",  # Cyrillic а
        "rosα@example.org",  # Greek
        "rοsa@eхample.org",
        "ꓣꓳꓢꓮ@example.org",
        "ro\u00adsa@example.org",
        "ro\u200dsa@example.org",
        "𝓻𝓸𝓼𝓪@example.org",
        "rosa@xn--xample-2of.org",  # Cyrillic е, as the host is known to machines
        "rosa@еxample.org",
    ],
)
def test_addresses_that_look_alike_are_one(other):
    assert email_key(other) == email_key("rosa@example.org")


@pytest.mark.parametrize("other", ["rosa@example.com", "rosa.@example.org", "rosà@example.org", "r0sa@example.org"])
def test_addresses_that_can_be_told_apart_are_two(other):
    assert email_key(other) != email_key("rosa@example.org")


def test_a_dotless_or_dotted_i_is_an_i():
    assert {email_key(f"{letter}ris@example.org") for letter in "iIıİіΙ"} == {"iris@example.org"}


def test_a_host_in_its_own_script_is_one_with_what_machines_call_it():
    assert email_key("rosa@bücher.example.de") == email_key("ROSA@xn--bcher-kva.example.de")


@pytest.mark.parametrize("text", ["Rosa@example.org", "rosa@bücher.de", "δοκιμή@παράδειγμα.gr", "a+b@example.org"])
def test_an_address_is_taken(text):
    assert checked_email(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    ["", "x", "@", "rosa@", "@example.org", "rosa@localhost", "rosa@example", "a b@example.org", "a@b@example.org",
     "rosa@[127.0.0.1]", '"r"@example.org', "Rosa <rosa@example.org>", "rosa@example.org\nBcc: x@example.org",
     "rosa@example..org", "r" * 65 + "@example.org", "r@" + "e" * 250 + ".org", "rosa@-x.org", "\x00@example.org",
     "rosa@example.org,luz@example.org", "ﷺ" * 40 + "@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Unclear):
        checked_email(text)
