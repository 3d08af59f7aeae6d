"""Reading the YAML files that lie in the packages of connectors: rules, limits, vocabularies.

They are our own, so they are read by the fast loader; files that a brand writes are read, and their
mistakes explained, where they belong.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

# Written in C, and ten times as fast; not every build of the library has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped_yaml(package: str, name: str) -> dict[str, Any]:
    """Read a YAML file that lies in a package; an empty one says nothing.

    Raises:
        FileNotFoundError: The package has no such file.
    """
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=_LOADER) or {}  # noqa: S506 - a safe loader
    return found
