"""Matplotlib's SVG made fit for any page and any content security policy."""

from xml.etree import ElementTree

from surveys.figures.styles import INK

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SVG = "{http://www.w3.org/2000/svg}"
ElementTree.register_namespace("", SVG.strip("{}"))
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def self_contained(svg: bytes, title: str, description: str) -> bytes:
    """Matplotlib's SVG with a name, ink as `currentColor`, and attributes for styles and ids.

    Presentation attributes, unlike styles, need no permission from a content security policy;
    ids outside of definitions would occur twice on a page with two figures.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  Matplotlib wrote it
    for name in ("metadata", "defs"):
        root.remove(root.findall(SVG + name)[0])
    for element in root.iter():
        for declaration in element.attrib.pop("style", "").split("; "):
            attribute, _, value = declaration.partition(": ")
            if attribute:
                element.set(attribute, value.replace(INK, "currentColor"))
        element.attrib.pop("font-family", None)
        if element.tag in (SVG + "g", SVG + "svg"):
            element.attrib.pop("id", None)
    for side in ("width", "height"):
        root.set(side, root.attrib[side].removesuffix("pt"))
    root.attrib |= {
        "role": "img",
        "color": INK,
        "font-family": FONTS,
        "stroke-linejoin": "round",
    }
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(SVG + tag)
        element.text = words
        root.insert(place, element)
    return ElementTree.tostring(root, encoding="utf-8")
