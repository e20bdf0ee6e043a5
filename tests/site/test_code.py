"""What the code promises about itself and no other tool checks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from jinja2 import meta

from tests.harness.databases import only_sqlite

ROOT = Path(__file__).parents[2]
CODE = sorted((ROOT / "community").rglob("*.py"))
EDGE = {"api.py", "cli.py", "device.py", "jobs.py", "language.py", "views.py"}


def calls_of(source: str, name: str) -> list[int]:
    """The lines on which a method of this name is called."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def settings_read(source: str) -> set[str]:
    """The names that a module takes from the environment."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("env"), attr="get"), args=[ast.Constant(value=str(name)), *_]
            ):
                found.add(name)
            case ast.Subscript(value=ast.Name("env"), slice=ast.Constant(value=str(name))):
                found.add(name)
    return found


def test_only_the_edge_commits():
    assert calls_of("db.session.commit()", "commit") == [1]
    inside = [path for path in CODE if path.name not in EDGE and path.parent.name != "views"]
    found = [f"{path.relative_to(ROOT)}:{line}" for path in inside for line in calls_of(path.read_text(), "commit")]
    assert found == []


def writes(source: str) -> list[int]:
    """The lines on which rows are written: into the session, or by a statement."""
    tree = ast.parse(source)
    called = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    session = [
        node.lineno
        for node in called
        if re.fullmatch(r"db\.session\.(add|add_all|delete|merge)", ast.unparse(node.func))
    ]
    names = {"insert", "plain_insert", "update", "delete", "setattr", "Inserting", "Writing"}
    return session + [node.lineno for node in called if isinstance(node.func, ast.Name) and node.func.id in names]


def test_every_write_is_an_operation():
    assert writes("db.session.add(idea)\nupdate(Idea)\nx.add(1)\nselect(Idea)") == [1, 2]
    features = [path for path in CODE if path.parent.name != "community" and "platform" not in path.parts]
    outside = [path for path in features if "operations" not in (path.stem, path.parent.name)]
    found = [f"{path.relative_to(ROOT)}:{line}" for path in outside for line in writes(path.read_text())]
    assert found == []


def test_only_config_reads_the_environment():
    inside = [path for path in CODE if path.name != "config.py"]
    found = [path.relative_to(ROOT) for path in inside if re.search(r"os\.(environ|getenv)", path.read_text())]
    assert found == []


def test_every_setting_is_documented():
    names = settings_read((ROOT / "community" / "config.py").read_text())
    assert {"DATA", "DATABASE_URL", "SECRET_KEY"} <= names
    documented = (ROOT / "docs" / "settings.md").read_text()
    assert [name for name in sorted(names) if f"`{name}`" not in documented] == []


def test_every_documented_setting_exists():
    names = settings_read((ROOT / "community" / "config.py").read_text())
    rows = [line for line in (ROOT / "docs" / "settings.md").read_text().splitlines() if line.startswith("| `")]
    assert {line.split("`")[1] for line in rows} == names


@only_sqlite
def test_every_template_compiles(site):
    environment = site.jinja_env
    names = environment.list_templates(filter_func=lambda name: not name.startswith((".", "email/")))
    assert "web/home.html" in names
    for name in names:
        environment.get_template(name)
        source = environment.loader.get_source(environment, name)[0]
        missing = set(meta.find_referenced_templates(environment.parse(source))) - set(names)
        assert not missing, f"{name} asks for {missing}"


def test_every_module_says_what_lives_in_it():
    silent = [path.relative_to(ROOT) for path in CODE if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []
