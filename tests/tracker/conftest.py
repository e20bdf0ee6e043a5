"""A district with two wards, their leaders, and browsers that are signed in."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from community.places.models import Place
from community.roles.queries import Viewer
from tests.factories import make_leader, make_person, make_place, make_viewer
from tests.harness.clients import Client


@dataclass
class Town:
    """Everything that the tests of the pages speak of."""

    app: Flask
    district: Place
    east: Place
    west: Place
    leader: Viewer
    other: Viewer
    member: Viewer

    def client(self, viewer: Viewer | None = None) -> Client:
        client = self.app.test_client()
        assert isinstance(client, Client)
        if viewer is not None:
            client.sign_in(viewer.person_id)
        return client


@pytest.fixture
def town(app: Flask) -> Town:
    district = make_place("District")
    east, west = make_place("East", under=district), make_place("West", under=district)
    leader, other = make_leader(east, "Lea Der"), make_leader(west, "Other Leader")
    return Town(app, district, east, west, leader, other, make_viewer(make_person("Member")))
