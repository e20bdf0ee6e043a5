"""Ways to change an exported record: as an accident would, as somebody clumsy, and as somebody who knows it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from community.record.verify import BEGINNING, HASH_OF_TEXT, canonical, hash_of, hash_of_text

__all__ = ["CLUMSY", "FORGERIES", "forged", "parsed", "written"]

Draw = Callable[[Any], Any]
Lines = Sequence[bytes]


def parsed(line: bytes) -> dict[str, Any]:
    return dict(json.loads(line))


def written(entry: dict[str, Any]) -> bytes:
    return canonical(entry).encode() + b"\n"


def forged(lines: Lines) -> list[bytes]:
    """These entries, as if they had always been so: numbers, hashes of texts and hashes all made anew."""
    made, before = [], BEGINNING
    for number, line in enumerate(lines, 1):
        entry = parsed(line)
        for name, text in entry["texts"].items():
            if "text" in text:
                entry["facts"][name + HASH_OF_TEXT] = hash_of_text(text["salt"], text["text"])
        entry |= {"number": number, "prev_hash": before}
        before = entry["hash"] = hash_of(entry)
        made.append(written(entry))
    return made


def _byte(draw: Draw, lines: Lines) -> list[bytes]:
    """One byte is another one, gone, or one more."""
    whole = b"".join(lines)
    place, byte, way = draw(st.integers(0, len(whole) - 1)), bytes([draw(st.integers(0, 255))]), draw(st.integers(0, 2))
    changed = whole[:place] + (b"" if way == 1 else byte) + whole[place + (way != 2) :]
    return changed.splitlines(keepends=True) if b"\n" in changed else [changed]


def _field(draw: Draw, lines: Lines) -> list[bytes]:
    """One entry says something else."""
    place = draw(st.integers(0, len(lines) - 1))
    entry = parsed(lines[place])
    name = draw(st.sampled_from(sorted({*entry, "salt", "text", "reason_hash", "more"})))
    digits = st.text("0123456789abcdef", min_size=64, max_size=64)
    match name:
        case "number":
            entry[name] = draw(st.integers(-1, 99))
        case "kind":
            entry[name] = draw(st.text())
        case "event_at" | "recorded_at":
            instants = st.datetimes().map(lambda at: f"{at.isoformat(timespec='microseconds')}Z")
            entry[name] = draw(st.none() | instants | st.text())
        case "hash" | "prev_hash":
            entry[name] = draw(digits | st.text())
        case "facts":
            facts = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
            entry[name][draw(st.sampled_from([*entry[name], "another"]))] = draw(facts)
        case "reason_hash":
            entry["facts"][name] = draw(digits)
        case "more":
            entry[draw(st.text())] = draw(st.text())
        case _:
            for text in entry["texts"].values():
                text[name] = draw(digits if name == "salt" else st.text())
    changed = written(entry)
    return [*lines[:place], changed, *lines[place + 1 :]]


def _gone(draw: Draw, lines: Lines) -> list[bytes]:
    """Some entries are missing."""
    first = draw(st.integers(0, len(lines) - 1))
    return [*lines[:first], *lines[draw(st.integers(first + 1, len(lines))) :]]


def _twice(draw: Draw, lines: Lines) -> list[bytes]:
    """An entry stands once more somewhere."""
    place = draw(st.integers(0, len(lines)))
    return [*lines[:place], draw(st.sampled_from(lines)), *lines[place:]]


def _moved(draw: Draw, lines: Lines) -> list[bytes]:
    """They stand in another order."""
    return list(draw(st.permutations(lines)))


def _cut(draw: Draw, lines: Lines) -> list[bytes]:
    """The file ends somewhere."""
    whole = b"".join(lines)
    return whole[: draw(st.integers(0, len(whole) - 1))].splitlines(keepends=True)


CLUMSY = (_byte, _field, _gone, _twice, _moved, _cut)


def _forged_field(draw: Draw, lines: Lines) -> list[bytes]:
    """Words or facts are others, and all hashes fit."""
    place = draw(st.integers(0, len(lines) - 1))
    entry = parsed(lines[place])
    if entry["texts"] and draw(st.booleans()):
        for text in entry["texts"].values():
            text.update(text=draw(st.text(st.characters(codec="utf-8"))), salt=draw(st.just("0" * 64)))
            text.pop("not_shown", None)
    else:
        entry["facts"][draw(st.sampled_from([*entry["facts"], "another"]))] = draw(st.integers())
        entry["texts"] = {name: text for name, text in entry["texts"].items() if name in _names(entry)}
    return forged([*lines[:place], written(entry), *lines[place + 1 :]])


def _forged_gone(draw: Draw, lines: Lines) -> list[bytes]:
    return forged(_gone(draw, lines))


def _forged_twice(draw: Draw, lines: Lines) -> list[bytes]:
    return forged(_twice(draw, lines[:-1]) + list(lines[-1:]))


def _forged_order(draw: Draw, lines: Lines) -> list[bytes]:
    """They stand in another order, with the times that belong there."""
    times = [parsed(line)["recorded_at"] for line in lines]
    moved = [parsed(line) for line in _moved(draw, lines)]
    return forged([written({**entry, "recorded_at": at}) for entry, at in zip(moved, times, strict=True)])


def _cut_between(draw: Draw, lines: Lines) -> list[bytes]:
    """The last entries are missing, and nothing else."""
    return list(lines[: draw(st.integers(1, len(lines) - 1))])


FORGERIES = (_forged_field, _forged_gone, _forged_twice, _forged_order, _cut_between)


def _names(entry: dict[str, Any]) -> set[str]:
    return {name.removesuffix(HASH_OF_TEXT) for name in entry["facts"] if name.endswith(HASH_OF_TEXT)}
