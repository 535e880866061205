"""The photographs of a benchmark, from a folder that may be named."""

import argparse
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "shared" / "catalogues" / "clothing"


def spread_over(folder: Path, count: int, parser: argparse.ArgumentParser) -> list[Path]:
    """So many of the folder, at equal distances; without them the parser ends the benchmark."""
    files = sorted(folder.rglob("*.jpg"))
    if len(files) < count:
        parser.error(f"{folder} holds {len(files)} photographs (*.jpg); name a folder.")
    return files[:: len(files) // count][:count]
