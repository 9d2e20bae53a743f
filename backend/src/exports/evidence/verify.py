#!/usr/bin/env python3
"""Verifies an evidence bundle. Needs Python 3.8 and nothing else; reads only.

    python3 verify.py [FOLDER] [--key FINGERPRINT]

Says OK and ends with 0, or names every file that was altered, removed or added and ends with 1.
"""
import base64
import hashlib
import json
import os
import sys
import uuid

MANIFEST, MANIFEST_SUM, SIGNATURE, SUMS = "manifest.json", "manifest.sha256", "manifest.sig", "SHA256SUMS"
KEY, CUSTODY, FORMAT = "signing-key.pem", "custody.json", "seesayact-evidence/1"

# Ed25519, RFC 8032, section 6: checking alone.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def plus(a, b):
    c, d = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    e, f = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    g, h, i, j = d - c, f - e, f + e, d + c
    return (g * h % P, i * j % P, h * i % P, g * j % P)


def times(n, point):
    result = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            result = plus(result, point)
        point = plus(point, point)
        n >>= 1
    return result


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT % P
    if (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    if (x & 1) != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_of(bytes.fromhex("5866666666666666666666666666666666666666666666666666666666666666"))


def signed_by(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = times(s, BASE), plus(r, times(h, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parted(*parts):
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()


def whole(number):
    return number.to_bytes(8, "big", signed=True)


def id_of(text):
    return uuid.UUID(text).bytes


def as_logged(authority, entry):
    """The hash that the authority's log holds of an entry."""
    prev, seq, at = bytes.fromhex(entry["prev"]), whole(entry["seq"]), whole(entry["at_us"])
    if entry["log"] == "events":
        venue = id_of(entry["venue"]) if entry["venue"] else b""
        incident = id_of(entry["incident"]) if entry["incident"] else b""
        kind, actor, facts = entry["kind"].encode(), entry["actor"].encode(), entry["facts"].encode()
        return parted(prev, id_of(authority), seq, at, kind, venue, incident, actor, facts)
    kind = entry["kind"].encode()
    text = prev + id_of(authority) + seq + at + id_of(entry["actor"]) + len(kind).to_bytes(8, "big") + kind
    return hashlib.sha256(text + id_of(entry["object"]) + (entry["reason"] or "").encode()).hexdigest()


def check_custody(data, manifest, problem):
    try:
        log = json.loads(data)
        link, before = bytes(32), {}
        for number, entry in enumerate(log["entries"], 1):
            told = entry.pop("link")
            link = hashlib.sha256(link + canonical(entry)).digest()
            place = "%s, entry %d" % (CUSTODY, number)
            if entry["n"] != number or link.hex() != told:
                return problem("ALTERED", place + ": the chain breaks")
            if as_logged(log["authority"], entry) != entry["hash"]:
                return problem("ALTERED", place + ": not as the authority's log holds it")
            seq, known = before.get(entry["log"], (0, None))
            if entry["seq"] <= seq or (entry["seq"] == seq + 1 and known not in (None, entry["prev"])):
                return problem("ALTERED", place + ": out of order")
            before[entry["log"]] = (entry["seq"], entry["hash"])
        if link.hex() != manifest["custody_head"] or len(log["entries"]) != manifest["custody_entries"]:
            return problem("ALTERED", CUSTODY + ": does not end where the manifest says")
    except (ValueError, KeyError, TypeError, AttributeError):
        problem("ALTERED", CUSTODY + ": cannot be read")


def is_safe(name):
    return isinstance(name, str) and not os.path.isabs(name) and ".." not in name.split("/") and "\\" not in name


def main(folder, wanted_key):
    problems = []

    def problem(kind, what):
        problems.append(what)
        print("%-8s %s" % (kind, what))

    def read(name):
        path = os.path.join(folder, *name.split("/"))
        if os.path.islink(path) or not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return file.read()

    for name in (MANIFEST, MANIFEST_SUM, SIGNATURE, SUMS, KEY):
        if read(name) is None:
            problem("MISSING", name)
    if problems:
        return problems

    # Which of the three does not fit the other two?
    spelt, signature, pem = read(MANIFEST), read(SIGNATURE), read(KEY)
    try:
        key = base64.b64decode(b"".join(pem.split(b"-----")[2].split()))[-32:]
    except (ValueError, IndexError):
        key = b""
    summed = read(MANIFEST_SUM) == ("%s  %s\n" % (hashlib.sha256(spelt).hexdigest(), MANIFEST)).encode()
    signed = signed_by(key, spelt, signature)
    if not summed and not signed:
        problem("ALTERED", MANIFEST + ": nothing else can be judged")
        return problems
    if not summed:
        problem("ALTERED", MANIFEST_SUM)
    manifest = json.loads(spelt)
    if manifest.get("format") != FORMAT or canonical(manifest) != spelt:
        problem("ALTERED", MANIFEST + ": not in its own form")
        return problems
    files = manifest["files"]
    if not signed:
        told = files.get(KEY, {}).get("sha256")
        problem("ALTERED", SIGNATURE if hashlib.sha256(pem).hexdigest() == told else KEY + ": does not check the signature")

    sums = {}
    for name, told in files.items():
        if not is_safe(name):
            problem("ALTERED", MANIFEST + ": names %r" % name)
            continue
        sums[name] = told["sha256"]
        data = read(name)
        if data is None:
            problem("MISSING", name)
        elif len(data) != told["bytes"] or hashlib.sha256(data).hexdigest() != told["sha256"]:
            problem("ALTERED", name)
        elif name == CUSTODY:
            check_custody(data, manifest, problem)
    if CUSTODY not in files:
        problem("MISSING", CUSTODY)
    for name in (MANIFEST, MANIFEST_SUM, SIGNATURE):
        sums[name] = hashlib.sha256(read(name)).hexdigest()
    if summed and signed and read(SUMS) != "".join("%s  %s\n" % (sums[n], n) for n in sorted(sums)).encode():
        problem("ALTERED", SUMS)

    known = set(sums) | {SUMS}
    for root, folders, names in os.walk(folder):
        for name in names + [one for one in folders if os.path.islink(os.path.join(root, one))]:
            found = os.path.relpath(os.path.join(root, name), folder).replace(os.sep, "/")
            if found not in known:
                problem("ADDED", found)

    fingerprint = hashlib.sha256(key).hexdigest()
    if wanted_key and wanted_key.lower().replace(":", "") != fingerprint:
        problem("ALTERED", KEY + ": signed with another key, " + fingerprint)
    for one in manifest["missing"]:
        print("NOTE     the %s of photo %s could not be read when this bundle was made" % (one["copy"], one["photo"]))
    if not problems:
        print("bundle   %s, incident %s, made %s" % (manifest["bundle"], manifest["incident"], manifest["created_at"]))
        print("custody  %d entries" % manifest["custody_entries"])
        print("key      %s" % fingerprint)
        if not wanted_key:
            print("         Compare it with what the authority says; see README.txt.")
    return problems


if __name__ == "__main__":
    arguments = sys.argv[1:]
    wanted = None
    if "--key" in arguments:
        at = arguments.index("--key")
        wanted = arguments[at + 1] if at + 1 < len(arguments) else "none"
        del arguments[at : at + 2]
    place = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    if main(place, wanted):
        print("NOT OK")
        sys.exit(1)
    print("OK")
