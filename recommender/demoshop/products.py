"""The demo shop's products: what they are, and how each happens to be photographed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.demoshop.scenes import Scene, drawn_scene

ATTRIBUTES = ("silhouette", "colour", "pattern", "details")
FREE = ATTRIBUTES[1:]

COLOURS = (
    "chalk white", "sage green", "navy blue", "terracotta",
    "mustard yellow", "charcoal grey", "blush pink", "sky blue",
)  # fmt: skip

RANGE: dict[str, dict[str, tuple[str, ...]]] = {
    "mugs": {
        "silhouette": ("straight", "tapered", "rounded", "tall", "footed"),
        "colour": COLOURS,
        "pattern": ("plain", "striped", "dotted", "two-tone", "speckled"),
        "details": ("loop handle", "angular handle", "saucer"),
    },
    "vases": {
        "silhouette": ("bottle", "round", "cylinder", "shouldered", "double gourd", "flared"),
        "colour": COLOURS,
        "pattern": ("plain", "striped", "banded", "two-tone", "speckled"),
        "details": ("smooth", "fluted", "two handles"),
    },
    "lamps": {
        "silhouette": ("ball", "column", "gourd", "cone", "tripod"),
        "colour": COLOURS,
        "pattern": ("plain", "striped", "dotted", "trimmed", "checked"),
        "details": ("drum shade", "cone shade", "pleated shade"),
    },
    "chairs": {
        "silhouette": ("ladder-back", "spindle-back", "upholstered", "shell", "tub"),
        "colour": COLOURS,
        "pattern": ("plain", "striped", "dotted", "checked"),
        "details": ("oak legs", "walnut legs", "black legs"),
    },
}

NOUNS = {"mugs": "mug", "vases": "vase", "lamps": "table lamp", "chairs": "chair"}
PREFIXES = {"mugs": "mug", "vases": "vase", "lamps": "lamp", "chairs": "chair"}

# one design in so many comes in a second colour, as a variant of the same group
DESIGNS_PER_PAIR = 8

MOST_PER_CATEGORY = 60

Attributes = dict[str, str]


@dataclass(frozen=True)
class DemoProduct:
    """One product and its one photograph; `scene` is chance, everything else is what it is."""

    identifier: str
    title: str
    category: str
    group: str
    attributes: Attributes
    scene: Scene

    @property
    def image(self) -> str:
        """Where its picture lies, relative to the shop's folder."""
        return f"{self.category}/{self.identifier}.jpg"


def catalogue(seed: int = 20260, per_category: int = 34) -> list[DemoProduct]:
    """The whole shop, the same for the same seed, every design once.

    Raises ValueError where a category should hold none, or more than there are designs to choose
    from at ease (MOST_PER_CATEGORY).
    """
    if not 1 <= per_category <= MOST_PER_CATEGORY:
        raise ValueError(f"{per_category} is not between 1 and {MOST_PER_CATEGORY} a category.")
    return [
        product
        for position, category in enumerate(RANGE)
        for product in _category(category, per_category, np.random.default_rng([seed, position]))
    ]


def _category(category: str, size: int, rng: np.random.Generator) -> list[DemoProduct]:
    designs = _designs(RANGE[category], size, rng)
    groups = [""] * size
    for pair in range(size // DESIGNS_PER_PAIR):
        one, other = 2 * pair, 2 * pair + 1
        designs[other] = _recoloured(designs[one], designs, rng)
        groups[one] = groups[other] = f"{PREFIXES[category]}-group-{pair + 1}"
    return [
        _product(category, number, designs[index], groups[index], rng)
        for number, index in enumerate(rng.permutation(size), start=1)
    ]


def _product(
    category: str, number: int, design: Attributes, group: str, rng: np.random.Generator
) -> DemoProduct:
    identifier = f"{PREFIXES[category]}-{number:03d}"
    return DemoProduct(
        identifier, _title(category, design), category, group, design, drawn_scene(category, rng)
    )


def _title(category: str, design: Attributes) -> str:
    name = f"{design['silhouette']} {NOUNS[category]}".capitalize()
    return f"{name}, {design['colour']}, {design['pattern']}, {design['details']}"


def _designs(
    choices: dict[str, tuple[str, ...]], size: int, rng: np.random.Generator
) -> list[Attributes]:
    """Collections, as shops have them: a new design differs in one or two things from another."""
    silhouettes = choices["silhouette"]
    designs: list[Attributes] = []
    while len(designs) < size:
        silhouette = silhouettes[len(designs) % len(silhouettes)]
        family = [design for design in designs if design["silhouette"] == silhouette]
        changed = rng.choice(FREE, size=rng.integers(1, 3), replace=False) if family else FREE
        design = dict(family[rng.integers(len(family))]) if family else {"silhouette": silhouette}
        for name in changed:
            design[str(name)] = _rare(str(name), choices[str(name)], designs, rng)
        if design not in designs:
            designs.append(design)
    return designs


def _recoloured(
    design: Attributes, designs: Sequence[Attributes], rng: np.random.Generator
) -> Attributes:
    variants = [{**design, "colour": colour} for colour in COLOURS]
    new = [variant["colour"] for variant in variants if variant not in designs]
    return {**design, "colour": _rare("colour", new, designs, rng)}


def _rare(
    name: str, values: Sequence[str], designs: Sequence[Attributes], rng: np.random.Generator
) -> str:
    """One of the values, sooner one that the category has seldom."""
    have = np.array([sum(design.get(name) == value for design in designs) for value in values])
    weights = 1.0 / (1.0 + have) ** 2
    return str(rng.choice(values, p=weights / weights.sum()))
