#!/usr/bin/env python3
"""Goals 1 and 2: what one photo costs in processor time and memory, beside libvips and sharp.

usage: run.py OURS PHOTOS WORK [ROUNDS] [REPEATS]      (run.sh makes all of these)

Prints a JSON line for each figure. Processor time is the kernel's own account of a finished process. Each contender
runs over the photos once and then several times over; the difference is the photos' alone, start-up taken off.
Contenders take turns, so that a busy minute of the machine falls on all of them.

This file imports nothing large: the kernel counts a parent's memory into its child's peak.
"""
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOM_IN_SIZE, ROOM_IN_PSNR = 0.03, 0.3


def finish(command, environment=None):
    """(milliseconds of processor, peak memory in MB) of a command run to its end."""
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def quality(command, photos, folder, environment):
    folder.mkdir(parents=True, exist_ok=True)
    finish([*command, photos, "1", folder], environment)
    answer = subprocess.run([sys.executable, HERE / "quality.py", photos, folder], capture_output=True, check=True)
    return json.loads(answer.stdout)


def equal_size(name, command, photos, work, wanted):
    """The quality setting at which an anchor's views weigh what ours do; 82 where that already fits."""
    tried = {}
    for setting in (82, 83, 84, 81, 85):
        tried[setting] = quality(command, photos, work / f"{name}-{setting}", {"QUALITY": str(setting)})
        if abs(wanted / tried[setting]["bytes"] - 1) <= ROOM_IN_SIZE:
            return setting, tried[setting]
    return min(tried.items(), key=lambda item: abs(wanted / item[1]["bytes"] - 1))


def processor(contenders, photos, rounds, repeats):
    """For each contender the milliseconds per photo of every round."""
    count = len(list(Path(photos).glob("*.jpg")))
    times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, (command, environment) in contenders.items():
            once, _ = finish([*command, photos, "1"], environment)
            more, _ = finish([*command, photos, str(1 + repeats)], environment)
            times[name].append((more - once) / (repeats * count))
    return times


def memory(command, photos):
    """Median over the photos of the peak of a process that does one."""
    return statistics.median(finish([*map(str, command(photo))])[1] for photo in sorted(Path(photos).glob("*.jpg")))


def tell(goal, what, ours, anchor, unit, ratio, target, rounds, note):
    print(json.dumps({
        "goal": goal, "what": what, "ours": round(ours, 1), "anchor": round(anchor, 1), "unit": unit,
        "ratio": round(ratio, 3), "target": target, "rounds": rounds, "met": ratio <= target, "note": note,
    }), flush=True)


def main():
    ours, photos, work = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    rounds, repeats = (int(value) for value in [*sys.argv[4:6], "5", "4"][:2])

    anchors = {
        "libvips": [sys.executable, str(HERE / "vips_copies.py")],
        "sharp": ["node", str(HERE / "sharp_copies.mjs")],
    }
    mine = quality([ours], photos, work / "ours", {})
    contenders, notes = {"ours": ([ours], {})}, {}
    for name, command in anchors.items():
        setting, theirs = equal_size(name, command, photos, work, mine["bytes"])
        contenders[name] = (command, {"QUALITY": str(setting)})
        size, nearness = mine["bytes"] / theirs["bytes"] - 1, mine["psnr"] - theirs["psnr"]
        fair = abs(size) <= ROOM_IN_SIZE and nearness >= -ROOM_IN_PSNR
        notes[name] = (f"12 MP to 2560 px and 400 px, one thread, anchor at q{setting}; "
                       f"our size {size:+.1%}, our PSNR {nearness:+.2f} dB{'' if fair else ' (not a fair pair)'}")

    times = processor(contenders, photos, rounds, repeats)
    for name, target in (("libvips", 0.65), ("sharp", 0.85)):
        ratio = statistics.median(mine / theirs for mine, theirs in zip(times["ours"], times[name]))
        tell(1, f"photo CPU vs {name}", statistics.median(times["ours"]), statistics.median(times[name]), "ms CPU",
             ratio, target, rounds, notes[name])

    peak = memory(lambda photo: [ours, photo, "1"], photos)
    anchor = memory(lambda photo: ["vips", "thumbnail", photo, work / "peak.jpg[Q=82,strip]", "2560"], photos)
    tell(2, "photo memory vs the vips command", peak, anchor, "MB peak RSS", peak / anchor, 1.3, 1,
         "one 12 MP photo in one process, reading the file included; ours makes both copies, vips only the view")


main()
