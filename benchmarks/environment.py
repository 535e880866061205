"""A data folder of a benchmark's own, so that nobody's catalogues are touched."""

import os
from pathlib import Path

WEIGHTS = Path(__file__).parents[1] / "var" / "weights"


def use(data: Path) -> None:
    """Keep everything in this folder, except for the weights, which may be there already.

    To be called before Django reads its settings; commands that are started inherit it.
    """
    os.environ["SIMSURVEY_DATA_DIR"] = str(data)
    os.environ.setdefault("SIMSURVEY_WEIGHTS_DIR", str(WEIGHTS))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simsurvey.settings")
    for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_STORAGE_URL"):
        os.environ.pop(name, None)
