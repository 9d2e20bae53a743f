#!/usr/bin/env python3
"""Makes the photos the image benchmark works on: 12 MP scenes, the same bytes on every run.

usage: make_photos.py FOLDER [COUNT]

Real photos cannot be shipped here (people are on them), and plain noise or flat colour would flatter one codec or
another. So each scene is built as a terminal looks to a phone: smooth light, textured ground, hard edges, lettering,
out-of-focus parts, and the grain of a small sensor. JPEG q92 with 4:2:0 then weighs 3 to 5 MB, as phones make it.
"""
import os
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 4032, 3024
WORDS = "GATE B12 ARRIVALS BAGGAGE CLAIM EXIT PLATFORM 4 DO NOT LEAVE LUGGAGE UNATTENDED".split()


def octaves(rng, smallest, largest, falloff):
    """Noise of several scales, the coarse ones strongest, as surfaces have it."""
    total = np.zeros((HEIGHT, WIDTH), np.float32)
    size, weight = largest, 1.0
    while size >= smallest:
        cells = rng.standard_normal((HEIGHT // size + 2, WIDTH // size + 2)).astype(np.float32)
        layer = Image.fromarray(cells, "F").resize((WIDTH, HEIGHT), Image.BICUBIC)
        total += weight * np.asarray(layer)
        size, weight = size // 2, weight * falloff
    return total / np.abs(total).max()


def backdrop(rng):
    """Light falling off over a wall and a textured floor."""
    y = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    x = np.linspace(0, 1, WIDTH, dtype=np.float32)[None, :]
    horizon = rng.uniform(0.45, 0.65)
    floor = 1 / (1 + np.exp(-(y - horizon) * 60))
    light = 170 + 50 * np.cos((x - rng.uniform(0.2, 0.8)) * 2.2) - 55 * y
    wall, ground = octaves(rng, 16, 512, 0.55), octaves(rng, 4, 256, 0.72)
    value = light + (1 - floor) * wall * 30 + floor * (ground * 75 - 30)
    tint = rng.uniform(0.82, 1.08, size=(2, 3)).astype(np.float32)
    colour = (1 - floor)[..., None] * tint[0] + floor[..., None] * tint[1]
    return np.clip(value[..., None] * colour, 0, 255).astype(np.uint8)


def furnish(image, rng):
    """Cases, pillars, people-sized shapes and signs; those far away are out of focus."""
    for distance in range(3):
        draw = ImageDraw.Draw(image)
        for _ in range(14):
            w, h = (int(v) for v in rng.uniform(60, 620, 2) * (distance + 1) / 2)
            x, y = int(rng.uniform(0, WIDTH - w)), int(rng.uniform(HEIGHT * 0.2, max(HEIGHT * 0.21, HEIGHT - h)))
            fill = tuple(int(v) for v in rng.uniform(20, 235, 3))
            if rng.random() < 0.6:
                draw.rounded_rectangle((x, y, x + w, y + h), radius=min(w, h) // 7, fill=fill, outline=(25, 25, 28), width=6)
            else:
                draw.ellipse((x, y, x + w, y + h), fill=fill)
            for stripe in range(y + 12, y + h - 12, 23):
                draw.line((x + 10, stripe, x + w - 10, stripe), fill=tuple(c // 2 for c in fill), width=2)
        if distance < 2:
            image = image.filter(ImageFilter.GaussianBlur(7 - 3 * distance))
    draw = ImageDraw.Draw(image)
    for _ in range(28):
        font = ImageFont.load_default(size=int(rng.uniform(18, 130)))
        words = " ".join(rng.choice(WORDS, 4))
        spot = int(rng.uniform(0, WIDTH * 0.8)), int(rng.uniform(0, HEIGHT * 0.95))
        box = draw.textbbox(spot, words, font=font)
        draw.rectangle((box[0] - 12, box[1] - 8, box[2] + 12, box[3] + 8), fill=(22, 48, 110))
        draw.text(spot, words, font=font, fill=(244, 214, 60))
    return image


def grain(image, rng):
    """Sensor noise, mostly of brightness, softened as a phone's own processing does."""
    pixels = np.asarray(image).astype(np.float32)
    speckle = rng.standard_normal((HEIGHT, WIDTH)).astype(np.float32) * 5.5
    speckle = (2 * speckle + np.roll(speckle, 1, 0) + np.roll(speckle, 1, 1)) / 4 * 1.6
    tint = rng.standard_normal((HEIGHT // 4, WIDTH // 4, 3)).astype(np.float32).repeat(4, 0).repeat(4, 1) * 1.5
    return Image.fromarray(np.clip(pixels + speckle[..., None] + tint, 0, 255).astype(np.uint8))


def main():
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        path = os.path.join(folder, f"photo-{number}.jpg")
        if os.path.exists(path):
            continue
        rng = np.random.default_rng(1000 + number)
        scene = grain(furnish(Image.fromarray(backdrop(rng)), rng), rng)
        scene.save(path + ".part", "JPEG", quality=92, subsampling="4:2:0")
        os.rename(path + ".part", path)
        print(f"{path}: {os.path.getsize(path) / 1e6:.2f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
