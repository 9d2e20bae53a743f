"""Two years of an airport in a database of a run: incidents, a report of each, and hashes of what the reports say.

Everything is made by the database itself (INSERT … SELECT) of the one incident and report that it holds. As many incidents are still being worked on as ever, whatever lies behind: what stands does not grow with the years.
What is over carries no assessment, no trace and no trail, which lists
and maps never open: ten million would be 20 GB of them; their keys and sealed words are a byte long.
Words come as they do in a language: the nth most frequent in one of 5·n reports, so the first in a fifth of all.
"""
import datetime
import hashlib
import hmac
import json
import os
import random
import sqlite3
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
YEARS_MICROSECONDS = 730 * 86_400_000_000
NOTHING_DUE = 2**63 - 1
#: How often categories come, of 100: some are rare.
KINDS = {"item.unattended": 22, "access.door_open": 15, "crime.disorder": 14, "crime.theft_now": 12, "access.tailgate": 10, "person.harassment": 8,
         "fault.equipment": 7, "vehicle.abandoned": 5, "behaviour.surveillance": 4, "air.drone": 2, "cargo.seal": 1}
#: Incidents that are not over.
STANDING = int(os.environ.get("BENCH_STANDING", "2000"))
VOCABULARY = 20_000
#: Words that are looked for, and how frequent each is. "Rare" is in as many reports whatever their number.
COMMON, MIDDLING, RARE = ("trolley", 1), ("umbrella", 100), ("zeppelin", 60)
REPORTS_A_WORD = 5


def keyed(key, *parts):
    """`shared::receipt::keyed`."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big") + part)
    return mac.digest()


def months(now, count):
    """Each month of the two years: its name, its first row, how many rows it has. The oldest row is the first."""
    step = YEARS_MICROSECONDS / count
    at = datetime.datetime.fromtimestamp((now - YEARS_MICROSECONDS) / 1e6, datetime.timezone.utc)
    first = 0
    while first < count:
        following = (at.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=32)).replace(day=1)
        until = min(count, int((following.timestamp() * 1e6 - (now - YEARS_MICROSECONDS)) / step))
        if until > first:
            yield at.strftime("%Y-%m"), first, until - first
        first, at = max(until, first), following


def sayings(keys, authority, now, count):
    """Rows (hash, rank, first row, distance, how many) of each word of each month, in the order of the hashes."""
    fingerprint = (keys / "fingerprint.key").read_bytes()
    chance = random.Random(7)
    rows = []
    for month, first, of in months(now, count):
        key = keyed(fingerprint, b"words", authority, month.encode())
        hashed = lambda word: int.from_bytes(keyed(key, word.encode())[:4], "big")  # noqa: B023, E731
        for rank in range(1, VOCABULARY + 1):
            named = next((word for word, at in (COMMON, MIDDLING) if at == rank), None)
            step = REPORTS_A_WORD * rank
            many = int(of / step + chance.random())
            if many:
                rows.append((hashed(named) if named else chance.getrandbits(32), rank, first, min(step, of), min(many, of // min(step, of))))
        every = max(1, count // RARE[1])
        planted = [row for row in range(every // 2, count, every) if first <= row < first + of]
        rows += [(hashed(RARE[0]), 0, row, 1, 1) for row in planted]
    rows.sort()
    return rows


def places():
    """Zone and label of each place that a report may name."""
    bundle = json.loads((ROOT / "backend/demo/bayview.json").read_text())
    zones = [(zone["id"], zone["properties"]["name"]) for zone in bundle["zones"]["features"]]
    return zones + [(plate["zone"], plate["label"]) for plate in bundle["plates"]]


def kinds():
    """Each kind as often as it is reported, and the skills that it wants."""
    tree = json.loads((ROOT / "shared/data/taxonomy.json").read_text())
    wanted = {category["code"]: category.get("skills", []) for category in tree["categories"]}
    return [(kind, json.dumps(wanted[kind], separators=(",", ":"))) for kind, of in KINDS.items() for _ in range(of)]


def text(value):
    return "'" + str(value).replace("'", "''") + "'"


def listed(name, rows):
    return [f"create temp table {name} (n integer primary key, a text, b text)"] + [
        f"insert into {name} values " + ",".join(f"({n},{text(a)},{text(b)})" for n, (a, b) in enumerate(rows))]


def mixed(below, salt):
    """A number of each row, so spread that nothing goes along with anything else."""
    return f"(i * {2_654_435_761 + salt * 6_700_417} / 65536 % {below})"


def incident_columns(count, now, ident, digits, blob):
    """What differs from row to row, in words that both databases understand. `ident` makes an id of a number."""
    step = YEARS_MICROSECONDS // count
    opened = f"({now - YEARS_MICROSECONDS} + i * {step})"
    every = max(2, count // STANDING)
    stands, state = f"(i % {every} = {every - 1})", mixed(4, 1)
    is_open = f"({stands} and {state} = 0)"
    held = f"({mixed(2, 2)} = 1)"
    priority, placed = mixed(10, 3), mixed(37, 4)
    thin = lambda column, nothing: f"case when {stands} then p.{column} else {nothing} end"  # noqa: E731
    return {
        "id": ident("i"), "number": f"'Z-' || {digits('i', 8)}",
        "priority": f"case when {priority} = 0 then 1 when {priority} < 3 then 2 when {priority} < 7 then 3 else 4 end",
        "status": f"case when not {stands} then 'closed' when {state} = 0 then 'open' when {state} = 1 then 'acknowledged' "
                  f"when {state} = 2 then 'en_route' else 'on_scene' end",
        "over": f"not {stands}", "category": "k.a", "skills": "k.b", "uncorrelated": f"{placed} = 0",
        "told_by": f"case when {mixed(20, 7)} = 0 then 4 when {mixed(20, 7)} < 3 then 2 else 1 end",
        "zone": f"case when {placed} > 0 then z.a end",
        "place_label": f"case when {placed} > 0 then z.b end",
        "lat": f"p.lat + ({mixed(10_007, 5)} - 5003) * 0.0000009", "lon": f"p.lon + ({mixed(10_009, 6)} - 5004) * 0.0000012",
        "opened_at": opened, "news_at": opened,
        "due_at": f"case when not {is_open} then {NOTHING_DUE} when {held} then {now + 6 * 3_600_000_000} + i else {opened} + 180000000 end",
        "owes": f"case when {is_open} then 'acknowledge' end",
        "acknowledged_at": f"case when not {is_open} then {opened} + 60000000 end",
        "seen_at": f"case when not {is_open} then {opened} + 60000000 end",
        "assignee_id": f"case when {stands} then w.id end", "second_id": "null",
        "disposition": f"case when {stands} then null else 'no_trace' end",
        "assessment": thin("assessment", "'{}'"), "route_trace": thin("route_trace", "'[]'"), "trail": thin("trail", "'{}'"),
        "sealed_key": thin("sealed_key", blob("0", 1)),
    }


def report_columns(count, now, ident, blob):
    step = YEARS_MICROSECONDS // count
    return {
        "id": ident("i"), "incident_id": ident("i"), "key_hash": blob("i"), "receipt_hash": blob("i"), "fingerprint": blob("0", 1), "sealed_key": blob("0", 1),
        "reporter_kind": f"case when {mixed(20, 7)} = 0 then 'staff' when {mixed(20, 7)} < 3 then 'confidential' else 'anonymous' end",
        "account_id": "null", "facts": "'{}'", "received_at": f"({now - YEARS_MICROSECONDS} + i * {step})", "sealed": blob("0", 1),
    }


def inserts(columns, table, differing, series, joined):
    said = ", ".join(f'"{column}"' for column in columns)
    made = ", ".join(differing.get(column, f'p."{column}"') for column in columns)
    return f"insert into {table} ({said}) select {made} from {series} {joined}"


def placed(people):
    return (f"join kinds k on k.n = {mixed(len(kinds()), 8)} join places z on z.n = {mixed(len(places()), 9)} "
            f"join workers w on w.n = {mixed(people, 10)} cross join pattern p")


WORD_ROW = "{first} + k.i * said.step + (k.i * 40503 + said.rank * 7919) % said.step"


def sqlite(path, keys, count, now):
    """Answers the seconds that it took."""
    began = time.monotonic()
    db = sqlite3.connect(path, isolation_level=None)
    run = db.execute
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -524288", "temp_store = memory", "locking_mode = exclusive"):
        run(f"pragma {pragma}").fetchall()
    # Rows come in the order in which most indexes grow at their ends: only this one is quicker made afterwards.
    indexes = run("select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name = 'report_words'").fetchall()
    for name, _ in indexes:
        run(f'drop index "{name}"')
    (authority, venue), = run("select authority_id, venue_id from incidents limit 1").fetchall()
    people = run("select account_id from memberships where venue_id = ?", (venue,)).fetchall()
    run("begin")
    for statement in listed("places", places()) + listed("kinds", kinds()):
        run(statement)
    run("create temp table workers (n integer primary key, id blob)")
    db.executemany("insert into workers values (?, ?)", [(n, row[0]) for n, row in enumerate(people)])
    digits = lambda n, wide: f"printf('%0{wide}d', {n})"  # noqa: E731
    ident = lambda n: f"cast(printf('%016d', {n}) as blob)"  # noqa: E731
    blob = lambda n, long=32: f"cast({digits(n, long)} as blob)"  # noqa: E731
    series = f"(with recursive n(i) as (select 0 union all select i + 1 from n where i < {count - 1}) select i from n) n"
    for table, differing, joined in (("incidents", incident_columns(count, now, ident, digits, blob), placed(len(people))),
                                     ("reports", report_columns(count, now, ident, blob), "cross join pattern p")):
        run("drop table if exists pattern")
        run(f"create temp table pattern as select * from {table} limit 1")
        columns = [row[1] for row in run(f"pragma table_info({table})")]
        # CROSS JOIN is an order to SQLite: the numbers outside, so that rows come in the order of their ids.
        run(inserts(columns, table, differing, series, joined.replace("join", "cross join").replace("cross cross", "cross")))
    run("create temp table said (hash integer, rank integer, first integer, step integer, many integer)")
    db.executemany("insert into said values (?, ?, ?, ?, ?)", sayings(keys, authority, now, count))
    run("create temp table ks (i integer primary key)")
    run("insert into ks with recursive n(i) as (select 0 union all select i + 1 from n where i < (select max(many) from said)) select i from n")
    run(f"insert or ignore into report_words (authority_id, word, report_id) select ?, said.hash, {ident(WORD_ROW.format(first='said.first'))} "
        "from said cross join ks k on k.i < said.many", (authority,))
    run("commit")
    for _, sql in indexes:
        run(sql)
    db.close()
    return time.monotonic() - began


def postgres(postgres, name, keys, count, now):
    """The same, of the venue as this database knows it."""
    began = time.monotonic()
    one = lambda sql: postgres.psql(name, sql)  # noqa: E731
    authority, venue = one("select authority_id, venue_id from incidents limit 1").split("|")
    people = one(f"select account_id from memberships where venue_id = '{venue}'").split("\n")
    columns = {table: one(f"select column_name from information_schema.columns where table_name = '{table}' order by ordinal_position").split("\n")
               for table in ("incidents", "reports")}
    indexes = one("select indexname || '|' || indexdef from pg_indexes where tablename in ('incidents', 'reports', 'report_words') and not "
                  "exists (select 1 from pg_constraint where conname = indexname)").split("\n")
    digits = lambda n, wide: f"lpad(({n})::text, {wide}, '0')"  # noqa: E731
    ident = lambda n: f"encode(convert_to({digits(n, 16)}, 'UTF8'), 'hex')::uuid"  # noqa: E731
    blob = lambda n, long=32: f"convert_to({digits(n, long)}, 'UTF8')"  # noqa: E731
    said = sayings(keys, bytes.fromhex(authority.replace("-", "")), now, count)
    rows = keys.parent / "said.csv"
    rows.write_text("".join(",".join(map(str, row)) + "\n" for row in said))
    rows.chmod(0o644)
    script = ["set session_replication_role = replica", "set synchronous_commit = off", "set maintenance_work_mem = '1GB'", "set work_mem = '64MB'",
              "set max_parallel_workers_per_gather = 0",
              "set join_collapse_limit = 1"]
    script += [f"drop index {line.split('|')[0]}" for line in indexes]
    script += listed("places", places()) + listed("kinds", kinds())
    script += ["create temp table workers (n integer primary key, id uuid)",
               "insert into workers values " + ",".join(f"({n},'{person}')" for n, person in enumerate(people))]
    series = f"generate_series(0::bigint, {count - 1}) n(i)"
    for table, differing, joined in (("incidents", incident_columns(count, now, ident, digits, blob), placed(len(people))),
                                     ("reports", report_columns(count, now, ident, blob), "cross join pattern p")):
        script += ["drop table if exists pattern", f"create temp table pattern as select * from {table} limit 1",
                   inserts(columns[table], table, differing, series, joined)]
    script += ["create temp table said (hash bigint, rank bigint, first bigint, step bigint, many bigint)",
               f"copy said from '{rows}' csv",
               f"insert into report_words (authority_id, word, report_id) select '{authority}', said.hash, {ident(WORD_ROW.format(first='said.first'))} "
               "from said cross join lateral generate_series(0::bigint, said.many - 1) k(i) on conflict do nothing"]
    script += ["reset max_parallel_workers_per_gather"] + [line.split("|")[1] for line in indexes]
    script += ["vacuum analyze incidents", "vacuum analyze reports", "vacuum analyze report_words", "checkpoint"]
    postgres.script(name, script)
    rows.unlink()
    return time.monotonic() - began
