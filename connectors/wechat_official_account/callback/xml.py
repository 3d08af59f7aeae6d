"""WeChat's XML as the object that a JSON log would hold: names, texts, lists.

No document type, no entities, nothing external: whoever sends them is refused. What a chat may
hold though XML may not (control characters, half a letter) becomes U+FFFD, so that one odd emoji
costs no message. What the fields mean is not decided here.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
DEEPEST = 16
LISTS = frozenset({"item", "Item", "List"})
"""Names that WeChat repeats: a list even when there is one."""
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotXml(Exception):
    """The bytes are not the XML that was expected; the message holds none of them."""


class HostileXml(NotXml):
    """The XML brings a document type or entities, which no push does."""


def read_xml(body: bytes) -> dict[str, Any]:
    """Read one push.

    Returns:
        Element name to text, to an object, or to a list where a name is repeated.

    Raises:
        HostileXml: It declares a document type or entities.
        NotXml: It is not well-formed, too deep, or has no fields.
    """
    try:
        root = _parsed(body)
    except HostileXml:
        raise
    except NotXml:
        root = _parsed(_NOT_IN_XML.sub(REPLACEMENT, body.decode("utf-8", "replace")))
    fields = _value(root, DEEPEST)
    if not isinstance(fields, dict):
        raise NotXml("XML without fields")
    return fields


def _parsed(body: bytes | str) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise HostileXml(f"XML with a document type or entities ({type(error).__name__})") from None
    except ParseError as error:
        line, column = error.position
        raise NotXml(f"not XML at line {line}, column {column}") from None
    except (LookupError, ValueError) as error:
        raise NotXml(f"XML in an unknown encoding ({type(error).__name__})") from None
    return root


def _value(element: Element, depth: int) -> Any:
    if depth == 0:
        raise NotXml("XML nested too deep")
    if not len(element) and not element.attrib:
        return element.text or ""
    fields: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    for child in element:
        _add(fields, child.tag, _value(child, depth - 1))
    texts = [element.text, *(child.tail for child in element)]
    if text := "".join(part for part in texts if part and part.strip()):
        fields["#text"] = text
    return fields


def _add(fields: dict[str, Any], name: str, value: Any) -> None:
    if name in LISTS:
        fields.setdefault(name, []).append(value)
    elif name not in fields:
        fields[name] = value
    elif isinstance(fields[name], list):
        fields[name].append(value)
    else:
        fields[name] = [fields[name], value]
