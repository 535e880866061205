"""The colours of the design system as its stylesheet has them."""

import re

from tests.environment import PROJECT

CSS = (PROJECT / "static" / "css" / "tokens.css").read_text()
BLOCKS = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in CSS.split("}\n")]
LIGHT, DARK, DARK_BY_SWITCH = BLOCKS[0], BLOCKS[1], BLOCKS[3]
