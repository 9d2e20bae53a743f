"""Goals 8 to 11 and 17: what grows with the years and with the desks.

Goals 9 to 11 share their databases: two years of an airport with ten thousand, a hundred thousand and BENCH_ROWS incidents, each
with a report (seed.py), kept apart for both databases and measured in turns. Goal 17 is the product's own demo, filled by itself.
"""
import json
import os
import resource
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
import uuid

import seed
from kit import HERE, PASSWORD, ROUNDS, SECONDS, WIDTHS, compare, cpus, middle, say, tell, wanted

ROWS = int(os.environ.get("BENCH_ROWS", "10000000"))
SCALE = int(os.environ.get("BENCH_SCALE", "100000"))
SMALL, FEWER = 10_000, 100_000
LIST, MAP = "/api/v1/desk/incidents", "/api/v1/desk/map?venue=bayview"
ACTIVE = "open,acknowledged,en_route,on_scene"
LISTS = {
    "the whole queue": LIST,
    "one venue's queue": f"{LIST}?venue=bayview",
    "what is active": f"{LIST}?venue=bayview&status={ACTIVE}",
    "what is closed": f"{LIST}?venue=bayview&status=closed",
    "a priority": f"{LIST}?venue=bayview&priority=2,3",
    "a frequent category": f"{LIST}?venue=bayview&category=item.unattended",
    "a rare category": f"{LIST}?venue=bayview&category=cargo.seal",
    "a zone": f"{LIST}?venue=bayview&zone=check-in-a",
    "told by staff": f"{LIST}?venue=bayview&reporter=staff",
    "held": f"{LIST}?venue=bayview&box=held&limit=10",
    "not placed for sure": f"{LIST}?venue=bayview&box=uncorrelated",
    "a skill": f"{LIST}?venue=bayview&skill=eod",
    "a skill nobody wants": f"{LIST}?venue=bayview&skill=dog",
    "a number": f"{LIST}?venue=bayview&q=Z-00001234",
}
#: By what stands in the rows alone: 60 of each, whatever their number.
SAID = {
    "a frequent word": seed.COMMON[0], "a middling word": seed.MIDDLING[0], "a rare word": seed.RARE[0],
    "two words": f"{seed.COMMON[0]} {seed.MIDDLING[0]}",
}
MAPS = {
    "what is not over": MAP + "&zoom=15",
    "what is not over, closely": MAP + "&zoom=19",
}


def goals_9_to_11(bench):
    sizes = sorted({SMALL, ROWS} | ({FEWER} if wanted(11) else set()))
    now = int(time.time() * 1e6)
    for kind, name in WIDTHS.items():
        homes = {count: home(bench, kind, name, count, now) for count in sizes}
        asked = []
        if wanted(9):
            asked += [(9, what, path, SMALL) for what, path in LISTS.items()]
        if wanted(10):
            asked += [(10, what, path, SMALL) for what, path in MAPS.items()]
        if wanted(11):
            asked += [(11, what, f"{LIST}?venue=bayview&q={urllib.parse.quote(words)}", FEWER) for what, words in SAID.items()]
        found = {}
        for turn in range(ROUNDS):
            for count, (folder, database) in homes.items():
                say(f"goals 9 to 11, round {turn + 1}, {count:,} incidents, {name}")
                with bench.ours(kind, folder, database) as server:
                    for goal, what, path, few in asked:
                        if count in (few, ROWS):
                            bench.load("list", server[0], path, 0.2, PASSWORD)
                            one = bench.timed(server, "list", path, max(SECONDS / 4, 0.5), PASSWORD)
                            found.setdefault((goal, what, count), []).append(one)
        for goal, what, path, few in asked:
            ours, anchors = found[goal, what, ROWS], found[goal, what, few]
            most = {9: 1.3 if ROWS <= 1_000_000 else 1.6, 10: 3.0, 11: 4.0}[goal]
            words = {9: f"desk list, {what}, {name}: p50 at {ROWS:,} to {few:,} incidents",
                     10: f"map, whole site, {what}, {name}: p50 at {ROWS:,} to {few:,} incidents",
                     11: f"text search, newest 50 of {what}, {name}: p50 at {ROWS:,} to {few:,} reports"}[goal]
            notes = {9: "one client, 50 rows (held: 10), over HTTP", 10: f"one client, over HTTP; {seed.STANDING:,} incidents are not over, whatever lies behind",
                     11: f"one client, over HTTP; words as frequent as in a language: {seed.COMMON[0]} in a fifth of the reports, "
                         f"{seed.MIDDLING[0]} in one of 500, {seed.RARE[0]} in {seed.RARE[1]} of all"}
            compare(goal, words, "ms", ours, anchors, lambda one: one["list"]["p50"], most, notes[goal], cpus(ours, anchors))
        for folder, database in homes.values():
            shutil.rmtree(folder, ignore_errors=True)
            if database:
                bench.pg().psql("postgres", f"drop database {database}")


def home(bench, kind, name, count, now):
    """A server's folder and database with so many incidents."""
    folder = bench.folder()
    database = bench.pg().fresh() if kind == "pg" else None
    with bench.ours(kind, folder, database) as server:
        bench.load("text", server[0], 1, 0.2)
    keys = folder / "keys"
    if kind == "sqlite":
        took = seed.sqlite(folder / "data/seesayact.sqlite", keys, count, now)
    else:
        with bench.pg().at_ease():
            took = seed.postgres(bench.pg(), database, keys, count, now)
    say(f"goals 9 to 11, {count:,} incidents into {name}: {took:.0f} s")
    return folder, database


def of_scale(posts):
    """What an officer may ask the filled demo for: its reports tell of things of a colour at a place, each with a number."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3 * 86_400))
    said = urllib.parse.quote
    asked = {
        "nothing": "", "one status": "&status=acknowledged", "what is not over": f"&status={ACTIVE}", "what is closed": "&status=closed",
        "a priority": "&priority=1", "priorities": "&priority=2,3", "a category": "&category=air.drone",
        "a category nobody reported": "&category=cargo.seal", "a zone": "&zone=check-in-a", "a zone with those in it": "&zone=t1-departures",
        "a zone nobody was in": "&zone=perimeter-5", "who told it in confidence": "&reporter=confidential",
        **{f"post {name}": f"&post={post}" for name, post in posts.items()},
        "what is closed, of the last days": f"&status=closed&since={now}",
        "anonymous reporters": "&reporter=anonymous", "staff": "&reporter=staff", "a skill": "&skill=eod", "a skill nobody wants": "&skill=dog",
        "held": "&box=held", "not placed for sure": "&box=uncorrelated", "exercises": "&drill=true", "no exercises": "&drill=false", "mine": "&assignee=me",
        "a box on the map": "&bbox=3.997,53.999,3.999,54.001", "an area": "&area=" + said("53.999,3.997;53.999,3.999;54.001,3.998"),
        "the last days": f"&since={now}", "a number": "&q=A-050001", "a number as it is said": "&q=50001", "a frequent word": "&q=suitcase",
        "two words": "&q=" + said("turquoise suitcase"), "three words": "&q=" + said("turquoise suitcase carousel"),
        "a word nobody wrote": "&q=zeppelin", "a kind of incident": "&q=drone", "a name of a place": "&q=" + said("Gate B5"),
        "a category that is closed": "&category=air.drone&status=closed", "a word of what is not over": f"&q=suitcase&status={ACTIVE}",
    }
    return {what: f"{LIST}?venue=bayview{query}" for what, query in asked.items()}


def goal_17(bench):
    for kind, name in WIDTHS.items():
        say(f"goal 17, the demo filled with {SCALE:,} incidents, {name}")
        folder = bench.folder()
        database = bench.pg().fresh() if kind == "pg" else None
        began = time.monotonic()
        with bench.ours(kind, folder, database, filled=SCALE):
            took = time.monotonic() - began
        note = f"`demo --scale {SCALE}`: {SCALE:,} incidents with {SCALE * 10:,} reports, filled in {took:.0f} s; one client, 50 rows, over HTTP"
        if kind == "pg":
            bench.pg().psql(database, "analyze")
        incident = a_great_one(bench, kind, folder, database)
        posts = of_posts(bench, kind, folder, database)
        found = {}
        with bench.ours(kind, folder, database) as server:
            for _ in range(ROUNDS):
                for what, path in of_scale(posts).items():
                    found.setdefault(what, []).append(bench.timed(server, "list", path, max(SECONDS / 8, 0.3), PASSWORD))
            reports, photos, pages = read_whole(server[0], incident)
            great = [bench.timed(server, "list", f"{LIST}/{incident}", max(SECONDS / 4, 0.5), PASSWORD) for _ in range(ROUNDS)]
        for what, asked in found.items():
            p50 = middle([one["list"]["p50"] for one in asked])
            tell(17, f"desk filter, {what}, {name}: p50", p50, 200.0, "ms", p50 / 200, "≤ 200 ms", p50 <= 200, ROUNDS, note,
                 {"ours": middle([one["cpu"] for one in asked])})
        p50 = middle([one["list"]["p50"] for one in great])
        tell(17, f"an incident of {reports} reports and {photos} photos, {name}: p50", p50, 500.0, "ms", p50 / 500, "≤ 500 ms",
             p50 <= 500 and (reports, photos) == GREAT, ROUNDS, f"its first 50 reports with their photos; all of them in {pages} pages",
             {"ours": middle([one["cpu"] for one in great])})
        drawn(bench, kind, name, folder, database)
        shutil.rmtree(folder, ignore_errors=True)
        if database:
            bench.pg().psql("postgres", f"drop database {database}")


#: Points that stand on a map at once.
POINTS = 30_000


def drawn(bench, kind, name, folder, database):
    """What an officer waits for: the first rows in a browser, and a map that follows the hand."""
    with bench.ours(kind, folder, database) as server:
        paints = browsed(server[0], "paint")
        few = browsed(server[0], "map")
    note = f"the address called until the rows are on the screen, signed in, in Chromium at 1440 × 900; the middle of {paints['rounds']}, the longest {paints['longest']:.0f} ms"
    tell(17, f"first useful paint of the desk, {name}: p50", paints["p50"], 1000.0, "ms", paints["p50"] / 1000, "≤ 1,000 ms", paints["p50"] <= 1000, paints["rounds"], note)
    statements(bench, kind, folder, database)(
        f"update incidents set over = false, status = 'acknowledged', owes = null where id in (select id from incidents where venue_id = "
        f"(select id from venues where slug = 'bayview') and kept_from is null order by id desc limit {POINTS})")
    with bench.ours(kind, folder, database) as server:
        many = browsed(server[0], "map")
        whole = [bench.timed(server, "list", MAP + "&zoom=17", max(SECONDS / 8, 0.3), PASSWORD) for _ in range(ROUNDS)]
    note = f"Chromium draws by the processor alone here; “{few['said']}” against “{many['said']}”, {many['frames']} frames"
    tell(10, f"map drawn while it is dragged, {POINTS:,} points, {name}: 95th frame", many["p95"], few["p95"], "ms", many["p95"] / few["p95"], "≤ 1.5×",
         many["p95"] <= 1.5 * few["p95"], 1, note)
    p50 = middle([one["list"]["p50"] for one in whole])
    tell(10, f"map, {POINTS:,} points asked for, {name}: p50", p50, 200.0, "ms", p50 / 200, "≤ 200 ms", p50 <= 200, ROUNDS, "one client, over HTTP",
         {"ours": middle([one["cpu"] for one in whole])})


def browsed(url, what):
    words = ["node", HERE / "desk.mjs", url, "officer@demo.test", PASSWORD, what]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True, cwd=HERE).stdout)


def statements(bench, kind, folder, database):
    """Asks the database of a run."""
    if kind == "sqlite":
        return lambda sql: sqlite(folder / "data/seesayact.sqlite", sql)
    return lambda sql: bench.pg().asked(database, sql)


def of_posts(bench, kind, folder, database):
    """The post that is called for the most, and one that is for nothing."""
    run = statements(bench, kind, folder, database)
    named = lambda how: str(uuid.UUID(run(  # noqa: E731
        f"select {shown(kind, 'p.id')} from posts p join venues v on v.id = p.venue_id where v.slug = 'bayview' "
        f"order by (select count(*) from incidents i where i.post_id = p.id) {how} limit 1").strip()))
    return {"called for the most": named("desc"), "called for the least": named("asc")}


#: Reports and photos of one incident.
GREAT = 400, 900


def a_great_one(bench, kind, folder, database):
    """Gives one incident that stands the reports of others, and photos that are ready: its id."""
    reports, photos = GREAT
    if kind == "sqlite":
        run = lambda sql: sqlite(folder / "data/seesayact.sqlite", sql)  # noqa: E731
        made = "cast(printf('%016d', n) as blob)"
    else:
        run = lambda sql: bench.pg().asked(database, sql)  # noqa: E731
        made = "encode(convert_to(lpad(n::text, 16, '0'), 'UTF8'), 'hex')::uuid"
    incident = "(select id from incidents where over = false and nature = 'real' and kept_from is null order by id desc limit 1)"
    run(f"update reports set incident_id = {incident} where id in (select id from reports where incident_id <> {incident} order by id limit {reports}); "
        f"delete from reports where incident_id = {incident} and id not in (select id from reports where incident_id = {incident} order by id limit {reports}); "
        f"update incidents set report_count = {reports}, photo_count = {photos} where id = {incident}; "
        f"insert into photos (id, authority_id, report_id, state, media_type, bytes, declared_at, received_at, attempts) "
        f"with of_it as (select id, authority_id, received_at, row_number() over (order by id) - 1 as k from reports where incident_id = {incident}), "
        f"series as (select 3 * k as n, id, authority_id, received_at from of_it where k < {photos - 2 * reports} "
        f"union all select 3 * k + 1, id, authority_id, received_at from of_it union all select 3 * k + 2, id, authority_id, received_at from of_it) "
        f"select {made}, authority_id, id, 'ready', 'image/jpeg', 2000000, received_at, received_at, 0 from series")
    return uuid.UUID(run(f"select {shown(kind, 'id')} from incidents where id = {incident}").strip())


def signed_in(url):
    return posted(url + "/api/v1/auth/login", {"email": "officer@demo.test", "password": PASSWORD})["access_token"]


def read_whole(url, incident):
    """How many reports and photos its pages show, and how many pages they are."""
    token, cursor, reports, photos, pages = signed_in(url), None, 0, 0, 0
    while True:
        path = f"{url}{LIST}/{incident}" + (f"?reports_cursor={cursor}" if cursor else "")
        asking = urllib.request.Request(path, headers={"Authorization": f"Bearer {token}"})
        answer = json.load(urllib.request.urlopen(asking))
        pages += 1
        reports += len(answer["reports"])
        photos += sum(len(report["photos"]) for report in answer["reports"])
        cursor = answer.get("reports_cursor")
        if not cursor:
            return reports, photos, pages


DESKS = [int(desks) for desks in os.environ.get("BENCH_DESKS", "1000,5000,10000").split(",")]
EVENTS = 30
#: What desks may hear of three incidents: `a` of the airport, `b` of its port, `c` told in confidence at the airport.
SEATS = ("abc", "a", "b", "ab", "a", "b", "ab", "ac")


def goal_8(bench):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    able = [desks for desks in DESKS if desks + 200 <= limit]
    if able != DESKS:
        say(f"goal 8: {limit} open files are allowed here (ulimit -n), so no more than {max(able, default=0)} desks are measured")
    found = {}
    for desks in able:
        for turn in range(ROUNDS):
            long = 400
            for kind in WIDTHS:
                say(f"goal 8, {desks:,} desks, round {turn + 1}, {kind}")
                one = crowd(bench, kind, desks)
                long = one["bytes"]
                found.setdefault((kind, desks), []).append(one)
            say(f"goal 8, {desks:,} desks, round {turn + 1}, bare stream")
            with bench.bare_stream(long) as (url, pid):
                found.setdefault(("bare", desks), []).append(bench.load("crowd", url, desks, EVENTS, pid))
    for kind, name in WIDTHS.items():
        for desks in able:
            ours, bare = found[kind, desks], found["bare", desks]
            leaked, missing = (sum(one[what] for one in ours) for what in ("leaked", "missing"))
            note = (f"{EVENTS} events one after the other, each asked for over HTTP and durable; an event of {ours[0]['bytes']} bytes in both. Desks with accounts of "
                    f"their own: one event of three is of a venue that three of eight have nothing to do with, one is told in confidence to a quarter of them")
            compare(8, f"fan-out, {name}, {desks:,} desks: last desk, p50", "ms", ours, bare, lambda one: one["last_desk"]["p50"], 2.0, note)
            compare(8, f"fan-out, {name}, {desks:,} desks: memory of each", "KB", ours, bare, lambda one: one["kb"], 1.6)
            tell(8, f"fan-out, {name}, {desks:,} desks: heard by who must not", leaked, None, "events", None, "≤ 0 events", leaked == 0, len(ours), "")
            tell(8, f"fan-out, {name}, {desks:,} desks: not heard by who should", missing, None, "events", None, "≤ 0 events", missing == 0, len(ours), "")


def crowd(bench, kind, desks):
    """So many desks at a server of their own, and what they hear."""
    folder = bench.folder()
    database = bench.pg().fresh() if kind == "pg" else None
    path = folder / "data/seesayact.sqlite"
    run = (lambda sql: bench.pg().asked(database, sql)) if kind == "pg" else (lambda sql: sqlite(path, sql))
    pids = []
    with bench.ours(kind, folder, database, told=lambda process: pids.append(process.pid)) as server:
        incidents = {}
        for letter, venue, category, plate in (("a", "bayview", "item.lost", "BV-T1-114"), ("b", "bayview-port", "item.lost", "BP-FT-01"),
                                               ("c", "bayview", "crime.damage", "BV-T1-112")):
            sent = posted(f"{server[0]}/api/v1/venues/{venue}/reports", {"category": category, "place": {"plate": plate}})
            incidents[letter] = run(f"select {shown(kind, 'incident_id')} from reports where id = {ident(kind, sent['id'])}").strip()
        sessions = seated(kind, run, desks, incidents["c"])
        tokens = subprocess.run([bench.examples / "seats", folder / "keys"], input=sessions, check=True, capture_output=True, text=True).stdout.split()
        seats = folder / "seats"
        seats.write_text("".join(f"{token} {SEATS[n % len(SEATS)]}\n" for n, token in enumerate(tokens)))
        one = bench.load("crowd", server[0], desks, EVENTS, pids[0], seats, " ".join(f"{letter}:{uuid.UUID(id)}" for letter, id in incidents.items()))
    shutil.rmtree(folder, ignore_errors=True)
    if database:
        bench.pg().psql("postgres", f"drop database {database}")
    return one


def seated(kind, run, desks, secret):
    """Makes accounts with sessions, each a member of the venues of its seat; some are let in on what is told in confidence. Answers
    a line of both ids for each."""
    now = int(time.time() * 1e6)
    venues = dict(line.split("|") for line in run(f"select slug, {shown(kind, 'id')} from venues").split())
    authority = run(f"select {shown(kind, 'authority_id')} from venues where slug = 'bayview'").strip()
    lines, accounts, sessions, members, readers = [], [], [], [], [f"update incidents set kept_from = '[]' where id = {ident(kind, secret)};"]
    for n in range(desks):
        account, session, seat = uuid.uuid4(), uuid.uuid4(), SEATS[n % len(SEATS)]
        lines.append(f"{account} {session}\n")
        ours = f"{ident(kind, account)}, {ident(kind, authority)}"
        accounts.append(f"({ours}, 'desk{n}@demo.test', 'Desk {n}', 'officer', true, {now})")
        sessions.append(f"({ident(kind, session)}, {ident(kind, authority)}, {ident(kind, account)}, {now}, {now + 10**12}, 0)")
        for letter, venue in (("a", "bayview"), ("b", "bayview-port")):
            if letter in seat:
                members.append(f"({ours}, {ident(kind, venues[venue])})")
        if "c" in seat:
            readers.append(f"insert into incident_readers (account_id, authority_id, incident_id) values ({ours}, {ident(kind, secret)});")
    script = ["begin;"]
    for table, rows in (("accounts (id, authority_id, email, name, role, active, created_at)", accounts),
                        ("sessions (id, authority_id, account_id, created_at, expires_at, fresh_until)", sessions),
                        ("memberships (account_id, authority_id, venue_id)", members)):
        script += [f"insert into {table} values {','.join(rows[at:at + 500])};" for at in range(0, len(rows), 500)]
    run("\n".join(script + readers + ["commit;"]))
    return "".join(lines)


def ident(kind, id):
    return f"x'{uuid.UUID(str(id)).hex}'" if kind == "sqlite" else f"'{uuid.UUID(str(id))}'"


def shown(kind, column):
    return f"hex({column})" if kind == "sqlite" else column


def sqlite(path, sql):
    return subprocess.run(["sqlite3", "-cmd", ".timeout 10000", path], input=sql, check=True, capture_output=True, text=True).stdout


def posted(url, body):
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    return json.load(urllib.request.urlopen(urllib.request.Request(url, data=json.dumps(body).encode(), headers=headers)))
