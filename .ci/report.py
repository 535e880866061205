"""The end of .ci/run: `report.py LANE.xml …` names what was skipped and counts all lanes."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

counts: Counter[str] = Counter(passed=0, failed=0, skipped=0)
skips: list[str] = []
for lane in map(Path, sys.argv[1:]):
    if not lane.exists():
        sys.exit(f"The {lane.stem} lane left no results.")
    for case in ElementTree.parse(lane).iter("testcase"):  # noqa: S314 (pytest wrote it)
        skipped = case.find("skipped")
        broken = case.find("failure") is not None or case.find("error") is not None
        outcome = "failed" if broken else "passed" if skipped is None else "skipped"
        counts[outcome] += 1
        if skipped is not None:
            name = f"{case.get('classname')}::{case.get('name')}"
            skips.append(f"{lane.stem}: {name}: {skipped.get('message')}")

print(f"Skipped: {len(skips)}", *sorted(skips), sep="\n  ")
print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
sys.exit(counts["failed"] > 0 or counts["passed"] == 0)
