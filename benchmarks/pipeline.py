"""A whole catalogue: import and every available method, from an empty cache and from a full one.

    python -m benchmarks.pipeline [FOLDER]
    python -m benchmarks.pipeline --each 6        # only so many pictures of each category
    python -m benchmarks.pipeline --together      # all methods in one command, as people run them

Every step is a command in a process of its own, as from the terminal, so that starting Python,
loading networks and compiling count. All of them share one data folder, which is removed in the
end. The first method on the product cut out of its background makes the masks for the others.

Three passes: *empty cache*; *full cache*, the same pictures as another catalogue, whose lists are
new; and *unchanged*, the first catalogue once more.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import environment
from benchmarks.photographs import FOLDER
from benchmarks.side_by_side import Cost, machine, peak_memory

PROJECT = Path(__file__).parents[1]
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
PASSES = {"empty cache": "first", "full cache": "second", "unchanged": "first"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--each", type=int, help="pictures of each category folder (default: all)")
    parser.add_argument("--methods", nargs="+", metavar="KEY", help="default: all available")
    parser.add_argument("--together", action="store_true", help="all methods in one command")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"There is no folder {options.folder}; name one of category folders.")
    os.chdir(PROJECT)
    with tempfile.TemporaryDirectory(prefix="simsurvey-pipeline-") as temporary:
        source = _copied(options.folder, Path(temporary) / "photographs", each=options.each)
        environment.use(Path(temporary) / "data")
        methods = options.methods or _available()
        steps = [methods] if options.together else [[method] for method in methods]
        _run(source, _pictures(source), steps)


def _copied(folder: Path, target: Path, *, each: int | None) -> Path:
    """The folder itself, or a copy of the first pictures of each category."""
    if each is None:
        return folder
    for category in sorted(path for path in folder.iterdir() if path.is_dir()):
        (target / category.name).mkdir(parents=True)
        for picture in _files(category)[:each]:
            shutil.copy(picture, target / category.name)
    return target


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def _pictures(folder: Path) -> int:
    return len(_files(folder))


def _available() -> list[str]:
    import django

    django.setup()
    from django.conf import settings

    from recommender.methods import registry

    return [one.key for one in registry.methods(settings.METHODS) if not one.unavailable()]


def _run(source: Path, pictures: int, steps: Sequence[Sequence[str]]) -> None:
    print(f"{machine()}\n{pictures} pictures\n", flush=True)
    print("| pass | step | seconds | pictures per second | peak memory, MiB |")
    print("|---|---|--:|--:|--:|", flush=True)
    _command("migrate", "--verbosity", "0")
    for name, catalogue in PASSES.items():
        imported = _command("import_catalogue", str(source), "--name", catalogue)
        _row(name, "import", imported, pictures)
        for methods in steps:
            cost = _command("precompute", catalogue, "--methods", *methods)
            _row(name, " ".join(methods), cost, pictures)


def _command(*arguments: str) -> Cost:
    return peak_memory(["manage.py", *arguments])


def _row(name: str, step: str, cost: Cost, pictures: int) -> None:
    print(
        f"| {name} | {step} | {cost.seconds:.1f} | {pictures / cost.seconds:.1f} "
        f"| {cost.peak / 2**20:.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
