"""HTML elements that escape whatever they are given.

Text becomes markup only here, so no value from a table can end up as an element or an attribute
of its own. What the elements mean is the page's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

Child = object
VOID = frozenset({"br", "hr", "input", "link", "meta"})


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def el(
    name: str,
    *children: Child,
    attributes: Mapping[str, object] | None = None,
    css: str = "",
) -> Html:
    """One element.

    Args:
        name: Its tag name.
        children: Text, which is escaped; `Html`; iterables of these; None is left out.
        attributes: By name; True stands for a bare attribute, None and False for none.
        css: Class names.
    """
    given: dict[str, object] = {"class": css or None, **(attributes or {})}
    start = f"<{name}{''.join(_attribute(key, value) for key, value in given.items())}>"
    return Html(start if name in VOID else f"{start}{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Html:
    """Children one after another, escaped unless they are `Html`."""
    return Html("".join(_rendered(child) for child in children))


def _rendered(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return str(child)
    if isinstance(child, Iterable) and not isinstance(child, str):
        return join(child)
    return escape(str(child))


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
