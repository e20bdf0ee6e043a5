"""How text becomes words that can be found: whole words of any script, without case and accents, and their stems."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex
import Stemmer

__all__ = ["Token", "fold_word", "has_stemmer", "stems_of", "tokens", "words_of"]

LONGEST = 64
"""So many characters of a word count; what is longer is no word that anybody types twice."""

_WORD = regex.compile(r"[\p{L}\p{N}_][\p{L}\p{M}\p{N}_\u200c\u200d]*")
_JOINERS = {0x200C: None, 0x200D: None}
_PLAIN = str.maketrans(
    {
        # Letters that Arabic and Persian keyboards write each in their own way, as Urdu has them.
        "ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "ٱ": "ا", "ة": "ہ", "ه": "ہ", "ھ": "ہ", "ۂ": "ہ", "ۀ": "ہ",
        "ـ": None,
        "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe",
        "\u093c": None,  # the dot under a letter, which many keyboards leave out; vowel signs stay
    }
)  # fmt: skip
_ARABIC_MARKS = regex.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_ACCENTED = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}]\p{M}*)\p{Mn}")

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Which stemmer reads a language; Urdu, Marathi and others have none, and are found by the words as they stand."""

_own = threading.local()


class Token(NamedTuple):
    """A word where it stands in a text, and how it is found."""

    start: int
    end: int
    word: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of `text`, which is in NFC, in order."""
    for found in _WORD.finditer(text):
        word = fold_word(found[0])
        if word:
            yield Token(found.start(), found.end(), word)


def words_of(text: str) -> list[str]:
    """Return the words of a text of any form, folded."""
    return [token.word for token in tokens(unicodedata.normalize("NFC", text))]


@lru_cache(50_000)
def fold_word(word: str) -> str:
    """Return `word` without case and accents; the vowel signs of Indic scripts are letters and stay."""
    if word.isascii():
        return word.casefold()[:LONGEST]
    plain = word[: 4 * LONGEST].casefold().translate(_JOINERS)
    apart = unicodedata.normalize("NFD", plain)
    bare = _ARABIC_MARKS.sub("", _ACCENTED.sub("", apart))
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", bare).translate(_PLAIN))[:LONGEST]


def has_stemmer(language: str) -> bool:
    """Say whether the words of a language (a BCP 47 tag) are reduced to stems."""
    return _primary(language) in STEMMERS


def stems_of(words: Sequence[str], language: str) -> list[str]:
    """Return the stems of folded words in a language, each marked with it; none where there is no stemmer."""
    tag = _primary(language)
    name = STEMMERS.get(tag)
    if name is None:
        return []
    return [f"{tag}:{fold_word(stem)}" for stem in _stemmer(name).stemWords(list(words))]


def _primary(language: str) -> str:
    return language.partition("-")[0].casefold()


def _stemmer(name: str) -> Stemmer.Stemmer:
    """Return a stemmer of this thread: they are not to be shared."""
    known: dict[str, Stemmer.Stemmer] = _own.__dict__.setdefault("stemmers", {})
    if name not in known:
        known[name] = Stemmer.Stemmer(name)
    return known[name]
