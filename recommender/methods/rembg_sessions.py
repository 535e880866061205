"""rembg's networks without rembg's matting; imported by workers and by `fetch_weights` only.

rembg's own `__init__` imports pymatting, of which numba compiles every function at that moment:
52 s on an idle machine of two cores and 164 s on a busy one, each time a machine or a container is
new, for the refinement of edges that is never asked for here. The networks lie in submodules that
need none of it, so the package is entered in `sys.modules` without running its `__init__`.
"""

import importlib.machinery
import importlib.util
import sys

if "rembg" not in sys.modules:
    _found = importlib.util.find_spec("rembg")
    if _found is None:
        raise ImportError("rembg is not installed")
    _bare = importlib.machinery.ModuleSpec("rembg", None, is_package=True)
    _bare.submodule_search_locations = _found.submodule_search_locations
    sys.modules["rembg"] = importlib.util.module_from_spec(_bare)

from rembg.session_factory import new_session as new_session
from rembg.sessions import sessions as sessions
