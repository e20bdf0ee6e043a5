"""The names that languages have for themselves."""

from __future__ import annotations

from community.web.templating import own_names


def test_a_language_is_called_by_its_own_name():
    assert own_names(("en", "hi", "ur", "ru", "pt-BR", "ar-XB")) == (
        ("en", "English"),
        ("hi", "हिन्दी"),
        ("ur", "اردو"),
        ("ru", "Русский"),
        ("pt-BR", "Português (Brasil)"),
        ("ar-XB", ""),
    )
