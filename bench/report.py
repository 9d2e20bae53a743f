#!/usr/bin/env python3
"""Writes docs/BENCHMARKS.md to its output from the JSON lines of a run.

usage: report.py KEPT < LINES

KEPT holds the newest line of every figure, so that a run of some goals leaves the others standing, with their own date.
"""
import json
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TITLES = {
    1: "Photo: processor time", 2: "Photo: memory", 3: "A report with a photo, durable and sanitised",
    4: "Durable ingest of text, everything in the transaction", 5: "No stalls", 6: "What a text report costs",
    7: "From submit to the desk", 8: "Many desks, each told what it may hear", 9: "The desk's list after years", 10: "The map after years",
    11: "Finding what reports say", 12: "Zone lookup", 13: "Weight of the reporter's page",
    14: "One report against all that is open, who is on duty, and what changed rules would have done",
    15: "The reporter's pages on a slow phone",
    16: "Numbers about the work", 17: "The desk over the filled demo",
}
READING = """## How to read it

Wall times and rates belong to the machine; **processor milliseconds and ratios within one run carry over**. Each figure is
taken in turns with its anchor and is the median of the rounds; its ratio is the median of the rounds' own ratios.
CPU is the kernel's account of the server's processes alone (with PostgreSQL: the database's too), never of the load,
which runs on the same cores and is why rates are lower than on a machine that only serves.

- The anchor of goals 1 and 2 is libvips, and sharp, making the same two copies.
- The anchor of goals 3 and 6 is what a team would usually build (`bench/anchor/server.mjs`): Fastify, sharp and PostgreSQL,
  storing the report in one transaction with fsync, and photos on the disk with fsync. It does no triage, routing, log,
  sealing or paging; ours does all of that and is measured with it.
- The anchor of goals 4 and 5 is a floor: one small row per write through our own door to the database (group commit),
  in process, no HTTP. Ours is the whole request over HTTP.
- The anchor of goal 7 is the time of an acknowledgement plus that of a bare stream told to as many listeners.
- The anchor of goal 8 is a bare stream of actix that tells the same bytes to as many listeners, who need no authorisation.
- Goals 9 to 12 are held against themselves at another size, goal 17 (filters, an incident of 400 reports, the desk's first rows in a browser) against fixed times, goal 13 against a fixed weight, goal 14 against a fixed time;
  its anchors do the same work without sparing any. Goal 15 is held against fixed scores and a fixed time, goal 16 against a
  fixed time; its anchor is the same question where fewer incidents were counted.

`make bench` measures it all again; `BENCH_ONLY=4,5 make bench` only some goals.
"""


def command(*words):
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip().split("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return "absent"


def machine():
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1)) / 1e6
    system = re.search(r'PRETTY_NAME="([^"]+)"', Path("/etc/os-release").read_text()).group(1)
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GB, {system}, kernel {platform.release().split('-')[0]}", load


def versions():
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    found = [command("rustc", "--version").split(" (")[0], f"Node {command('node', '--version')}"]
    if postgres:
        found.append(re.sub(r"\s*\(Debian.*", "", command(str(postgres[-1]), "--version")).replace("postgres (PostgreSQL)", "PostgreSQL"))
    found.append(f"libvips {command('pkg-config', '--modversion', 'vips')}")
    return ", ".join(found + [f"{name} {version}" for name, version in wanted.items()])


def number(value, unit=""):
    if value is None:
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def target(line):
    wanted = line["target"]
    return wanted if isinstance(wanted, str) else f"≤ {wanted}×"


def verdict(line):
    if line["met"]:
        return "met"
    found = re.fullmatch(r"([≤≥]) ([\d.,]+)(×?)(?: KB| ms| s| a second| events)?", target(line))
    if not found:
        return f"**missed**: {line['ratio']:.2f} of what is allowed"
    limit = float(found[2].replace(",", ""))
    reached = line["ratio"] if found[3] else line["ours"]
    if not limit:
        return f"**missed** by {reached:,.0f}"
    off = reached / limit - 1 if found[1] == "≤" else 1 - reached / limit
    return f"**missed** by {off:.0%}"


def cpu(line):
    both = line.get("cpu") or {}
    if line["unit"] == "ms CPU" or not both:
        return "–"
    return " / ".join(number(both[name]) for name in ("ours", "anchor") if name in both)


def merge(kept, lines):
    today = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    known = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    new = [{**json.loads(line), "at": today} for line in lines if line.startswith("{")]
    goals = {line["goal"] for line in new}
    merged = [line for line in known if line["goal"] not in goals] + new
    merged.sort(key=lambda line: line["goal"])
    kept.write_text("".join(json.dumps(line) + "\n" for line in merged))
    return merged


def main():
    lines = merge(Path(sys.argv[1]), sys.stdin.read().splitlines())
    where, load = machine()
    missed = sum(not line["met"] for line in lines)
    dates = sorted({line["at"] for line in lines})
    out = [
        "# Benchmarks", "",
        "<!-- Written by bench/report.py; what stands under \"Where the time goes\" is kept in bench/where.md. -->", "",
        f"Measured {dates[0] if len(dates) == 1 else f'between {dates[0]} and {dates[-1]}'} UTC on {where}; "
        f"load average at the end {load:.1f}.", f"{versions()}.", "",
        f"{len(lines) - missed} of {len(lines)} figures meet their target.", "",
    ]
    for goal in sorted({line["goal"] for line in lines}):
        mine = [line for line in lines if line["goal"] == goal]
        out += [f"## {goal} · {TITLES.get(goal, '')}", "",
                "| what | ours | anchor | unit | ratio | target | verdict | CPU ms ours / anchor |",
                "| --- | ---: | ---: | --- | ---: | --- | --- | ---: |"]
        for line in mine:
            ratio = f"{line['ratio']:,.2f}×" if line["ratio"] is not None else "–"
            out.append(f"| {line['what']} | {number(line['ours'])} | {number(line['anchor'])} | {line['unit']} | {ratio} | "
                       f"{target(line)} | {verdict(line)} | {cpu(line)} |")
        notes = list(dict.fromkeys(line["note"] for line in mine if line["note"]))
        out += ["", *[f"- {note}" for note in notes], ""]
    where_file = HERE / "where.md"
    if where_file.exists():
        out += [where_file.read_text().strip(), ""]
    out.append(READING)
    print("\n".join(out).rstrip())


main()
