#!/bin/sh
# Measures goals 1 and 2 and prints a JSON line for each figure. bench/run calls it.
# Needs: python3 with venv, node, and libvips with its command (Debian: libvips-tools).
#
# usage: run.sh PHOTO_BENCH WORK [ROUNDS]      (PHOTO_BENCH: the backend's example of that name)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
photo_bench=$1
work=$2
shift 2
mkdir -p "$work"

command -v vips >/dev/null || { echo "libvips is missing: apt-get install libvips-tools" >&2; exit 1; }
if [ ! -x "$work/venv/bin/python" ]; then python3 -m venv "$work/venv"; fi
"$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt" >&2
if [ ! -d "$here/node_modules/sharp" ]; then
  (cd "$here" && npm install --no-package-lock --no-audit --no-fund >&2)
fi
"$work/venv/bin/python" "$here/make_photos.py" "$work/photos" 4
exec "$work/venv/bin/python" "$here/run.py" "$photo_bench" "$work/photos" "$work" "$@"
