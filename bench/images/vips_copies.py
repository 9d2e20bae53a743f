#!/usr/bin/env python3
"""The same two copies made by libvips in this process, on one thread: an anchor of run.py.

usage: vips_copies.py FOLDER_OR_FILE REPEATS [OUTPUT_FOLDER]
"""
import os
import sys
from pathlib import Path

os.environ["VIPS_CONCURRENCY"] = "1"
import pyvips  # noqa: E402: libvips reads its settings when it is loaded

pyvips.cache_set_max(0)
SAVE = {"Q": int(os.environ.get("QUALITY", "82")), "strip": True}


def copies(data):
    view = pyvips.Image.thumbnail_buffer(data, 2560, height=2560, size="down").copy_memory()
    thumb = view.thumbnail_image(400, height=400, size="down")
    return view.jpegsave_buffer(**SAVE), thumb.jpegsave_buffer(**SAVE)


def main():
    source, repeats, output = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    for repeat in range(repeats):
        for photo in [source] if source.is_file() else sorted(source.glob("*.jpg")):
            view, thumb = copies(photo.read_bytes())
            if output and repeat == 0:
                Path(output[0], f"{photo.stem}-view.jpg").write_bytes(view)
                Path(output[0], f"{photo.stem}-thumb.jpg").write_bytes(thumb)


main()
