#!/usr/bin/env python3
"""How large the views in a folder are, and how near to the photo: a JSON object on stdout.

usage: quality.py PHOTOS VIEWS

Nearness is the PSNR against the photo decoded and reduced by Pillow's Lanczos filter and never compressed again:
nobody's own filter, so that it favours none of the contenders.
"""
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

LONGEST = 2560


def reference(photo, cache):
    """The photo as it would look at the view's size; kept, as every contender is held against it."""
    path = cache / f"{photo.stem}.reference.npy"
    if not path.exists():
        with Image.open(photo) as image:
            scale = LONGEST / max(image.size)
            size = tuple(round(side * scale) for side in image.size)
            np.save(path, np.asarray(image.convert("RGB").resize(size, Image.LANCZOS)))
    return np.load(path)


def psnr(view, wanted):
    with Image.open(view) as image:
        error = np.asarray(image.convert("RGB")).astype(np.float32) - wanted
    return 10 * np.log10(255**2 / np.square(error).mean())


def main():
    photos, views = Path(sys.argv[1]), Path(sys.argv[2])
    found = [(photo, views / f"{photo.stem}-view.jpg") for photo in sorted(photos.glob("*.jpg"))]
    print(json.dumps({
        "bytes": sum(view.stat().st_size for _, view in found) / len(found),
        "psnr": float(np.mean([psnr(view, reference(photo, photos)) for photo, view in found])),
    }))


main()
