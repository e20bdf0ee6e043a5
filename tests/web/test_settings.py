"""Settings from the environment."""

from __future__ import annotations

import stat

from community.config import settings
from community.factory import create_app


def test_host_names_are_compared_in_small_letters_as_browsers_send_them(tmp_path):
    read = settings({"DATA": str(tmp_path), "HOSTS": "Town.Example, www.town.example"})
    assert read["TRUSTED_HOSTS"] == ["town.example", "www.town.example"]


def test_what_is_kept_is_for_nobody_else_on_the_machine(tmp_path):
    create_app({"DATA": tmp_path / "data"})
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
