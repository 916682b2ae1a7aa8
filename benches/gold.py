#!/usr/bin/env python3
"""How far do the rules of the example go with its gold standard and its traps?

    framebook run
    python3 benches/gold.py [output/silk-road/results]

Prints for each language precision, recall and F1 of the four framings, in scope, over the segments on
which the two coders of corpus/gold.csv agree, their macro F1, and the places of corpus/traps.csv that the
rules get wrong. The texts, the gold standard and the rules are by the same hands, and the rules were mended
with the gold standard in sight: these figures say how well the rules know these texts, and nothing of others.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRAMINGS = ["security", "economic", "cultural", "western"]


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def place(row):
    return row["document"], row["part"], row["segment"]


def coding(row, code):
    """1, 0 or empty, with 0 where a framing stands out of scope."""
    value = row[code.replace(".", "_")]
    if code.split(".")[0] != "object" and row.get("in_scope") == "0" and value:
        return "0"
    return value


def ratio(part, whole):
    return part / whole if whole else float("nan")


def main():
    results = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("output/silk-road/results")
    coded = {}
    for source in ["news", "survey"]:
        for row in rows(results / f"{source}-codings.csv"):
            coded[(source, *place(row))] = row
    people = {}
    for row in rows(ROOT / "corpus" / "gold.csv"):
        people.setdefault((row["source"], *place(row)), {})[row["coder"]] = row
    counts = {}
    for key, coders in people.items():
        row = coded[key]
        for group in {key[0], f"{key[0]} {row['language']}"}:
            for code in FRAMINGS:
                a, b, found = coders["A"][code], coders["B"][code], coding(row, code)
                if a and a == b and found:
                    counts.setdefault(group, {}).setdefault(code, Counter())[found + a] += 1
    print(f"{'':12}" + "".join(f"{code:>20}" for code in FRAMINGS) + "   macro F1")
    for group in sorted(counts):
        line, scores = "", []
        for code in FRAMINGS:
            n = counts[group].get(code, Counter())
            precision = ratio(n["11"], n["11"] + n["10"])
            recall = ratio(n["11"], n["11"] + n["01"])
            scores.append(ratio(2 * n["11"], 2 * n["11"] + n["10"] + n["01"]))
            line += f"   P{precision:.2f} R{recall:.2f} F{scores[-1]:.2f}"
        print(f"{group:12}{line}   {sum(scores) / len(scores):.3f}")
    traps, wrong = Counter(), []
    by_place = {key[1:]: row for key, row in coded.items()}
    for trap in rows(ROOT / "corpus" / "traps.csv"):
        found = coding(by_place[place(trap)], trap["code"])
        traps[trap["trap"], found == trap["right"]] += 1
        if found != trap["right"]:
            wrong.append((trap, found))
    print(f"\n{len(wrong)} of {sum(traps.values())} traps are wrong: found, right, why")
    for name in sorted({name for name, _ in traps}):
        if traps[name, False]:
            print(f"  {name}: {traps[name, False]} of {traps[name, True] + traps[name, False]}")
            for trap, found in wrong:
                if trap["trap"] == name:
                    at = f"{trap['document']}:{trap['segment']}"
                    print(f"    {at:9} {trap['code']:9} {found or '-'} {trap['right'] or '-'}  {trap['why']}")


if __name__ == "__main__":
    main()
