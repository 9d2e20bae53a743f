"""What the goals share: servers, databases and loads of a run, and how a figure is told.

Every server, database and folder is the run's own and ends with it.
"""
import json
import os
import pwd
import shutil
import socket
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
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
ONLY = {int(goal) for goal in os.environ.get("BENCH_ONLY", "").split(",") if goal}
TICK = os.sysconf("SC_CLK_TCK")
PASSWORD = "bench-" + os.urandom(8).hex()
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

    def asked(self, name, sql):
        """As `psql`, for what is too long for a command's words."""
        where = ["-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", name, "-qAtX", "-v", "ON_ERROR_STOP=1"]
        return self.run("psql", *where, input=sql, stdout=subprocess.PIPE, text=True).stdout

    def script(self, name, statements):
        """Many statements, one after the other, in one session."""
        where = ["-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", name, "-qX", "-v", "ON_ERROR_STOP=1"]
        self.run("psql", *where, input=";\n".join(statements) + ";\n", text=True)

    @contextmanager
    def at_ease(self):
        """While rows are made up that nobody would miss, the disk is not waited for."""
        settings = ("fsync = off", "full_page_writes = off", "max_wal_size = '4GB'")
        for setting in settings:
            self.psql("postgres", f"alter system set {setting}")
        self.psql("postgres", "select pg_reload_conf()")
        yield
        for setting in settings:
            self.psql("postgres", f"alter system reset {setting.split()[0]}")
        self.psql("postgres", "select pg_reload_conf()")
        self.psql("postgres", "checkpoint")

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
    def ours(self, kind, folder=None, database=None, filled=0, told=None):
        """Our server with the demo's venues in an empty database, or in one with so many incidents: its address, and the processes
        that work for it. `told` is then called with its process."""
        mine = folder or self.folder()
        port, settings = self.settings(kind, mine, database)
        settings["SSA_SMTP_URL"] = f"smtp://127.0.0.1:{self.mailbox()}"
        log = open(mine / "server.log", "a")
        words = ["--scale", str(filled)] if filled else []
        process = subprocess.Popen([self.server, "demo", *words], env=settings, cwd=mine, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process, 900 if filled else 60)
            if told is not None:
                told(process)
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
    def bare_stream(self, long=400):
        """Its address and its process's number, for events so many bytes long."""
        port = free_port()
        process = subprocess.Popen([self.examples / "fanout", str(port), str(long)])
        try:
            wait_for(f"http://127.0.0.1:{port}/livez", process)
            yield f"http://127.0.0.1:{port}", process.pid
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
