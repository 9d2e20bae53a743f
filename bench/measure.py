#!/usr/bin/env python3
"""Our release server beside its anchors, in turns, on this machine's loopback. Goals 3 to 7, 12 to 14 and 16 are here, 8 to 11 and
17 in scale.py.

usage: measure.py SERVER EXAMPLES WORK      (bench/run calls it)

Prints a JSON line for each figure. Processor time is the kernel's account of the server's own processes (and, with
PostgreSQL, of all of the database's), never of the load. A ratio is the median of the rounds' own ratios, so that a
busy minute of the machine falls on both. Every server, database and folder is this run's own and ends with it.

BENCH_SECONDS (4): one measured stretch. BENCH_LONG_SECONDS (60): the stretch of goal 5. BENCH_ROUNDS (3).
BENCH_ROWS (10000000): the incidents and reports of goals 9 to 11. BENCH_NUMBERS (10000000): the incidents of goal 16.
BENCH_STANDING (2000): how many of those are not over. BENCH_SCALE (100000): the incidents of goal 17. BENCH_DESKS (1000,5000,10000): of goal 8. BENCH_ONLY: goals to measure, such as "4,5,9".
"""
import datetime
import gzip
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import scale
from kit import PASSWORD, ROOT, ROUNDS, SECONDS, WIDTHS, Bench, compare, cpus, middle, say, tell, wanted

LONG = float(os.environ.get("BENCH_LONG_SECONDS", "60"))
NUMBERS = int(os.environ.get("BENCH_NUMBERS", "10000000"))
PHOTO_CLIENTS = 4
TEXT_CLIENTS = 8


def goal_3(bench, photo):
    seconds = max(SECONDS * 2, 6)
    rounds = {"sqlite": [], "pg": [], "anchor": []}
    for turn in range(ROUNDS):
        for kind, found in rounds.items():
            say(f"goal 3, photo reports, round {turn + 1}, {kind}")
            if kind == "anchor":
                with bench.anchor() as server:
                    bench.load("photo", server[0], PHOTO_CLIENTS, 1, photo)
                    found.append(bench.timed(server, "photo", PHOTO_CLIENTS, seconds, photo))
            else:
                with bench.ours(kind) as server:
                    bench.load("photo", server[0], PHOTO_CLIENTS, 1, photo, PASSWORD)
                    found.append(bench.timed(server, "photo", PHOTO_CLIENTS, seconds, photo, PASSWORD))
    size = photo.stat().st_size / 1e6
    note = (f"{size:.1f} MB, 12 MP; {PHOTO_CLIENTS} clients, each waits until its photo is durable and its clean copies "
            "are made; ours seals, logs, routes and pages too")
    for kind, name in WIDTHS.items():
        ours, anchors = rounds[kind], rounds["anchor"]
        both = cpus(ours, anchors)
        compare(3, f"report with photo, {name}: CPU", "ms CPU", ours, anchors, lambda one: one["cpu"], 0.75, note, both)
        compare(3, f"report with photo, {name}: rate", "1/s", ours, anchors, lambda one: one["per_second"], -1.3, "", both)
        compare(3, f"report with photo, {name}: p99 until ready", "ms", ours, anchors, lambda one: one["ready"]["p99"], 0.6)
        compare(3, f"report with photo, {name}: p99 until answered", "ms", ours, anchors,
                lambda one: one["answered"]["p99"], 0.6, "our 201 comes when the original is on the disk, the anchor's "
                "when its copies are")


def goals_4_to_6(bench):
    found = {}
    note_floor = "floor: one small row per write through our own door to the same database, in process, no HTTP"
    for turn in range(ROUNDS):
        for clients in (1, TEXT_CLIENTS, 32):
            for kind in WIDTHS:
                say(f"goals 4 and 6, text reports, round {turn + 1}, {clients} clients, {kind}")
                with bench.ours(kind) as server:
                    bench.load("text", server[0], clients, 0.5)
                    before = bench.pages()
                    one = bench.timed(server, "text", clients, SECONDS)
                    one["pages"] = (bench.pages() - before) / max(one["count"], 1)
                    found.setdefault((kind, clients), []).append(one)
                found.setdefault(("floor", kind, clients), []).append(floor(bench, kind, clients, SECONDS))
            if clients == TEXT_CLIENTS:
                with bench.anchor() as server:
                    bench.load("text", server[0], clients, 0.5)
                    found.setdefault("anchor", []).append(bench.timed(server, "text", clients, SECONDS))
    for kind, name in WIDTHS.items():
        for clients in (1, TEXT_CLIENTS, 32):
            ours, floors = found[kind, clients], found["floor", kind, clients]
            compare(4, f"durable text reports, {name}, {clients} client{'s' * (clients > 1)}", "1/s", ours, floors,
                    lambda one: one["per_second"], -0.2, note_floor, {"ours": middle([one["cpu"] for one in ours])})
        ours, anchors = found[kind, TEXT_CLIENTS], found["anchor"]
        sent = middle([one["pages"] for one in ours])
        compare(6, f"text report, {name}: CPU", "ms CPU", ours, anchors, lambda one: one["cpu"], 1.5,
                f"{TEXT_CLIENTS} clients; {sent:.0%} of the pages went out within the stretch and are in the figure",
                cpus(ours, anchors))
        compare(6, f"text report, {name}: rate", "1/s", ours, anchors, lambda one: one["per_second"], -0.67, "for information: "
                "the target is the CPU's, turned round", cpus(ours, anchors))
        compare(6, f"text report, {name}: p99", "ms", ours, anchors, lambda one: one["report"]["p99"], 1.5, "for information")


def floor(bench, kind, clients, seconds):
    if kind == "pg":
        return bench.example("floor", bench.pg().url(bench.pg().fresh()), clients, seconds)[0]
    folder = bench.folder()
    found = bench.example("floor", f"sqlite://{folder}/floor.sqlite?mode=rwc", clients, seconds)[0]
    shutil.rmtree(folder, ignore_errors=True)
    return found


def goal_5(bench):
    for kind, name in WIDTHS.items():
        say(f"goal 5, {LONG:.0f} s of 32 writers, {kind}")
        with bench.ours(kind) as server:
            ours = bench.timed(server, "text", 32, LONG)
        anchor = floor(bench, kind, 32, LONG)
        note = f"32 clients for {LONG:.0f} s; {ours['count']} reports, floor {anchor['count']} rows"
        compare(5, f"no stalls, {name}: p99", "ms", [ours], [anchor],
                lambda one: (one.get("report") or one["write"])["p99"], 4.0, note)
        compare(5, f"no stalls, {name}: longest", "ms", [ours], [anchor],
                lambda one: (one.get("report") or one["write"])["max"], 10.0, note)


def goal_7(bench):
    desks, rate, seconds = 100, 100, max(SECONDS, 5)
    ours, bare = {"sqlite": [], "pg": []}, []
    for turn in range(ROUNDS):
        for kind, found in ours.items():
            say(f"goal 7, {rate} reports/s to {desks} desks, round {turn + 1}, {kind}")
            with bench.ours(kind) as server:
                found.append(bench.timed(server, "desks", desks, rate, seconds, PASSWORD))
        with bench.bare_stream() as (url, _):
            bare.append(bench.load("fanout", url, desks, rate, seconds))
    for kind, name in WIDTHS.items():
        lost = sum(one["missing"] for one in ours[kind])
        p50 = lambda pair: pair[0]["report"]["p50"] + 1.5 * pair[1]["desk"]["p50"]  # noqa: E731
        p99 = lambda pair: 3 * (pair[0]["report"]["p50"] + pair[1]["desk"]["p50"])  # noqa: E731
        for at, limit, words in (("p50", p50, "≤ ack + 1.5 × bare"), ("p99", p99, "≤ 3 × (ack + bare), p50 of both")):
            pairs = list(zip(ours[kind], bare))
            desk = middle([one["desk"][at] for one, _ in pairs])
            allowed = middle(map(limit, pairs))
            over = middle([one["desk"][at] / limit((one, other)) for one, other in pairs])
            note = (f"allowed {allowed:.2f} ms (anchor); acknowledged p50 {middle([o['report']['p50'] for o in ours[kind]]):.2f} ms, "
                    f"bare p50 {middle([o['desk']['p50'] for o in bare]):.2f} ms; {lost} events missed; "
                    f"{ours[kind][0]['events_per_desk'] / ours[kind][0]['count']:.1f} events a report")
            tell(7, f"submit to desk, {name}: {at}", desk, allowed, "ms", over, words, over <= 1, len(pairs), note,
                 {"ours": middle([one["cpu"] for one in ours[kind]])})


def goal_12(bench):
    say("goal 12, zone lookup")
    rounds = [{line["zones"]: line for line in bench.example("zones", max(SECONDS / 2, 1))} for _ in range(ROUNDS)]
    each = {count: middle([one[count]["ours"] for one in rounds]) for count in rounds[0]}
    plain = {count: middle([one[count]["anchor"] for one in rounds]) for count in rounds[0]}
    same = all(line["same"] for one in rounds for line in one.values())
    rate = each[200]
    note = f"64 vertices a zone, one core; {rounds[0][200]['inside']:.0%} of the points lie in a zone; same answers: {same}"
    tell(12, "zone lookup, 200 zones", rate, plain[200], "1/s",
         middle([one[200]["ours"] / one[200]["anchor"] for one in rounds]), "≥ 500,000 a second", rate >= 500_000, ROUNDS, note)
    for few, many in ((200, 2_000), (100, 1_000), (1_000, 10_000)):
        cost = middle([one[few]["ours"] / one[many]["ours"] for one in rounds])
        tell(12, f"zone lookup, cost of {many:,} zones to {few:,}", 1e6 / each[many], 1e6 / each[few], "µs", cost,
             "≤ 1.5×", cost <= 1.5, ROUNDS, f"without an index: {plain[many]:,.0f} lookups/s at {many:,} zones")
    tell(12, "1,000,000 lookups in 10,000 zones", 1e6 / each[10_000], 1e6 / plain[10_000], "s",
         each[10_000] / plain[10_000], "≤ 2 s", 1e6 / each[10_000] <= 2, ROUNDS, "the anchor asks every polygon in turn")


def goal_14(bench):
    say("goal 14, one report against the open incidents")
    rounds = [{line["open"]: line for line in bench.example("fusion", max(SECONDS / 4, 0.5))} for _ in range(ROUNDS)]
    same = all(line["same"] for one in rounds for line in one.values())
    for count in (50, 500, 5_000):
        ours, plain = [middle([one[count][key] for one in rounds]) for key in ("each_ms", "plain_ms")]
        tell(14, f"fusion of one report, {count:,} open incidents", ours, plain, "ms",
             middle([one[count]["each_ms"] / one[count]["plain_ms"] for one in rounds]), "≤ 1 ms", ours <= 1.0, ROUNDS,
             f"the anchor weighs every incident; all of one family, 100 m apart, 8 sightings each; same answers: {same}")
    say("goal 14, who is on duty")
    rounds = [{line["officers"]: line for line in bench.example("roster", max(SECONDS / 4, 0.5))} for _ in range(ROUNDS)]
    same = all(line["same"] for one in rounds for line in one.values())
    for count in (10, 100, 1_000):
        ours, plain = [middle([one[count][key] for one in rounds]) / 1e3 for key in ("each_us", "anchor_us")]
        tell(14, f"who is on duty, {count:,} officers", ours, plain, "ms",
             middle([one[count]["each_us"] / one[count]["anchor_us"] for one in rounds]), "≤ 1 ms", ours <= 1.0, ROUNDS,
             f"at instants over a week in which clocks change; the anchor reckons both ends of three shifts of each; same answers: {same}")
    say("goal 14, replay of changed rules")
    rounds = [bench.example("replay", 100_000)[0] for _ in range(ROUNDS)]
    seconds, one = middle([one["seconds"] for one in rounds]), rounds[0]
    tell(14, f"what-if over {one['cases']:,} reports, one core", seconds, 10.0, "s", seconds / 10, "< 10 s", seconds < 10, ROUNDS,
         f"{one['rules'][0]} live rules beside {one['rules'][1]}; {one['changed']:,} reports differ")


def weigh(path):
    """Bytes on the line: the server packs each file once, as small as it can."""
    return len(gzip.compress(path.read_bytes(), 9))


def static_imports(path, seen):
    """The scripts a script pulls before it runs. Lazy chunks are `import(…)` and do not count."""
    if path in seen or not path.exists():
        return seen
    seen[path] = weigh(path)
    text = path.read_text()
    for name in re.findall(r'(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{}\s,]+from\s*)?["\'](\./[^"\']+\.js)["\']', text):
        static_imports((path.parent / name).resolve(), seen)
    return seen


def goal_13():
    dist = ROOT / "app/dist"
    page = (dist / "index.html").read_text()
    files = {}
    for name in re.findall(r'<(?:script|link)[^>]+(?:src|href)="/?([^"]+\.(?:js|css))"', page):
        static_imports((dist / name).resolve(), files)
    # The words of the one language that is spoken are loaded before the first picture, too.
    for words in (dist / "assets").glob("words-en-*.js"):
        static_imports(words.resolve(), files)
    total = sum(files.values()) / 1000
    names = ", ".join(f"{path.name.rsplit('-', 1)[0]}{path.suffix} {size / 1000:.1f}" for path, size in files.items())
    tell(13, "reporter page, first load: JS + CSS", total, 60.0, "KB gzip", total / 60, "≤ 60 KB", total <= 60, 1, names)
    lazy = {path: weigh(path) for path in (dist / "assets").glob("*.js") if re.match(r"(map|WhereMap|HomePlan)-", path.name)}
    weight = sum(lazy.values()) / 1000
    names = ", ".join(f"{path.name.rsplit('-', 1)[0]} {size / 1000:.1f}" for path, size in lazy.items())
    tell(13, "reporter's map, lazy", weight, 50.0, "KB gzip", weight / 50, "≤ 50 KB", weight <= 50, 1, names)


def goal_16(bench):
    small, days = 10_000, 90
    today = datetime.date.today()
    since = today - datetime.timedelta(days=days - 1)
    path = f"/api/v1/desk/insight?venue=bayview&from={since}&to={today + datetime.timedelta(days=1)}"
    for kind, name in WIDTHS.items():
        found = {}
        for count in (small, NUMBERS):
            folder = bench.folder()
            database = bench.pg().fresh() if kind == "pg" else None
            with bench.ours(kind, folder, database):
                pass
            say(f"goal 16, numbers of {count} incidents into {name}")
            url = bench.pg().url(database) if database else f"sqlite://{folder / 'data/seesayact.sqlite'}"
            # Twice the days: each answer stands beside the time before.
            cells = bench.example("cells", url, count * 2, days * 2)[0]["cells"]
            with bench.ours(kind, folder, database) as server:
                bench.load("list", server[0], path, 0.3, PASSWORD)
                asked = [bench.timed(server, "list", path, max(SECONDS / 2, 1), PASSWORD) for _ in range(ROUNDS)]
            found[count] = asked, cells
            shutil.rmtree(folder, ignore_errors=True)
        (ours, cells), (anchors, _) = found[NUMBERS], found[small]
        took = middle([one["list"]["p50"] for one in ours])
        before = middle([one["list"]["p50"] for one in anchors])
        tell(16, f"numbers of a quarter, {name}: p50 at {NUMBERS:,} to 10,000 incidents", took, before, "ms", took / before,
             "≤ 300 ms", took <= 300, len(ours), f"one client, over HTTP, with the quarter before it; {cells:,} cells", cpus(ours, anchors))


def main():
    # Told to stop, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped"))
    server, examples, work = (Path(word).resolve() for word in sys.argv[1:4])
    bench = Bench(server, examples, work)
    try:
        if wanted(13):
            goal_13()
        if wanted(12):
            goal_12(bench)
        if wanted(14):
            goal_14(bench)
        if wanted(3):
            goal_3(bench, sorted((work / "photos").glob("*.jpg"))[0])
        if wanted(4, 6):
            goals_4_to_6(bench)
        if wanted(7):
            goal_7(bench)
        if wanted(8):
            scale.goal_8(bench)
        if wanted(9, 10, 11):
            scale.goals_9_to_11(bench)
        if wanted(17):
            scale.goal_17(bench)
        if wanted(16):
            goal_16(bench)
        if wanted(5):
            goal_5(bench)
    finally:
        bench.stop()


main()
