"""Makes the files that image.conf and sound.conf read: python3 conf/guide/make_files.py [FOLDER].

The folder is target/guide of the working folder, where the studies look for them, unless another one is named. Images
are the first 600 handwritten digits of the jar's table, as PNG. Sounds are digits spoken by espeak-ng in several voices
or, where it is not installed, the pair of tones that a telephone plays for each digit, with noise. Needs Python's own
library alone; makes the same files each time.
"""

import csv
import gzip
import io
import math
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import wave
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIGITS = "org/espalier/spark/data/digits.csv.gz"
IMAGES = 600
SIDE = 8
RATE = 8000
OF_EACH = 16

# ITU-T Q.23: rows and columns of a telephone's keys, in Hz.
TONES = {
    digit: (row, column)
    for row, digits in ((697, "123"), (770, "456"), (852, "789"), (941, "*0#"))
    for column, digit in zip((1209, 1336, 1477), digits)
}


def png(pixels):
    """A grey image of SIDE x SIDE bytes."""
    rows = b"".join(b"\0" + bytes(pixels[at : at + SIDE]) for at in range(0, len(pixels), SIDE))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def table():
    """The table of the clone, or that in the jar of an archive."""
    source = ROOT / "src/main/resources" / DIGITS
    if source.exists():
        return source.read_bytes()
    with zipfile.ZipFile(ROOT / "jars/espalier.jar") as jar:
        return jar.read(DIGITS)


def images(folder):
    with gzip.open(io.BytesIO(table()), "rt") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            if number == IMAGES:
                break
            label = row.pop("label")
            into = folder / ("label=%d" % float(label))
            into.mkdir(parents=True, exist_ok=True)
            values = [min(255, int(float(value) * 16)) for value in row.values()]
            (into / ("%d.png" % number)).write_bytes(png(values))


def spoken(digit, number, path):
    voice = ("en", "en-us", "en-gb-scotland", "en-gb-x-rp")[number % 4] + ("+m3", "+f2")[number // 4 % 2]
    options = ["-v", voice, "-s", str(130 + 6 * number), "-p", str(35 + 2 * number), "-w", str(path)]
    subprocess.run(["espeak-ng", *options, digit], check=True)


def tones(digit, number, path):
    draws = random.Random("%s %d" % (digit, number))
    seconds = draws.uniform(0.2, 0.6)
    samples = []
    for i in range(int(RATE * seconds)):
        tone = sum(math.sin(2 * math.pi * hertz * i / RATE) for hertz in TONES[digit])
        samples.append(int(32767 * max(-1, min(1, 0.2 * tone + draws.gauss(0, 0.15)))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack("<%dh" % len(samples), *samples))


def sounds(folder):
    make = spoken if shutil.which("espeak-ng") else tones
    for digit in "0123456789":
        into = folder / ("label=" + digit)
        into.mkdir(parents=True, exist_ok=True)
        for number in range(OF_EACH):
            make(digit, number, into / ("%d.wav" % number))


def main(folder):
    images(folder / "images")
    sounds(folder / "sounds")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "target/guide"))
