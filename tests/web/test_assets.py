"""The built assets, by their names."""

from __future__ import annotations

from community.web import assets


def test_assets_that_are_built_while_the_site_runs_are_found(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    monkeypatch.setattr(assets, "_found", {})
    assert assets.asset("site.css") == "/static/dist/site.css"
    (tmp_path / "manifest.json").write_text('{"site.css": "site-A1.css"}')
    assert assets.asset("site.css") == "/static/dist/site-A1.css"
