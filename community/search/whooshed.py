"""The index as a folder that Whoosh keeps: one folder a generation, and a file that names the one in use.

Nothing of ours is pickled: Whoosh gets words that are folded and stemmed already, with blanks between them. Files are
read, not mapped into memory: a mapped file that somebody cuts short would kill the process.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from math import log
from pathlib import Path
from typing import Any
from uuid import uuid4

from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError

from community.search.port import Broken, Busy, Document, Hit, Hits, Ref, Relevant
from community.search.wanted import Wanted
from community.search.words import stems_of, words_of

__all__ = ["FORMAT", "WhooshIndex"]

FORMAT = "1"
"""Another one whenever words are made or kept in another way: an index of another format is made anew."""
CURRENT = "current"
BEGINNINGS = 50
TELLING = 24
LONGEST_PHRASE = 6
"""So many words have to stand side by side; of a longer phrase, the others have to be there."""
COMMON = 50_000
"""Whoosh reads each place where a word stands, a few microseconds each: so many for a word are enough."""
ENOUGH = 60_000
"""So many are enough for all words when any of them will do: the rarest come first."""
RANKED = 20_000
MOST_BEGINNING = 150_000
"""Words that begin alike are ranked while they stand in few places, and are only found in so many."""
BETWEEN = "\x1f"
"""Stands between title and body, so that no phrase reaches from one into the other."""

_PLAIN = SpaceSeparatedTokenizer()
_SCHEMA = fields.Schema(
    key=fields.ID(unique=True, stored=True),
    kind=fields.ID(),
    language=fields.ID(),
    title=fields.TEXT(analyzer=_PLAIN, phrase=False),
    text=fields.TEXT(analyzer=_PLAIN),
    stems=fields.TEXT(analyzer=_PLAIN, phrase=False),
)


@contextmanager
def _whole() -> Iterator[None]:
    """Say of whatever Whoosh stumbles over that the index is broken: it meets damaged files with any error at all."""
    try:
        yield
    except (Broken, Busy):
        raise
    except LockError as error:
        raise Busy("locked") from error
    except Exception as error:
        raise Broken(type(error).__name__) from error


class WhooshIndex:
    """An Index in a folder; one object for each use, for what it has open is as the folder was then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._searcher: Any = None

    def check(self) -> str:
        """Return the state's name; raise Broken when the folder holds no index of ours, or files are cut short."""
        with _whole():
            here = self._generation()
            sizes = json.loads((here / "sizes.json").read_text())
            if sizes["format"] != FORMAT:
                raise Broken("made by another version")
            storage = FileStorage(str(here), supports_mmap=False)
            index = storage.open_index()
            there = {each.name: each.stat().st_size for each in here.glob("*.seg")}
            for segment in index._segments():  # noqa: SLF001 – nothing else names its files
                name = f"{segment.segment_id()}.seg"
                if name not in there:
                    raise Broken("a file is missing")
                if there[name] != sizes["files"].get(name, there[name]):
                    raise Broken("a file was cut short")
            return f"{here.name}:{index.latest_generation()}"

    def replace(self, refs: Collection[Ref], documents: Iterable[Document]) -> None:
        """Take out these things and put in `documents`, in one commit."""
        self.close()
        with _whole():
            here = self._generation()
            _write(here, refs, documents)

    def build(self, batches: Iterable[Sequence[Document]], catch_up: Any) -> None:
        """Make a new generation of all documents beside the one in use, and put it in its place.

        `catch_up` is told the new index when the batches are through, to bring in what changed meanwhile. Raises Busy
        when another process builds.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _held(self.folder / "building") as mine:
            if not mine:
                raise Busy("another one is being built")
            new = self.folder / f"g{uuid4().hex[:12]}"
            new.mkdir(mode=0o700)
            FileStorage(str(new), supports_mmap=False).create_index(_SCHEMA)
            _note_sizes(new)
            beside = _Beside(new)
            # One commit for all: each one merges what was written before, which for 10,000 texts takes a minute.
            beside.replace((), (document for batch in batches for document in batch))
            catch_up(beside)
            naming = self.folder / f"{CURRENT}.{new.name}"
            naming.write_text(new.name)
            naming.replace(self.folder / CURRENT)
            self._clear(new.name)

    def is_building(self) -> bool:
        """Say whether a new generation is being made just now."""
        if not (self.folder / "building").exists():
            return False
        with _held(self.folder / "building") as free:
            return not free

    @contextmanager
    def learning(self) -> Iterator[str | None]:
        """Yield the generation that this process alone lets learn until the block ends; none if another one does.

        The lock lies in the generation: whoever holds it for good is left behind with it. Where there is no
        generation, there is no lock, and an empty name.
        """
        with ExitStack() as stack:
            try:
                here = self._generation()
                mine = stack.enter_context(_held(here / "learning"))
            except (Broken, OSError):
                name: str | None = ""
            else:
                name = here.name if mine else None
            yield name

    def find(self, wanted: Wanted, most: int, *, any_word: bool = False) -> Hits:
        """Return the best `most` of what matches."""
        with _whole():
            searcher = self._open()
            languages = self._languages(searcher)
            reader = searcher.reader()
            if any_word:
                words = _affordable(reader, wanted.words, languages)
                asked: Any = _any([term for word in words for term in _word(reader, word, languages)])
            else:
                parts: list[Any] = [query.Or(_word(reader, word, languages)) for word in wanted.words]
                share = MOST_BEGINNING // max(1, len(wanted.beginnings))
                parts += [_beginning(reader, beginning, share) for beginning in wanted.beginnings]
                for phrase in wanted.phrases:
                    parts.append(query.Phrase("text", list(phrase[:LONGEST_PHRASE])))
                    parts += [query.Term("text", word) for word in phrase[LONGEST_PHRASE:]]
                asked = query.And(parts)
            without = [
                query.Phrase("text", list(words)) if len(words) > 1 else query.Term("text", words[0])
                for words in wanted.without
            ]
            if without:
                asked = query.AndNot(asked, query.Or(without))
            found = searcher.search(asked, limit=most + 1)
            hits = [Hit(_ref(hit["key"]), hit.score) for hit in found]
            return Hits(hits[:most], len(hits) > most)

    def like(self, title: str, body: str, kinds: Collection[str], most: int) -> Relevant:
        """Return what has some of the telling words, by BM25."""
        with _whole():
            searcher = self._open()
            reader, languages = searcher.reader(), self._languages(searcher)
            count = max(1, reader.doc_count())
            in_title = words_of(title)
            times: dict[str, int] = {}
            for word in [*in_title, *in_title, *words_of(body[:10_000])]:
                times[word] = times.get(word, 0) + 1
            telling: dict[str, float] = {}
            for word, often in list(times.items())[:400]:
                seen = max(_places(reader, term) for term in _word(reader, word, languages))
                if seen and seen <= max(3, count * 0.2):
                    telling[word] = (1 + log(often)) * log(1 + count / seen)
            most_telling = sorted(telling, key=lambda word: -telling[word])[:TELLING]
            words = _affordable(reader, most_telling, languages)
            if not words:
                return Relevant((), ())
            asked = _any([term for word in words for term in _word(reader, word, languages)])
            every = set(map(_text, reader.lexicon("kind"))) <= set(kinds)
            only = None if every else query.Or([query.Term("kind", kind) for kind in kinds])
            found = searcher.search(asked, limit=most, filter=only)
            return Relevant(words, [Hit(_ref(hit["key"]), hit.score) for hit in found])

    def suggest(self, word: str, most: int) -> Sequence[str]:
        """Return words spelt like this one, by the distance of Levenshtein, then by how many have them."""
        with _whole():
            reader = self._open().reader()
            near = [each for each in reader.terms_within("text", word, 1 if len(word) < 6 else 2, prefix=1)]
            near = [each for each in near if each not in (word, BETWEEN)]
            return sorted(near, key=lambda each: -reader.doc_frequency("text", each))[:most]

    def having(self, word: str, most: int) -> Collection[Ref]:
        """Return some things that have the word or another form of it."""
        with _whole():
            searcher = self._open()
            reader, languages = searcher.reader(), self._languages(searcher)
            found: set[int] = set()
            for term in _word(reader, word, languages):
                if _places(reader, term):
                    found.update(islice(reader.postings(term.fieldname, term.text).all_ids(), most))
            return {_ref(reader.stored_fields(each)["key"]) for each in sorted(found)[:most]}

    def close(self) -> None:
        """Let go of what is open."""
        if self._searcher is not None:
            with suppress(Exception):
                self._searcher.close()
            self._searcher = None

    def _open(self) -> Any:
        if self._searcher is None:
            here = self._generation()
            self.check()
            self._searcher = FileStorage(str(here), supports_mmap=False).open_index().searcher()
        return self._searcher

    def _generation(self) -> Path:
        try:
            name = (self.folder / CURRENT).read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise Broken("missing") from error
        if not (name.startswith("g") and name.isalnum() and len(name) == 13):
            raise Broken("not ours")
        return self.folder / name

    def _clear(self, kept: str) -> None:
        for each in self.folder.iterdir():
            if each.is_dir() and each.name != kept:
                shutil.rmtree(each, ignore_errors=True)

    @staticmethod
    def _languages(searcher: Any) -> Sequence[str]:
        return [_text(each) for each in searcher.reader().lexicon("language")][:20]


class _Beside(WhooshIndex):
    """A generation that is not in use yet."""

    def __init__(self, here: Path) -> None:
        super().__init__(here.parent)
        self.here = here

    def _generation(self) -> Path:
        return self.here


@contextmanager
def _held(file: Path) -> Iterator[bool]:
    """Take the lock of this file if it is free, and say so; it goes with the process."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _write(here: Path, refs: Collection[Ref], documents: Iterable[Document]) -> None:
    with FileStorage(str(here), supports_mmap=False).open_index().writer(limitmb=64) as writer:
        for ref in refs:
            writer.delete_by_term("key", _key(ref))
        for document in documents:
            _add(writer, document)
    _note_sizes(here)


def _add(writer: Any, document: Document) -> None:
    title, body = words_of(document.title), words_of(document.body)
    stems = [stem for words in (title, body) for stem in stems_of(words, document.language)]
    writer.add_document(
        key=_key(document.ref),
        kind=document.ref.kind,
        language=document.language.partition("-")[0].casefold(),
        title=" ".join(title),
        text=" ".join([*title, BETWEEN, *body]),
        stems=" ".join(stems),
    )


def _note_sizes(here: Path) -> None:
    """Remember how long the files are: they never change, so one of another length is damaged."""
    files = {each.name: each.stat().st_size for each in here.glob("*.seg")}
    noting = here / "sizes.new"
    noting.write_text(json.dumps({"format": FORMAT, "files": files}))
    noting.replace(here / "sizes.json")


def _stems(word: str, languages: Sequence[str]) -> list[str]:
    return [stem for language in languages for stem in stems_of([word], language)]


def _word(reader: Any, word: str, languages: Sequence[str]) -> list[Any]:
    """Return where a word stands as it is, best in a title, or in another form of its.

    Of a word that most texts have, that is only where most have it: it tells nothing, and would cost most.
    """
    stems = [query.Term("stems", stem, boost=0.7) for stem in _stems(word, languages)]
    terms = [query.Term("title", word, boost=2.0), query.Term("text", word), *stems]
    places = [_places(reader, term) for term in terms]
    return terms if sum(places) <= COMMON else [terms[places.index(max(places))]]


def _affordable(reader: Any, words: Sequence[str], languages: Sequence[str]) -> Sequence[str]:
    """Return those of the words, the rarest first, that stand in no more places together than are enough."""
    places = {word: sum(_places(reader, term) for term in _word(reader, word, languages)) for word in words}
    chosen: set[str] = set()
    in_all = 0
    for word in sorted(words, key=lambda each: places[each]):
        in_all += places[word]
        if chosen and in_all > ENOUGH:
            break
        chosen.add(word)
    return [word for word in words if word in chosen]


def _any(terms: Sequence[Any]) -> Any:
    """Ask for any of these; Whoosh adds their scores up in an array, for a tree of many takes four times as long."""
    asked = query.Or(terms)
    asked.matcher_type = query.Or.ARRAY_MATCHER
    return asked


def _beginning(reader: Any, beginning: str, most: int) -> Any:
    places = {word: reader.doc_frequency("text", word) for word in reader.expand_prefix("text", beginning)}
    terms: list[Any] = []
    in_all = 0
    for word in sorted(places, key=lambda each: -places[each])[:BEGINNINGS]:
        in_all += places[word]
        if terms and in_all > most:
            break
        terms.append(query.Term("text", _text(word)))
    if not terms:
        return query.NullQuery
    return _any(terms) if in_all <= min(most, RANKED) else query.ConstantScoreQuery(_any(terms), 1.0)


def _places(reader: Any, term: Any) -> int:
    return int(reader.doc_frequency(term.fieldname, term.text))


def _key(ref: Ref) -> str:
    return f"{ref.kind}:{ref.id}"


def _ref(key: str) -> Ref:
    kind, _colon, number = key.partition(":")
    return Ref(kind, int(number))


def _text(term: bytes | str) -> str:
    return term.decode() if isinstance(term, bytes) else term
