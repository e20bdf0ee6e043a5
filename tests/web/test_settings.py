"""Settings from the environment."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest
from sqlalchemy import text

from community.config import STAMP, Misconfigured, settings
from community.extensions import db
from tests.faults.servers import ROOT
from tests.harness.databases import app_on


def test_host_names_are_compared_in_small_letters_as_browsers_send_them(tmp_path):
    read = settings({"DATA": str(tmp_path), "HOSTS": "Town.Example, www.town.example"})
    assert read["TRUSTED_HOSTS"] == ["town.example", "www.town.example"]


def test_what_is_kept_is_for_nobody_else_on_the_machine(tmp_path):
    data = tmp_path / "data"
    with app_on(f"sqlite:///{data / 'community.sqlite3'}", DATA=data, TESTING=False) as app:
        app.test_client().get("/")  # asks first whether anything changed, of a database that is not there
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE kept (words TEXT)"))
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert modes == {f"community.sqlite3{end}": 0o600 for end in ("", "-wal", "-shm")}


def test_production_does_not_start_on_the_demo_whose_passwords_everybody_knows(tmp_path):
    (tmp_path / STAMP).write_text("Ada\tadmin\tThe city\tada@demo.example\tsecret\n")
    known = {"DATA": str(tmp_path), "SECRET_KEY": "x" * 32, "HOSTS": "town.example", "MAIL": "smtp://localhost"}
    assert settings(known)["DEMO_ACCOUNTS"]
    with pytest.raises(Misconfigured, match="everybody knows its passwords"):
        settings({**known, "COMMUNITY_ENV": "production"})


@pytest.mark.parametrize("command", [["flask", "routes"], ["flask", "serve"], ["demo"]])
@pytest.mark.parametrize("kind", ["development", "production"])
def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path, command, kind):
    (tmp_path / "file").touch()
    data = tmp_path / "file" / "data"
    env = {**os.environ, "COMMUNITY_ENV": kind, "SECRET_KEY": "x" * 32, "HOSTS": "town.example", "DATA": str(data)}
    env["MAIL"] = "smtp://localhost"
    ended = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr == f"DATA is {data}, and that folder cannot be made: Not a directory.\n"


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(Misconfigured, match="nothing can be written"):
        settings({"DATA": str(tmp_path)})
