"""Made-up texts to search in: a few words in nearly all of them, most words in a handful, as people write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

__all__ = ["VOCABULARY", "texts"]

VOCABULARY = 30_000
WORDS_EACH = 70
_ENDINGS = ("", "s", "ing", "ed", "er", "ness")
_SYLLABLES = [a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "ar", "en", "il", "ow")]


def word(rank: int) -> str:
    """Return the word that is said this often; frequent ones are short. Words of one stem have ranks side by side."""
    stem, ending = divmod(rank, len(_ENDINGS))
    letters = _SYLLABLES[stem % len(_SYLLABLES)]
    while stem >= len(_SYLLABLES):
        stem //= len(_SYLLABLES)
        letters += _SYLLABLES[stem % len(_SYLLABLES)]
    return letters + _ENDINGS[ending]


def texts(number: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield titles and bodies; the word of rank n is said in proportion to 1/(n+3), as Zipf and Mandelbrot found."""
    dice = random.Random(seed)
    words = [word(rank) for rank in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    for _text in range(number):
        said = dice.choices(words, cum_weights=weights, k=dice.randint(WORDS_EACH // 3, WORDS_EACH * 5 // 3))
        yield " ".join(said[:6]), " ".join(said[6:])
