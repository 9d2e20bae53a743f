#!/usr/bin/env python3
"""Goals 3 to 7, 9, 12, 13 and 16: our release server beside its anchors, in turns, on this machine's loopback.

usage: measure.py SERVER EXAMPLES WORK      (bench/run calls it)

Prints a JSON line for each figure. Processor time is the kernel's account of the server's own processes (and, with
PostgreSQL, of all of the database's), never of the load. A ratio is the median of the rounds' own ratios, so that a
busy minute of the machine falls on both. Every server, database and folder is this run's own and ends with it.

BENCH_SECONDS (4): one measured stretch. BENCH_LONG_SECONDS (60): the stretch of goal 5. BENCH_ROUNDS (3).
BENCH_ROWS (1000000): the long list of goal 9. BENCH_NUMBERS (10000000): the incidents of goal 16. BENCH_ONLY: goals to measure, such as "4,5,9".
"""
import datetime
import gzip
import json
import os
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
LONG = float(os.environ.get("BENCH_LONG_SECONDS", "60"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
NUMBERS = int(os.environ.get("BENCH_NUMBERS", "10000000"))
ONLY = {int(goal) for goal in os.environ.get("BENCH_ONLY", "").split(",") if goal}
TICK = os.sysconf("SC_CLK_TCK")
PASSWORD = "bench-" + os.urandom(8).hex()
PHOTO_CLIENTS = 4
TEXT_CLIENTS = 8
WIDTHS = {"sqlite": "SQLite", "pg": "PostgreSQL"}


def wanted(*goals):
    return not ONLY or ONLY.intersection(goals)


def say(text):
    print(f"bench: {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process, patience=60):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            sys.exit(f"bench: {process.args[0]} ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).read()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"bench: {url} did not answer")


def wait_for_port(port, patience=10):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"bench: nobody listens on {port}")


def end(process):
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def stat(pid):
    """(parent, own milliseconds of processor, milliseconds of its children that have ended)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[1]), sum(map(int, fields[11:13])) * 1000 / TICK, sum(map(int, fields[13:15])) * 1000 / TICK


def family_cpu(pid):
    """Milliseconds of a process, of its children, and of those that have ended."""
    _, own, ended = stat(pid)
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent, theirs, _ = stat(entry)
            except OSError:
                continue
            own += theirs if parent == pid else 0
    return own + ended


class Postgres:
    """A cluster of its own, with the settings PostgreSQL comes with: fsync and synchronous_commit are on."""

    def __init__(self, work):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self.bin = found[-1] if found else Path(shutil.which("initdb")).parent
        self.dir, self.port, self.names = work / "pg", free_port(), 0
        self.dir.mkdir()
        self.as_owner = []
        if os.getuid() == 0:
            # PostgreSQL refuses to run as root.
            owner = pwd.getpwnam("postgres")
            os.chown(self.dir, owner.pw_uid, owner.pw_gid)
            self.as_owner = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
        self.run("initdb", "-D", self.dir / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        command = [*self.as_owner, self.bin / "postgres", "-D", self.dir / "data", "-p", str(self.port),
                   "-c", "listen_addresses=127.0.0.1", "-k", self.dir]
        self.process = subprocess.Popen(list(map(str, command)), cwd=self.dir, stdout=subprocess.DEVNULL,
                                        stderr=open(self.dir.parent / "pg.log", "w"))
        until = time.monotonic() + 30
        while subprocess.run([self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            if time.monotonic() > until or self.process.poll() is not None:
                sys.exit("bench: PostgreSQL did not start; see pg.log")
            time.sleep(0.1)

    def run(self, tool, *words, **more):
        command = [*self.as_owner, self.bin / tool, *words]
        more = {"stdout": subprocess.DEVNULL, **more}
        return subprocess.run(list(map(str, command)), check=True, cwd=self.dir, **more)

    def psql(self, name, sql):
        where = ["-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", name, "-qAtX", "-c", sql]
        return self.run("psql", *where, stdout=subprocess.PIPE, text=True).stdout.strip()

    def fresh(self):
        self.names += 1
        name = f"bench{self.names}"
        self.psql("postgres", f"create database {name}")
        return name

    def url(self, name):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self):
        # SIGINT is PostgreSQL's fast shutdown.
        self.process.send_signal(2)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Bench:
    def __init__(self, server, examples, work):
        self.server, self.examples, self.work = Path(server), Path(examples), Path(work)
        self.postgres, self.mail, self.folders = None, None, 0

    def pg(self):
        if self.postgres is None:
            say("starting a private PostgreSQL")
            self.postgres = Postgres(self.work)
        return self.postgres

    def mailbox(self):
        """The port of a mail server that takes every page, over real SMTP."""
        if self.mail is None:
            self.mail_port = free_port()
            self.mail = subprocess.Popen([self.examples / "mailbox", str(self.mail_port)])
            wait_for_port(self.mail_port)
        return self.mail_port

    def pages(self):
        """How many pages have arrived, of every server so far."""
        with socket.create_connection(("127.0.0.1", self.mailbox())) as talk, talk.makefile("rw", newline="\r\n") as lines:
            lines.readline()
            lines.write("XCOUNT\r\n")
            lines.flush()
            return int(lines.readline().split()[1])

    def stop(self):
        if self.mail is not None:
            end(self.mail)
        if self.postgres is not None:
            self.postgres.stop()

    def folder(self):
        self.folders += 1
        path = self.work / f"run{self.folders}"
        path.mkdir()
        return path

    def settings(self, kind, folder, database=None):
        port = free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("SSA_", "PG"))}
        ours = {
            "SSA_LISTEN": f"127.0.0.1:{port}", "SSA_DATA_DIR": str(folder / "data"), "SSA_KEYS": str(folder / "keys"),
            "SSA_DEMO_PASSWORD": PASSWORD, "SSA_WRITES_PER_MINUTE_PER_ADDRESS": "100000000",
            "SSA_WRITES_PER_MINUTE_PER_VENUE": "100000000", "SSA_WORK_ABOVE_PER_MINUTE": "0", "SSA_PROOF_EVERY_S": "0", "RUST_LOG": "warn",
        }
        if kind == "pg":
            ours["SSA_DATABASE_URL"] = self.pg().url(database or self.pg().fresh())
        return port, {**clean, **ours}

    @contextmanager
    def ours(self, kind, folder=None, database=None):
        """Our server with the demo's venues in an empty database: its address, and the processes that work for it."""
        mine = folder or self.folder()
        port, settings = self.settings(kind, mine, database)
        settings["SSA_SMTP_URL"] = f"smtp://127.0.0.1:{self.mailbox()}"
        log = open(mine / "server.log", "a")
        process = subprocess.Popen([self.server, "demo"], env=settings, cwd=mine, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}", lambda: self.cpu(process.pid, kind == "pg"), mine
        finally:
            end(process)
            if folder is None:
                shutil.rmtree(mine, ignore_errors=True)

    @contextmanager
    def anchor(self):
        mine, port, postgres = self.folder(), free_port(), self.pg()
        settings = {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PGUSER": "postgres",
                    "PGDATABASE": postgres.fresh(), "NODE_ENV": "production"}
        command = ["node", HERE / "anchor/server.mjs", str(port), mine]
        process = subprocess.Popen(command, env=settings, cwd=HERE, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/livez", process)
            yield f"http://127.0.0.1:{port}", lambda: self.cpu(process.pid, True), mine
        finally:
            end(process)
            shutil.rmtree(mine, ignore_errors=True)

    @contextmanager
    def bare_stream(self):
        port = free_port()
        process = subprocess.Popen([self.examples / "fanout", str(port)])
        try:
            wait_for(f"http://127.0.0.1:{port}/livez", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            end(process)

    def cpu(self, pid, with_postgres):
        own = stat(pid)[1]
        return own + (family_cpu(self.postgres.process.pid) if with_postgres else 0)

    def example(self, name, *words):
        command = [self.examples / name, *words]
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=True, timeout=600)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def load(self, *words):
        return self.example("load", *words)[0]

    def timed(self, server, *words):
        """A load on a running server, with the processor time per request that it cost there."""
        url, cpu, _ = server
        before = cpu()
        found = self.load(words[0], url, *words[1:])
        found["cpu"] = (cpu() - before) / max(found["count"], 1)
        return found


def middle(values):
    return statistics.median(values)


def ratio(ours, anchors, key):
    return middle([key(one) / key(other) for one, other in zip(ours, anchors)])


def tell(goal, what, ours, anchor, unit, times, target, met, rounds, note="", cpu=None):
    line = {"goal": goal, "what": what, "ours": ours, "anchor": anchor, "unit": unit, "ratio": times,
            "target": target, "met": met, "rounds": rounds, "note": note}
    print(json.dumps({**line, **({"cpu": cpu} if cpu else {})}), flush=True)


def compare(goal, what, unit, ours, anchors, key, target, note="", cpu=None):
    """A figure whose ratio has to be at most (or, for a negative target, at least) so much."""
    times = ratio(ours, anchors, key)
    met = times >= -target if target < 0 else times <= target
    words = f"≥ {-target}×" if target < 0 else f"≤ {target}×"
    tell(goal, what, middle(map(key, ours)), middle(map(key, anchors)), unit, times, words, met, len(ours), note, cpu)


def cpus(ours, anchors):
    return {"ours": middle([one["cpu"] for one in ours]), "anchor": middle([one["cpu"] for one in anchors])}


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
        with bench.bare_stream() as url:
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


COLUMNS_THAT_DIFFER = ("id", "number", "priority", "status", "over", "zone", "opened_at", "due_at", "acknowledged_at",
                       "seen_at", "assignee_id")
NOTHING_DUE = 2**63 - 1


def incidents(pattern, count, zones, people):
    """Rows like a year of a busy airport: one in fifty is still being worked on, whatever the count."""
    names = list(pattern)
    now = int(time.time() * 1e6)
    for at in range(count):
        row = dict(pattern)
        opened = now - (count - at) * 31_000_000
        row["id"] = (opened // 1000).to_bytes(6, "big") + bytes((0x70, at & 255, 0x80)) + at.to_bytes(7, "big")
        row["number"] = f"Z-{at:07}"
        row["priority"] = (2, 3, 3, 4, 4, 3, 2, 4, 1, 3)[at * 7 % 10]
        active = at % 50 == 7
        row["status"] = ("open", "acknowledged", "en_route", "on_scene")[at // 50 % 4] if active else "closed"
        row["over"] = not active
        row["zone"] = zones[at * 31 % len(zones)]
        row["opened_at"] = opened
        heard = row["status"] != "open"
        row["due_at"] = NOTHING_DUE if heard else opened + 180_000_000
        row["acknowledged_at"] = row["seen_at"] = opened + 60_000_000 if heard else None
        row["assignee_id"] = people[at % len(people)]
        yield tuple(row[name] for name in names)


def first_row(path):
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        pattern = dict(db.execute("select * from incidents limit 1").fetchone())
        people = [row[0] for row in db.execute(
            "select account_id from memberships where venue_id = ?", (pattern["venue_id"],))]
        zones = [zone["id"] for zone in json.loads((ROOT / "backend/demo/bayview.json").read_text())["zones"]["features"]]
    db.close()
    return pattern, zones, people


def seed_sqlite(path, count):
    pattern, zones, people = first_row(path)
    db = sqlite3.connect(path)
    db.executescript("pragma synchronous = off; pragma cache_size = -262144;")
    marks, names = ",".join("?" * len(pattern)), ",".join(f'"{name}"' for name in pattern)
    with db:
        db.executemany(f"insert into incidents ({names}) values ({marks})", incidents(pattern, count, zones, people))
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()


def as_copied(value, name):
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        text = value.hex()
        if name == "sealed_key":
            return "\\\\x" + text
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    if isinstance(value, bool) or name in ("over", "emergency"):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def seed_postgres(postgres, name, count, like):
    """The same rows, of the venue as this database knows it."""
    pattern, zones, _ = like
    rows = postgres.psql(name, "select id, authority_id, venue_id, post_id from incidents limit 1").split("|")
    ids = dict(zip(("id", "authority_id", "venue_id", "post_id"), rows))
    people = postgres.psql(name, f"select account_id from memberships where venue_id = '{ids['venue_id']}'").split("\n")
    pattern = {**pattern, "authority_id": ids["authority_id"], "venue_id": ids["venue_id"], "post_id": ids["post_id"],
               "second_id": None}
    names = list(pattern)
    where = ["-h", "127.0.0.1", "-p", postgres.port, "-U", "postgres", "-d", name, "-qX"]
    quoted = ",".join(f'"{one}"' for one in names)
    command = [*postgres.as_owner, postgres.bin / "psql", *where, "-c", f"copy incidents ({quoted}) from stdin"]
    copying = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, cwd=postgres.dir, text=True)
    for row in incidents(pattern, count, zones, people):
        copying.stdin.write("\t".join(map(as_copied, row, names)) + "\n")
    copying.stdin.close()
    if copying.wait():
        sys.exit("bench: the rows could not be copied into PostgreSQL")
    postgres.psql(name, "vacuum analyze incidents")


def goal_9(bench):
    small = 10_000
    queries = {
        "the whole queue": "/api/v1/desk/incidents",
        "one venue's queue": "/api/v1/desk/incidents?venue=bayview",
        "what is active": "/api/v1/desk/incidents?venue=bayview&status=open,acknowledged,en_route,on_scene",
    }
    like = None
    for kind, name in WIDTHS.items():
        found = {}
        homes = {}
        for count in (small, ROWS):
            folder = bench.folder()
            database = bench.pg().fresh() if kind == "pg" else None
            with bench.ours(kind, folder, database) as server:
                bench.load("text", server[0], 1, 0.2)
            say(f"goal 9, {count} incidents into {name}")
            if kind == "sqlite":
                seed_sqlite(folder / "data/seesayact.sqlite", count)
                like = first_row(folder / "data/seesayact.sqlite")
            else:
                if like is None:
                    sys.exit("bench: SQLite is measured first")
                seed_postgres(bench.pg(), database, count, like)
            homes[count] = folder, database
        for turn in range(ROUNDS):
            for count, (folder, database) in homes.items():
                with bench.ours(kind, folder, database) as server:
                    for what, path in queries.items():
                        bench.load("list", server[0], path, 0.3, PASSWORD)
                        found.setdefault((what, count), []).append(
                            bench.timed(server, "list", path, max(SECONDS / 2, 1), PASSWORD))
        for what in queries:
            ours, anchors = found[what, ROWS], found[what, small]
            compare(9, f"desk list, {what}, {name}: p50 at {ROWS:,} to 10,000 incidents", "ms", ours, anchors,
                    lambda one: one["list"]["p50"], 1.3, "one client, 50 rows, over HTTP", cpus(ours, anchors))
        for folder, _ in homes.values():
            shutil.rmtree(folder, ignore_errors=True)


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
        if wanted(9):
            goal_9(bench)
        if wanted(16):
            goal_16(bench)
        if wanted(5):
            goal_5(bench)
    finally:
        bench.stop()


main()
