"""What is measured: each function is a chapter of the report."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from bench.ground import Ground, cookie, deep_pages, etag, idea_paths, vote_requests
from bench.report import Report, Table
from bench.rounds import HEADS, Spread, Subject, get, measure, ratios, row
from bench.servers import GUNICORN, HOME, granian, gunicorn, serving, site
from bench.town import Town
from community.ideas.queries import Order

__all__ = ["demo", "growth", "imports", "pages", "servers", "votes"]

SMALL = Town(ideas=1_000, votes=10_000)


def pages(report: Report, ground: Ground) -> None:
    """Pages against the limit."""
    rounds, seconds = (3, 0.4) if report.quick else (5, 0.5)
    data = ground.town(SMALL)
    with ground.bare(data) as bare, ground.bare(data, "bytes_app") as still, ground.site(data) as ours:
        ideas, me = idea_paths(data), {"Cookie": cookie(5)}
        # A visitor with any cookie is not answered from the memory of unchanged pages: all is read again.
        read_again = {"Cookie": "language=en"}
        wandering = [
            path for order in (Order.NEWEST, Order.SUPPORTED, Order.SHARE)
            for path in deep_pages(data, order, [part / 400 for part in range(390)])
        ]  # fmt: skip
        tag = etag(ours, "/ideas")
        tags = {path: etag(ours, path) for path in ideas}
        subjects = {
            "20 KB from memory, no framework": Subject(still, [get("/")]),
            "bare Flask page (the limit)": Subject(bare, [get("/")]),
            "idea list, from memory": Subject(ours, [get("/ideas")]),
            "idea list, read again": Subject(ours, [get("/ideas", **read_again)]),
            "idea list, rendered again": Subject(ours, [get(f"/ideas?seed={n}", **read_again) for n in range(5_000)]),
            "idea list, other ideas each time": Subject(ours, [get(path, **read_again) for path in wandering]),
            "idea list, signed in": Subject(ours, [get("/ideas", **me)]),
            "idea list, unchanged": Subject(ours, [get("/ideas", If_None_Match=tag)], 304),
            "idea list, unchanged, read again": Subject(ours, [get("/ideas", If_None_Match=tag, **read_again)], 304),
            "idea page, from memory": Subject(ours, [get(path) for path in ideas]),
            "idea page, read again": Subject(ours, [get(path, **read_again) for path in ideas]),
            "idea page, rendered again": Subject(
                ours, [get(f"{path}?{n}", **read_again) for n in range(25) for path in ideas]
            ),
            "idea page, signed in": Subject(ours, [get(path, **me) for path in ideas]),
            "idea page, unchanged": Subject(ours, [get(path, If_None_Match=tags[path]) for path in ideas], 304),
            "idea page, unchanged, read again": Subject(
                ours, [get(path, If_None_Match=tags[path], **read_again) for path in ideas], 304
            ),
            "home, read again": Subject(ours, [get("/", **read_again)]),
            "place, read again": Subject(ours, [get("/places/3/district-02", **read_again)]),
            "places, read again": Subject(ours, [get("/places", **read_again)]),
        }
        found = report.series["pages"] = measure(subjects, rounds, seconds)
    limit = found["bare Flask page (the limit)"]
    table = Table(
        "Pages",
        "A town of 1,000 ideas and 10,000 votes. The limit is a bare Flask page: 20 KB of Jinja, one query of 20 rows. "
        "“From memory” and “unchanged” are visitors' requests, the second a conditional one, while nothing was written "
        "anywhere. After a write all is “read again”, and a page made of the same rows as before is shown as it was. "
        "“Rendered again” is the first to be shown these rows; of a list the cards that did not change are kept even "
        "then; “other ideas each time” are 1,170 pages from all over three orders.",
        HEADS,
    )
    table.rows = [row(name, series, limit) for name, series in found.items()]
    report.tables.append(table)
    for page in ("list", "page"):
        for how in ("from memory", "read again", "rendered again"):
            share = ratios(found[f"idea {page}, {how}"], limit)
            report.at_least(f"Idea {page}, {how}, as a share of the limit", share, 0.4)
    report.at_least("Idea list unchanged, times the limit", ratios(found["idea list, unchanged"], limit), 2)
    report.at_least("Idea page unchanged, times the limit", ratios(found["idea page, unchanged"], limit), 2)
    for name in ("idea list, read again", "idea page, read again"):
        report.at_most(f"Size of {name.partition(',')[0]}", max(found[name].sizes) / 1000, 60, " KB")


def votes(report: Report, ground: Ground) -> None:
    """Votes against a bare Flask route that writes the same rows."""
    rounds, seconds = (3, 0.4) if report.quick else (9, 0.7)
    with ExitStack() as stack:
        first, second, third = (stack.enter_context(ground.copy(SMALL)) for _ in range(3))
        bare = stack.enter_context(ground.bare(first))
        form, script = (stack.enter_context(ground.site(data)) for data in (second, third))
        json = {"Accept": "application/json"}
        subjects = {
            "bare vote (the limit)": Subject(bare, vote_requests(first, "bare"), 303),
            "vote by form": Subject(form, vote_requests(second, "/ideas/{}/vote"), 303),
            "vote by script": Subject(script, vote_requests(third, "/ideas/{}/vote", **json), 200),
        }
        found = report.series["votes"] = measure(subjects, rounds, seconds)
    limit = found["bare vote (the limit)"]
    table = Table(
        "Votes",
        "400 people vote at random on the open ideas of a town of 1,000. The limit is a bare Flask route that reads "
        "the standing vote, writes the same two rows into a file with the same indexes, and commits with "
        "`synchronous=FULL`; it knows who votes from the form, where the site reads session and person.",
        HEADS,
    )
    table.rows = [row(name, series, limit) for name, series in found.items()]
    report.tables.append(table)
    report.at_least("Vote by form, as a share of the limit", ratios(found["vote by form"], limit), 0.4)
    report.at_least("Vote by script, as a share of the limit", ratios(found["vote by script"], limit), 0.4)


def lists_of(data: Path) -> dict[str, list[str]]:
    """Return the lists whose growth is measured: every order, first and deep; each kind of filter."""
    found = {}
    for order in Order:
        if order is Order.RANDOM:
            found["by lot"] = [f"/ideas?sort=random&seed={seed}" for seed in range(1, 40)]
        else:
            found[f"{order}, first page"] = [f"/ideas?sort={order}"]
            found[f"{order}, deep"] = deep_pages(data, order, [0.5 + part / 100 for part in range(40)])
    for place in ("leaf", "middle", "large"):
        for order in (Order.NEWEST, Order.SHARE):
            found[f"{order}, in a {place} place"] = [f"/ideas?sort={order}&place={getattr(Town, place)}"]
    for kind in ("rare", "common"):
        for order in (Order.NEWEST, Order.SUPPORTED):
            found[f"{order}, of a {kind} status"] = [f"/ideas?sort={order}&status={getattr(Town, kind)}"]
    found["share, large place and common status"] = [f"/ideas?sort=share&place={Town.large}&status={Town.common}"]
    return found


def growth(report: Report, ground: Ground, large: Town, urls: dict[Town, str] | None = None) -> None:
    """The same pages and votes in a small and in a large town; `urls` of the towns on PostgreSQL, if not on SQLite."""
    rounds, seconds = (2, 0.25) if report.quick else (3 if urls else 4, 0.25)
    kind = "PostgreSQL" if urls else "SQLite"
    with ExitStack() as stack:
        servers = {}
        for town in (SMALL, large):
            data = ground.town(town)
            more = {"DATABASE_URL": urls[town]} if urls else {}
            servers[town] = stack.enter_context(ground.site(data, **more))
        datas = {town: ground.town(town) for town in (SMALL, large)}
        subjects = {}
        lists = {town: lists_of(data) for town, data in datas.items()}
        for name in lists[SMALL]:
            for town, server in servers.items():
                requests = [get(path, Cookie="language=en") for path in lists[town][name]]  # made anew each time
                subjects[f"{name}: {town.ideas:,}"] = Subject(server, requests)
        for town, server in servers.items():
            ideas = idea_paths(datas[town])
            subjects[f"idea page: {town.ideas:,}"] = Subject(
                server, [get(path, Cookie="language=en") for path in ideas]
            )
        found = measure(subjects, rounds, seconds)
        if not urls:
            copies = {town: stack.enter_context(ground.copy(town)) for town in (SMALL, large)}
            voting = {town: stack.enter_context(ground.site(data)) for town, data in copies.items()}
        else:
            copies, voting = datas, servers
        subjects = {
            f"vote: {town.ideas:,}": Subject(voting[town], vote_requests(copies[town], "/ideas/{}/vote"), 303)
            for town in voting
        }
        found |= measure(subjects, rounds, seconds * 2)
    report.series[f"growth on {kind}"] = found
    table = Table(
        f"Growth on {kind}",
        f"How much longer the same takes at {large.ideas:,} ideas and {large.votes:,} votes than at {SMALL.ideas:,} "
        f"and {SMALL.votes:,}: time an answer, the large town's over the small one's.",
        ("", "Times as long", f"Answers a second at {SMALL.ideas:,}", f"at {large.ideas:,}"),
    )
    worst: dict[str, tuple[float, str]] = {}
    for name in [*lists[SMALL], "idea page", "vote"]:
        small, big = found[f"{name}: {SMALL.ideas:,}"], found[f"{name}: {large.ideas:,}"]
        longer = ratios(small, big)
        rates = [f"{Spread.of(series.rates).median:,.0f}" for series in (small, big)]
        table.rows.append((name, str(longer), *rates))
        group = name if name in ("idea page", "vote") else "list"
        if group not in worst or longer.median > worst[group][0]:
            worst[group] = longer.median, f"{longer}: {name}" if group == "list" else str(longer)
    report.tables.append(table)
    for group, (median, shown) in worst.items():
        label = "Idea list, the worst of all orders and filters" if group == "list" else group.capitalize()
        report.at_most(f"{label}, large over small, {kind}", median, 1.2, "", shown)


def imports(report: Report, ground: Ground) -> None:
    """`flask import` of tables, from start to end of the command."""
    ideas, people = (2_000, 2_000) if report.quick else (10_000, 10_000)
    votes_each = 10 if report.quick else 30
    dice = random.Random(4)
    data = ground.folder / "imports"
    data.mkdir()
    files = {"ideas": data / "ideas.csv", "votes": data / "votes.csv"}
    with files["ideas"].open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(("external_id", "title", "body", "author", "created_at"))
        for number in range(ideas):
            body = "\n\n".join("We want **more trees** along the river, and a bench or two." for _ in range(3))
            write((f"i{number}", f"Idea number {number}", body, f"p{number % people}", "2024-05-03T12:00:00Z"))
    with files["votes"].open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(("idea", "voter", "choice", "created_at"))
        for person in range(people):
            for number in dice.sample(range(ideas), votes_each):
                choice = dice.choice(("support", "oppose", "pass"))
                write((f"i{number}", f"p{person}", choice, "2024-06-03T12:00:00Z"))
    env = {**os.environ, **site(data)}
    flask = [sys.executable, "-m", "flask"]
    subprocess.run([*flask, "db", "upgrade"], cwd=HOME, env=env, check=True, capture_output=True)
    table = Table(
        "Import",
        "`flask import`, from the start of the command to its end, into an empty site. The ideas have a text of three "
        "paragraphs in Markdown and an unknown author each; “again” imports the same file once more, changing nothing.",
        ("", "Rows", "Seconds", "Rows a second"),
    )
    for name, count, promised in (("ideas", ideas, 1_000), ("votes", people * votes_each, 20_000)):
        for again in ("", ", again"):
            began = time.perf_counter()
            subprocess.run(
                [*flask, "import", name, str(files[name])], cwd=HOME, env=env, check=True, capture_output=True
            )
            took = time.perf_counter() - began
            table.rows.append((f"{name}{again}", f"{count:,}", f"{took:.1f}", f"{count / took:,.0f}"))
            if not again:
                rate = Spread.of([count / took])
                report.at_least(f"Import of {name}, rows a second", rate, promised)
    report.tables.append(table)


def demo(report: Report, ground: Ground) -> None:
    """The demo: how long it loads and starts, and what it holds in memory."""
    data = ground.folder / "demo"
    env = {"DATA": str(data), "HOST": "127.0.0.1", "WORKERS": "1", "COMMUNITY_ENV": "development"}
    command = [sys.executable, "-m", "demo"]
    with serving(command, env) as server:
        loaded = server.seconds
    starts = []
    for _ in range(2 if report.quick else 5):
        with serving(command, env) as server:
            starts.append(server.seconds)
    with serving(command, env) as server:
        at_start = server.memory()
        paths = [f"/ideas/{number}" for number in range(1, 1_200, 3)]
        paths += [f"/ideas?sort={order}" for order in ("newest", "supported", "share", "contested")]
        measure({"all": Subject(server, [get(path) for path in paths[-4:]])}, 1, 1)
        measure({"all": Subject(server, [get(path) for path in paths[:-4]], 301)}, 1, 1)
        measure({"all": Subject(server, [get("/"), get("/places"), get("/about")])}, 1, 1)
        in_use = server.memory()
    workers = Spread.of(starts)
    report.tables.append(
        Table(
            "Demo",
            "Both real communities, one worker. Memory is that of all processes, what they share counted once, after "
            "a thousand pages and more. A start is from the command to the first answer of /healthz.",
            ("", "Measured"),
            [
                ("first start, with loading", f"{loaded:.1f} s"),
                ("later starts", f"{workers} s"),
                ("memory after the start", f"{at_start / 1e6:.0f} MB"),
                ("memory in use", f"{in_use / 1e6:.0f} MB"),
            ],
        )
    )
    report.at_most("Demo in memory", in_use / 1e6, 200, " MB")
    report.at_most("Demo started", workers.median, 3, " s")


def servers(report: Report, ground: Ground) -> None:
    """The same site under different servers, one worker each."""
    rounds, seconds = (2, 0.4) if report.quick else (5, 1.0)
    data = ground.town(SMALL)
    commands = {"granian": granian("app:app")}
    commands |= {name: gunicorn("app:app", options) for name, options in GUNICORN.items()}
    with ExitStack() as stack:
        running = {name: stack.enter_context(serving(command, site(data))) for name, command in commands.items()}
        ideas = idea_paths(data)
        subjects = {}
        anew = {"Cookie": "language=en"}
        for page, requests in (("list", [get("/ideas", **anew)]), ("page", [get(path, **anew) for path in ideas])):
            for name, server in running.items():
                subjects[f"idea {page}, {name}"] = Subject(server, requests)
        for name, server in running.items():
            subjects[f"idea list from memory, {name}"] = Subject(server, [get("/ideas")])
        found = report.series["servers"] = measure(subjects, rounds, seconds)
        memory = {name: server.memory() / 1e6 for name, server in running.items()}
    table = Table(
        "Servers",
        "The same site, one worker process each (gthread with four threads), four connections kept by the client "
        "(gunicorn's sync worker closes each after its answer).",
        ("", "Share of granian", "Answers a second", "Processor time", "Memory"),
    )
    for name, series in found.items():
        page, _, server_name = name.partition(", ")
        cells = row(name, series, found[f"{page}, granian"])
        table.rows.append((*cells[:4], f"{memory[server_name]:.0f} MB"))
    report.tables.append(table)
