"""How large the chart's text is, and what fits into which width."""

import unicodedata

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

TEXT, SMALL = 15.0, 13.0


def width_of(words: str, size: float) -> float:
    """In DejaVu Sans, which is wider than the fonts that browsers choose."""
    font = FontProperties(family="DejaVu Sans", size=size)
    width = text_to_path.get_text_width_height_descent(words, font, ismath=False)[0]
    # It lacks Chinese, Japanese and Korean, and measures an empty box of 0.6 em instead of 1.
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)
    return float(width + 0.4 * size * wide)


def plain(name: str) -> str:
    """One line without control characters, which XML does not allow."""
    return "".join(letter if letter.isprintable() else " " for letter in name)


def shortened(words: str, width: float, size: float = TEXT) -> str:
    if width_of(words, size) <= width:
        return words
    while words and width_of(words + "…", size) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def wrapped(words: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
