#!/usr/bin/env python3
"""How large is a report of 100,000 segments, and how fast does it answer in a real Chromium?

Builds a corpus of 2,000 documents of 50 paragraphs from the sentences of the project's own constructed news
in four languages, runs the example study on it (both codebooks, every table), opens the report, and prints
its size, the time until it is ready, and the time from a click to a list that stands, over a hundred
numbers of its tables and figures.

    cargo build --release
    python3 benches/report.py [--program target/release/framebook] [--segments 100000] [--keep FOLDER]

It needs chromium and chromedriver. Nothing here is a test: machines differ.
"""

import argparse
import csv
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRIVER = ROOT / "tests" / "it" / "report.py"


def rows():
    for language in ["en", "ru", "kk", "zh"]:
        with open(ROOT / "corpus" / "news" / f"{language}.csv", newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)


def corpus(folder, n_segments, rng):
    """Documents of 50 paragraphs, each of four sentences of one language in random order."""
    known = list(rows())
    sentences = {}
    for row in known:
        found = re.split(r"(?<=[.!?。！？])\s*", row["body"])
        sentences.setdefault(row["language"], []).extend(it.strip() for it in found if len(it.strip()) > 12)
    (folder / "corpus" / "news").mkdir(parents=True)
    with open(folder / "corpus" / "news" / "all.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "outlet", "country", "language", "date", "headline", "body"])
        for number in range(n_segments // 50):
            row = rng.choice(known)
            pool = sentences[row["language"]]
            join = "" if row["language"] == "zh" else " "
            # a number in each sentence, so that texts do not press to nothing
            sentence = lambda: f"{rng.choice(pool)}{join}{rng.randrange(10**6)}."
            paragraphs = [join.join(sentence() for _ in range(4)) for _ in range(49)]
            body = "\n\n".join(paragraphs)
            out.writerow([f"{row['language']}-{number:05}", row["outlet"], row["country"], row["language"], row["date"], rng.choice(pool), body])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "framebook")
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="leave the report in this folder")
    options = parser.parse_args()
    program = options.program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        corpus(folder, options.segments, random.Random(1))
        study = (ROOT / "study.toml").read_text(encoding="utf-8")
        study = study[: study.index("# The survey, by answer")].replace('exports = ["sav", "r", "dta", "xlsx"]\n', "")
        (folder / "study.toml").write_text(study, encoding="utf-8")
        shutil.copytree(ROOT / "codebooks", folder / "codebooks")
        subprocess.run([program, "run", "--quiet"], cwd=folder, check=True)
        begun = time.monotonic()
        subprocess.run([program, "report", "--out", "report.html"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        made = time.monotonic() - begun
        page = folder / "report.html"
        size = page.stat().st_size / 1e6
        if options.keep:
            shutil.copy(page, options.keep / "report.html")
        command = [sys.executable, DRIVER, "chromium", "chromedriver", page, "time"]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    told = re.search(r"holds the texts of [^.,]*", options.keep.joinpath("report.html").read_text() if options.keep else "")
    clicks = sorted(found["clicks"])
    print(f"size          {size:.1f} MB{', ' + told.group() if told else ''}")
    print(f"made in       {made:.1f} s")
    print(f"ready after   {found['ready'] / 1000:.2f} s")
    print(f"a click       median {statistics.median(clicks):.0f} ms, 95 % within {clicks[int(len(clicks) * 0.95)]:.0f} ms, longest {clicks[-1]:.0f} ms ({len(clicks)} clicks)")
    for line in found["console"]:
        print(f"console       {line}")


main()
