"""Reads how many tests passed and failed from the log of nextest, vitest, Playwright, or a line `N passed, N failed`.

With `names` after the log's path: the names of those that failed, a line each.
"""
import re
import sys

text = re.sub(r"\x1b\[[0-9;]*m", "", open(sys.argv[1], errors="replace").read())
if sys.argv[2:] == ["names"]:
    said = r"^\s+(?:FAIL|TIMEOUT|SIGABRT|SIGSEGV) \[.*?\] *(.*)$|^ FAIL +(.*)$|^ +\d+\) (\S+\.spec\.ts:.*?)[ ─]*$|^(?:fail|FAIL) +(.*)$"
    found = [next(filter(None, row)).strip() for row in re.findall(said, text, re.M)]
    print("\n".join(dict.fromkeys(found)))
    sys.exit()
plain = re.findall(r"^(\d+) passed, (\d+) failed$", text, re.M)
nextest = re.findall(r"^\s*Summary \[.*?\] .*?tests? run: (.*)$", text, re.M)
vitest = re.findall(r"^\s*Tests\s+(.*)$", text, re.M)
playwright = re.findall(r"^\s*(\d+) (passed|failed|flaky|did not run)\b", text, re.M)


def count(line, word):
    found = re.search(rf"(\d+) {word}", line)
    return int(found.group(1)) if found else 0


if plain:
    passed, failed = (sum(int(row[i]) for row in plain) for i in (0, 1))
elif nextest:
    passed, failed = count(nextest[-1], "passed"), count(nextest[-1], "failed") + count(nextest[-1], "timed out")
elif vitest:
    passed, failed = count(vitest[-1], "passed"), count(vitest[-1], "failed")
else:
    passed = sum(int(n) for n, what in playwright if what in ("passed", "flaky"))
    failed = sum(int(n) for n, what in playwright if what not in ("passed", "flaky"))
print(passed, failed)
