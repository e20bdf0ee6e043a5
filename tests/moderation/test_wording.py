"""What of a moderator's sentence everybody may read."""

from __future__ import annotations

import pytest

from community.moderation.wording import public_form


@pytest.mark.parametrize(
    ("sentence", "public"),
    [
        ("It is an advertisement.", "It is an advertisement."),
        ("Rosa, you name your neighbour.", "…, you name your neighbour."),
        ("You wrote “Fritz lives in Elm Road 7” here.", "You wrote … here."),
        ('You wrote "Fritz" here.', "You wrote … here."),
        ("Write to rosa@example.org or +49 (170) 123-456-7.", "Write to … or …."),
        ("It only leads to https://shop.example/?a=1 and www.shop.example", "It only leads to … and …"),
        ("Rosa Luz and ROSA LUZ", "… and …"),
        ("Luzern is a town; 12 people; rule 5; 2026", "Luzern is a town; 12 people; rule 5; 2026"),
    ],
)
def test_names_quotes_and_what_leads_to_people_is_left_out(sentence, public):
    assert public_form(sentence, ["Rosa Luz", None]) == public
