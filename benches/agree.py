#!/usr/bin/env python3
"""How long do 1,000 bootstrap draws of Krippendorff's alpha take, here and with PyPI krippendorff?

    cargo build --release
    pip install krippendorff==0.9.0
    python3 benches/agree.py [target/release/framebook] [draws]

Ten coders give one of five values to 10,000 units, a tenth of the ratings missing. framebook reads the
ratings from a CSV file, computes alpha and percent, and draws; krippendorff is given counts of values by
unit, which are made once, and computes alpha of each resample of their rows. Prints the CPU time of both
and the ratio, by level, with the two intervals. Nothing else should run beside.
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import krippendorff
import numpy as np

UNITS, CODERS, VALUES = 10_000, 10, 5


def made():
    random = np.random.default_rng(1)
    truth = random.integers(0, VALUES, UNITS)
    near = np.clip(truth + random.integers(-1, 2, (CODERS, UNITS)), 0, VALUES - 1)
    data = np.where(random.random((CODERS, UNITS)) < 0.6, truth, near).astype(float)
    data[random.random((CODERS, UNITS)) < 0.1] = np.nan
    return data


def cpu(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def theirs(data, level, draws):
    counts = np.array([(data == value).sum(axis=0) for value in range(VALUES)]).T
    random = np.random.default_rng(2)
    before = cpu(resource.RUSAGE_SELF)
    values = []
    for _ in range(draws):
        drawn = counts[random.integers(0, UNITS, UNITS)]
        values.append(krippendorff.alpha(value_counts=drawn, value_domain=np.arange(VALUES), level_of_measurement=level))
    return cpu(resource.RUSAGE_SELF) - before, np.quantile(values, [0.025, 0.975])


def ours(program, path, level, draws):
    before = cpu(resource.RUSAGE_CHILDREN)
    answer = subprocess.run([program, "agree", path, "--level", level, "--draws", str(draws), "--json"],
                            check=True, capture_output=True, text=True).stdout
    alpha = json.loads(answer)[0]
    return cpu(resource.RUSAGE_CHILDREN) - before, (alpha["low"], alpha["high"])


def main():
    root = Path(__file__).resolve().parent.parent
    program = sys.argv[1] if len(sys.argv) > 1 else str(root / "target" / "release" / "framebook")
    draws = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    data = made()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "ratings.csv")
        with open(path, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["unit", "coder", "value"])
            for unit in range(UNITS):
                for coder in range(CODERS):
                    value = data[coder, unit]
                    rows.writerow([unit, f"c{coder}", "" if np.isnan(value) else int(value)])
        for level in ("nominal", "ordinal", "interval"):
            mine, interval = ours(program, path, level, draws)
            other, other_interval = theirs(data, level, draws)
            print(f"{level:9} framebook {mine:6.2f} s ({interval[0]:.4f} to {interval[1]:.4f}), krippendorff {other:6.2f} s "
                  f"({other_interval[0]:.4f} to {other_interval[1]:.4f}): {other / mine:.1f} times")


if __name__ == "__main__":
    main()
