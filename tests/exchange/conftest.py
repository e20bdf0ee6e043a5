"""A desk on a site of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.exchange.command import Desk


@pytest.fixture
def desk(own_app: Flask, tmp_path: Path) -> Desk:
    return Desk(own_app, tmp_path)
