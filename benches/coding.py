#!/usr/bin/env python3
"""How fast is a coding pass, end to end, against known programs on the same machine?

Builds CSVs of English from the project's own constructed news (corpus/news/en.csv), codes them by
sentence with a 300-pattern and a 5,000-pattern codebook of equal hit density, from CSV to the whole
pass folder with codings.csv, and prints CPU seconds (user + system), MB/s of CPU, peak memory and
ratios to `wc -w`, to `rg -c` and to spaCy's PhraseMatcher, where installed.

    cargo build --release
    python3 benches/coding.py [--mb 100] [--runs 3] [--memory] [--spacy]

Each figure is the median of the runs; the commands of one round run one after another, so that the
ratios are of one moment of the machine. --memory adds the cases of flat memory. Nothing here is a
test: machines differ, ratios less so.
"""

import argparse
import csv
import multiprocessing
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target" / "release" / "framebook"


def sentences():
    with open(ROOT / "corpus" / "news" / "en.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        for paragraph in re.split(r"\n\s*\n", row["body"]):
            found += re.split(r"(?<=[a-z][.!?]) +(?=[A-Z])", paragraph.strip())
    return [sentence for sentence in found if len(sentence.split()) > 3]


def names(rng, n):
    """Invented words, so that a large corpus has as many distinct words as real ones have."""
    syllables = "ba be bi bo da de di do ka ke ko la le li lo ma me mi mo na ne no ra re ro sa se so ta te to va ve vo".split()
    return ["".join(rng.choice(syllables) for _ in range(rng.randint(3, 5))).capitalize() for _ in range(n)]


def corpus(path, megabytes, rng):
    """Articles of 20 to 60 sentences in random order, each with an invented name here and there."""
    pool, invented = sentences(), names(rng, 20000)
    size, number = 0, 0
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "outlet", "year", "text"])
        while size < megabytes * 1_000_000:
            text = []
            for _ in range(rng.randint(20, 60)):
                sentence = rng.choice(pool)
                if rng.random() < 0.5:
                    sentence = f"{rng.choice(invented)} {sentence[0].lower()}{sentence[1:]}"
                text.append(sentence)
            body = " ".join(text)
            number += 1
            size += len(body.encode())
            out.writerow([f"a{number}", f"outlet {number % 7}", 1992 + number % 28, body])


def codebook(path, n, rng):
    """The same 60 patterns that hit, and n - 60 that look alike and do not: equal hit density."""
    words = {}
    for sentence in sentences():
        for word in re.findall(r"[a-z]{4,}", sentence.lower()):
            words[word] = words.get(word, 0) + 1
    rare = sorted(word for word, count in words.items() if count == 2)
    hitting = random.Random(7).sample(rare, 60)
    text = " ".join(sentences()).lower()
    patterns = [word if i % 3 else word[:-1] + "*" for i, word in enumerate(hitting)]
    vocabulary = sorted(words)
    while len(patterns) < n:
        kind = len(patterns) % 3
        if kind == 0:
            pattern = f"{rng.choice(vocabulary)} {rng.choice(vocabulary)}"
        elif kind == 1:
            pattern = f"{rng.choice(vocabulary)}x{rng.choice('bdfg')}*"
        else:
            pattern = f"{rng.choice(vocabulary)}{rng.choice(['zq', 'qj', 'xv'])}"
        if pattern.rstrip("*") not in text:
            patterns.append(pattern)
    with open(path, "w", encoding="utf-8") as file:
        file.write('[codebook]\nid = "bench"\n')
        for code in range(10):
            rules = ", ".join(f"'{pattern}'" for pattern in patterns[code::10])
            file.write(f'\n[[code]]\nid = "c{code}"\nrules.en = [{rules}]\n')
    return patterns


def apart(function, *arguments):
    """Runs a builder in a process of its own: what Python held would count as a child's peak."""
    process = multiprocessing.Process(target=function, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def run(command, **options):
    """CPU seconds, wall seconds and peak memory (MB) of one command."""
    out = options.pop("stdout", subprocess.DEVNULL)
    process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, **options)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{command}: {error.decode()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def code(csv_path, book, out, *more):
    shutil.rmtree(out, ignore_errors=True)
    return run([PROGRAM, "code", csv_path, "--codebook", book, "--unit", "sentence", "--codings",
                "--threads", "1", "--out", out, "--quiet", *more])


SPACY = """
import csv, sys, spacy
from spacy.matcher import PhraseMatcher
csv.field_size_limit(1 << 30)
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
matcher.add("code", [nlp.make_doc(line.strip().rstrip("*")) for line in open(sys.argv[2])])
n = 0
for row in csv.DictReader(open(sys.argv[1], newline="")):
    n += sum(1 for sentence in nlp(row["text"]).sents if matcher(sentence))
print(n)
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--mb", type=int, default=100)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--memory", action="store_true", help="the cases of flat memory")
    arguments.add_argument("--spacy", action="store_true", help="spaCy's PhraseMatcher on a tenth")
    arguments = arguments.parse_args()
    if not PROGRAM.exists():
        sys.exit("build first: cargo build --release")
    folder = Path(tempfile.mkdtemp(prefix="framebook-bench-"))
    rng = random.Random(1)
    big = folder / "big.csv"
    apart(corpus, big, arguments.mb, rng)
    books = {n: folder / f"{n}.toml" for n in (300, 5000)}
    patterns = {n: codebook(path, n, random.Random(n)) for n, path in books.items()}
    size = big.stat().st_size / 1e6
    rows = {}

    def note(name, figure, megabytes=size):
        rows.setdefault((name, megabytes), []).append(figure)

    utf8 = dict(os.environ, LC_ALL="C.UTF-8")
    for _ in range(arguments.runs):
        note("wc -w", run(["wc", "-w", big], env=utf8))
        for n, book in books.items():
            note(f"framebook, {n} patterns", code(big, book, folder / "out"))
        if shutil.which("rg"):
            alternatives = folder / "patterns.txt"
            alternatives.write_text("\n".join(patterns[300]).replace("*", ""))
            note("rg -c, 300 patterns", run(["rg", "-c", "-i", "-w", "-F", "-f", alternatives, big]))
    base = statistics.median(cpu for cpu, _ in rows[("wc -w", size)])
    if arguments.spacy:
        tenth = folder / "tenth.csv"
        apart(corpus, tenth, arguments.mb / 10, random.Random(2))
        lines = folder / "patterns.txt"
        lines.write_text("\n".join(patterns[300]))
        note("spaCy PhraseMatcher, 300", run([sys.executable, "-c", SPACY, tenth, lines]),
             tenth.stat().st_size / 1e6)
    if arguments.memory:
        cases = memory_cases(folder, random.Random(3))
        for name, path in cases.items():
            note(name, code(path, books[300], folder / "out"), path.stat().st_size / 1e6)
    print(f"{size:.0f} MB of English, median of {arguments.runs}, one thread")
    print(f"{'':34}{'CPU s':>8}{'MB/s':>8}{'peak MB':>9}{'× wc -w':>9}")
    for (name, megabytes), figures in rows.items():
        cpu = statistics.median(figure[0] for figure in figures)
        peak = max(figure[1] for figure in figures)
        ratio = cpu / base * size / megabytes
        print(f"{name:34}{cpu:8.2f}{megabytes / cpu:8.1f}{peak:9.0f}{ratio:9.1f}")
    shutil.rmtree(folder)


def case(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("text\n")
        file.writelines(lines())


def rows_of_twenty():
    return (f"row {i % 9973:06} of twenty\n" for i in range(10_000_000))


def one_document():
    pool, rng = [sentence.replace('"', "") for sentence in sentences()], random.Random(3)
    yield '"'
    for _ in range(50_000_000 // 130):
        yield rng.choice(pool) + " "
    yield '"\n'


def distinct_words():
    return (" ".join(f"w{i * 10 + j:07x}" for j in range(10)) + ".\n" for i in range(500_000))


def memory_cases(folder, rng):
    apart(corpus, folder / "quarter.csv", 25, rng)
    cases = {"25 MB": folder / "quarter.csv"}
    lines = {
        "10,000,000 rows of 20 bytes": rows_of_twenty,
        "one document of 50 MB": one_document,
        "5,000,000 distinct words": distinct_words,
    }
    for name, function in lines.items():
        cases[name] = folder / f"{len(cases)}.csv"
        apart(case, cases[name], function)
    return cases


if __name__ == "__main__":
    main()
