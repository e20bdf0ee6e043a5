"""Check the public record of a site: that nothing of it was changed, taken out, put in, moved or cut off.

    python verify.py record.jsonl --head 57:9f2c…

Needs Python 3.8 or newer and nothing else. Each line of the file is one entry, as JSON with sorted keys, without
spaces, in UTF-8, without fractions. The hash of an entry is SHA-256 of such a JSON of all it says: event_at, facts,
kind, number, prev_hash and recorded_at, where prev_hash is the hash of the entry before it. What people wrote stands
outside of that: facts hold SHA-256 of a salt (32 bytes, written in hexadecimal) and the text, so that both can be
forgotten and everything else still be checked.

A head is the number and the hash of an entry, 57:9f2c…; whoever kept one sees later whether everything up to that
entry is what it was. A line of the site's page of heads, with day and signature, serves as well.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from hashlib import sha256
from typing import Any, Iterable, Mapping, NamedTuple, Sequence  # noqa: UP035 – as Python 3.8 knows them

BEGINNING = "0" * 64
"""What the first entry has in the place of the hash of an entry before it."""

HASHED = ("event_at", "facts", "kind", "number", "prev_hash", "recorded_at")
FIELDS = {*HASHED, "hash", "texts"}
HASH_OF_TEXT = "_hash"
"""How the name of a fact ends that is the hash of a text: reason_hash is that of the text called reason."""

HIDDEN, ERASED = "hidden", "erased"
"""Why a text is not shown: not everybody sees what it belongs to · its words were removed for good."""

LONGEST_LINE = 10_000_000
RIGHT, WRONG, UNUSABLE = range(3)

_HASH = re.compile("[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_NAME = re.compile("[a-z][a-z_]*")
_HEAD = re.compile(r"(?:(\d{4}-\d\d-\d\d) )?(?:(\d{1,18}):)?([0-9a-f]{64})(?: ([A-Za-z0-9+/]{86}==))?", re.ASCII)


class Head(NamedTuple):
    """What somebody kept: the hash of an entry, mostly with its number, perhaps with the site's signature of a day."""

    hash: str
    number: int | None = None
    day: str | None = None
    signature: str | None = None

    def __str__(self) -> str:
        return self.hash if self.number is None else f"{self.number}:{self.hash}"


class Seen(NamedTuple):
    """What a record that is in order holds."""

    entries: int
    newest: Head
    texts: int
    texts_shown: int


class Wrong(Exception):
    """The first place at which a record is not in order, and what that proves."""

    def __init__(self, where: str, what: str, proves: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what, self.proves = where, what, proves


CHANGED = "This entry, or this file, was changed after the entry was put on the record."
BROKEN = "The chain is broken here: something was taken out, put in, moved or exchanged, in the record or in this file."
REWRITTEN = (
    "History was rewritten, and every hash after that made anew: what you kept was once the record, or is not of it. "
    "Where it begins cannot be told from this file."
)
CUT = "Entries were taken off the end of the record, or of this file."
OTHER_WORDS = "These are not the words that were put on the record."


def canonical(value: Any) -> str:
    """Return the one JSON text for `value`: sorted keys, no spaces, no fractions, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(entry: Mapping[str, Any]) -> str:
    """Return the hash of all that an entry says, and so of every entry before it."""
    return sha256(canonical({name: entry[name] for name in HASHED}).encode()).hexdigest()


def hash_of_text(salt: str, text: str) -> str:
    """Return the hash by which the chain knows a text; without the salt, not even a short one can be guessed."""
    return sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def texts_of(facts: Mapping[str, Any]) -> Sequence[str]:
    """Return the names of the texts of an entry with these facts."""
    return sorted(name[: -len(HASH_OF_TEXT)] for name in facts if name.endswith(HASH_OF_TEXT))


def read_head(text: str) -> Head:
    """Return the head that `text` spells: HASH, NUMBER:HASH or DAY NUMBER:HASH SIGNATURE. Raises ValueError."""
    found = _HEAD.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError(f"{text!r} is no head; a head is a number, a colon and 64 digits from 0 to f.")
    day, number, kept, signature = found.groups()
    return Head(kept, int(number) if number else None, day, signature)


def check(lines: Iterable[bytes], heads: Sequence[Head] = ()) -> Seen:
    """Return what a record holds, given as lines, when it is in order and each of these heads is in it.

    Raises Wrong at the first place where it is not. Needs no more memory for a long record than for a short one.
    """
    number, newest, recorded_at, shown, texts = 0, BEGINNING, "", 0, 0
    missing = list(heads)
    for line in lines:
        where = f"Line {number + 1}"
        entry = _read(line, where)
        _follow(entry, number, newest, recorded_at, where)
        number, newest, recorded_at = entry["number"], entry["hash"], entry["recorded_at"]
        texts += len(entry["texts"])
        shown += _check_texts(entry)
        missing = [head for head in missing if not _passes(head, number, newest)]
    if not number:
        raise Wrong("Line 1", "there is no entry at all; a record has at least one, which says what it is.", CUT)
    if missing:
        raise Wrong("End", _not_there(missing[0], number), CUT if missing[0].number else f"{REWRITTEN} Or: {CUT}")
    return Seen(number, Head(newest, number), texts, shown)


def _read(line: bytes, where: str) -> dict[str, Any]:
    """Return the entry of a line that is written exactly as entries are."""
    entry: Any = None
    try:
        if line.endswith(b"\n") and len(line) <= LONGEST_LINE:
            entry = json.loads(line, parse_float=_no_fraction, parse_constant=_no_fraction)
        exact = isinstance(entry, dict) and canonical(entry).encode() + b"\n" == line
    except (ValueError, RecursionError):
        exact = False
    if not exact:
        raise Wrong(where, "this is not written as an entry is; perhaps it is cut off in the middle.", CHANGED)
    if not _is_entry(entry):
        raise Wrong(where, "something belongs to an entry that is missing here, or does not belong to one.", CHANGED)
    return dict(entry)


def _is_entry(entry: Mapping[str, Any]) -> bool:
    if set(entry) != FIELDS or type(entry["number"]) is not int or not isinstance(entry["kind"], str):
        return False
    facts, texts = entry["facts"], entry["texts"]
    return (
        all(isinstance(entry[name], str) and _HASH.fullmatch(entry[name]) for name in ("hash", "prev_hash"))
        and _is_instant(entry["recorded_at"])
        and (entry["event_at"] is None or _is_instant(entry["event_at"]))
        and isinstance(facts, dict)
        and all(_NAME.fullmatch(name) and _is_fact(fact) for name, fact in facts.items())
        and isinstance(texts, dict)
        and list(texts) == list(texts_of(facts))
        and all(_is_text(text) for text in texts.values())
    )


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and bool(_INSTANT.fullmatch(value))


def _is_fact(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, (str, int, bool))


def _is_text(value: Any) -> bool:
    """A text with its salt, or a word on why it is not shown."""
    if isinstance(value, dict) and set(value) == {"salt", "text"}:
        salt, text = value["salt"], value["text"]
        return isinstance(salt, str) and bool(_HASH.fullmatch(salt)) and isinstance(text, str)
    return value in ({"not_shown": HIDDEN}, {"not_shown": ERASED})


def _no_fraction(text: str) -> Any:
    raise ValueError(text)


def _follow(entry: Mapping[str, Any], number: int, newest: str, recorded_at: str, where: str) -> None:
    """Raise Wrong unless the entry is what it says, and the one after that number and hash."""
    if entry["number"] != number + 1:
        raise Wrong(where, f"entry {number + 1} should stand here, and it is entry {entry['number']}.", BROKEN)
    if entry["prev_hash"] != newest:
        before = f"entry {number} as it stands here" if number else "the beginning of a record"
        raise Wrong(where, f"entry {number + 1} does not follow {before}.", BROKEN)
    if hash_of(entry) != entry["hash"]:
        raise Wrong(where, f"the hash of entry {number + 1} is not that of what it says.", CHANGED)
    if entry["recorded_at"] < recorded_at:
        raise Wrong(where, f"entry {number + 1} is older than the one before it.", BROKEN)


def _check_texts(entry: Mapping[str, Any]) -> int:
    """Return how many texts of the entry are shown; raise Wrong when one is not what its hash was made of."""
    shown = 0
    for name, value in entry["texts"].items():
        if "text" in value:
            shown += 1
            if hash_of_text(value["salt"], value["text"]) != entry["facts"][name + HASH_OF_TEXT]:
                where = f"Line {entry['number']}"
                raise Wrong(where, f"the {name} of entry {entry['number']} is another one.", OTHER_WORDS)
    return shown


def _passes(head: Head, number: int, newest: str) -> bool:
    """Say whether the head is this entry; raise Wrong when this entry has its number and another hash."""
    if head.number == number and head.hash != newest:
        raise Wrong(f"Line {number}", f"entry {number} is not the one of the head that you kept.", REWRITTEN)
    return head.hash == newest and head.number in (None, number)


def _not_there(head: Head, number: int) -> str:
    if head.number is None:
        return f"no entry has the hash that you kept, {head.hash}."
    return f"the record ends with entry {number}, and you kept the head of entry {head.number}."


def report(seen: Seen, heads: Sequence[Head]) -> str:
    """Say what a record in order proves, and what it does not."""
    said = [f"In order: {seen.entries} entries, each following the one before it."]
    kept = [head for head in heads if head.number is not None]
    if heads:
        up_to = f" up to entry {max(head.number or 0 for head in kept)}" if kept else " up to there"
        said += [
            f"The {'head' if len(heads) == 1 else f'{len(heads)} heads'} that you kept stand in it.",
            f"This proves that nothing{up_to} was changed, taken out, put in or moved since.",
            "It does not prove that what is said there is true, nor anything about later entries.",
        ]
    else:
        said += [
            "Without a head that you kept, this proves little: a record whose end was cut off, or that was written "
            "anew from some entry on, looks just as good.",
        ]
    if seen.texts > seen.texts_shown:
        hidden = seen.texts - seen.texts_shown
        said.append(f"{hidden} of {seen.texts} texts are not shown here; whether rightly so, their hashes cannot tell.")
    said += ["Keep this head for the next time:", str(seen.newest)]
    return "\n".join(said)


def how_to_check(head: Head) -> str:
    """Say how the signature of a head can be checked: Python by itself cannot do it."""
    return "\n".join(
        (
            f"The signature of {head.day} was not checked: Python alone cannot. With OpenSSL 3, and with the site's",
            "key in record-key.pem (its page of heads has it), these three commands can:",
            f"  printf %s '{head.day} {head}' > head.txt",
            f"  printf %s '{head.signature}' | openssl base64 -d -A > head.sig",
            "  openssl pkeyutl -verify -pubin -inkey record-key.pem -rawin -in head.txt -sigfile head.sig",
        )
    )


def lines_of(file: Any) -> Iterable[bytes]:
    """Return the lines of a file of bytes; of one without end, only so much that it is seen to be wrong."""
    return iter(lambda: file.readline(LONGEST_LINE + 1), b"")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the file that the arguments name, and say what was found; return 0, or 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", help="the record as /record/export.jsonl gives it; - is the standard input")
    parser.add_argument("--head", action="append", default=[], help="a head that you kept; may be given repeatedly")
    given = parser.parse_args(arguments)
    try:
        heads = [read_head(text) for text in given.head]
        if given.file == "-":
            return judge(lines_of(sys.stdin.buffer), heads)
        with open(given.file, "rb") as file:  # noqa: PTH123
            return judge(lines_of(file), heads)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return UNUSABLE


def judge(lines: Iterable[bytes], heads: Sequence[Head]) -> int:
    """Check a record and print what it proves and what not; return 0, or 1 when something is wrong."""
    try:
        seen = check(lines, heads)
    except Wrong as wrong:
        print(f"WRONG. {wrong.where}: {wrong.what}\n{wrong.proves}")
        if not heads:
            print("What stands before that place is in order in itself; only a head that you kept would prove it.")
        return WRONG
    print(report(seen, heads))
    for head in heads:
        if head.signature:
            print(how_to_check(head))
    return RIGHT


if __name__ == "__main__":
    sys.exit(main())
