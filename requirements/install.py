"""Brings .venv to what the lock says: `python3 requirements/install.py run` (or `dev`).

Needs only Python with venv. Does nothing when the lock has been installed already. Interrupted at
any moment and started again, it goes on.
"""

import fcntl
import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
CONSTRAINTS = HERE / "constraints.txt"
LOCKS = {"run": HERE / "lock.txt", "dev": HERE / "lock-dev.txt"}
STEPS = 4


class Failed(Exception):
    """A step did not work; the text says what to do."""


def main(kind: str) -> None:
    """Install for running the site, or for its tests and checks too."""
    with Path(__file__).open() as guard:
        fcntl.flock(
            guard, fcntl.LOCK_EX
        )  # `make demo` and `make test` at once: one after the other
        if not installed(kind):
            install(kind)


def install(kind: str) -> None:
    print(
        f"SimSurvey installs what it needs into {VENV.name}/ (1 to 3 minutes, about 1.5 GB).\n"
        "Nothing else on this machine is changed.",
        flush=True,
    )
    started = time.monotonic()
    make_environment()
    install_lock(LOCKS[kind])
    install_torch()
    check()
    for done in [kind] if kind == "run" else LOCKS:
        stamp(done).write_text(digest(done))
    print(f"Installed in {time.monotonic() - started:.0f} s.\n", flush=True)


def installed(kind: str) -> bool:
    return PYTHON.exists() and stamp(kind).exists() and stamp(kind).read_text() == digest(kind)


def stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def digest(kind: str) -> str:
    """What `.venv` is made from; another Python or another lock makes it stale."""
    parts = [sys.version.encode(), LOCKS[kind].read_bytes(), CONSTRAINTS.read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_environment() -> None:
    say(1, f"a Python {sys.version_info.major}.{sys.version_info.minor} environment")
    if environment_works():
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError as error:
        raise Failed(
            "This Python has no venv. On Debian and Ubuntu: apt-get install python3-venv"
        ) from error
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def environment_works() -> bool:
    """Whether pip answers in .venv, and under the Python that was asked for."""
    question = "import pip, sys; print(sys.version, end='')"
    try:
        answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True)
    except OSError:
        return False
    return answer.stdout == sys.version


def install_lock(lock: Path) -> None:
    """Without dependencies: the lock names every package, and a hash guards each of them."""
    total = sum("==" in line for line in lock.read_text().splitlines())
    say(2, f"{total} packages from {lock.relative_to(HERE.parent)}, each checked by its hash")
    count = 0
    for line in pip("--require-hashes", "--no-deps", "-r", str(lock)):
        if line.startswith("Collecting "):
            count += 1
            show(f"{count} of {total}  {line.split()[1].split('==')[0]}", kept=count % 20 == 0)
        elif line.startswith("Installing collected"):
            show("unpacking", kept=True)
    show("")


def install_torch() -> None:
    """First without its dependencies: they are in the lock, except for CUDA where it needs that."""
    say(3, "torch and torchvision, as requirements/constraints.txt says")
    wanted = [line for line in CONSTRAINTS.read_text().splitlines() if "==" in line]
    run([*PIP, "--no-deps", *wanted], shown=True)
    if subprocess.run([PYTHON, "-c", "import torch"], capture_output=True).returncode:
        print("      This build of torch asks for CUDA: installing that too (several GB).")
        run([*PIP, *wanted], shown=True)


def check() -> None:
    say(4, "whether everything fits together")
    run([str(PYTHON), "-m", "pip", "check", "--disable-pip-version-check"])
    run([str(PYTHON), "-c", "import django, numpy, torch"])


PIP = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]


def pip(*arguments: str) -> Iterator[str]:
    """What pip says, line by line, as it says it; all of it is kept in the log."""
    command = [*PIP, "--progress-bar", "off", *arguments]
    with (
        LOG.open("w") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            yield line.strip()
    if process.returncode:
        raise Failed(f"pip could not install the packages:\n{tail(LOG.read_text())}")


def run(command: Sequence[str], *, shown: bool = False) -> None:
    output = None if shown else subprocess.PIPE
    done = subprocess.run(command, stdout=output, stderr=output and subprocess.STDOUT, text=True)
    if done.returncode:
        raise Failed(f"This did not work: {' '.join(command)}\n{tail(done.stdout or '')}")


def tail(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.splitlines()[-15:])


def say(step: int, what: str) -> None:
    print(f"[{step}/{STEPS}] {what}", flush=True)


def show(state: str, *, kept: bool = False) -> None:
    """Over the former state in a terminal; in a file only what is worth keeping."""
    if sys.stdout.isatty():
        end = "" if state else "\r"
        print(f"\r      {state:<60}", end=end, flush=True)
    elif kept:
        print(f"      {state}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["dev"]):
        sys.exit("Use: python3 requirements/install.py run|dev")
    try:
        main(sys.argv[1])
    except Failed as failure:
        sys.exit(f"\n{failure}\nMend that and give the same command again; it goes on from here.")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Give the same command again; it goes on from here.")
