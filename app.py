"""The application object that servers and the `flask` command load."""

from community.factory import create_app

app = create_app()
