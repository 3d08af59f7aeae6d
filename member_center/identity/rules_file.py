"""A file of identity rules that somebody wants to try, and where in it something is wrong.

What rules there are and what they may say is checked by dbt when it builds; here its complaint is
brought back to the line that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from member_center.identity.decisions import IdentityError

OWN_RULES = Path("macros") / "identity" / "identity_rules.sql"
QUOTED = re.compile(r"['\"`]([^'\"`\n]+)['\"`]")
WRAPPING = re.compile(
    r"^(Compilation Error.*|Runtime Error.*|Encountered an error:|dbt ended without.*"
    r"|\s*> (in|called by) .*|\s*\d\d:\d\d:\d\d\s+.*)$"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules from a file.

    Attributes:
        path: The file.
        content: What it says.
        text: The file itself.
    """

    path: Path
    content: Mapping[str, Any]
    text: str


def read_rules(path: Path) -> Rules:
    """Read a file of rules: the YAML that stands in the macro `identity_rules`.

    Raises:
        IdentityError: It cannot be read, or is no such YAML; names the line.
    """
    try:
        text = path.read_text("utf-8")
        content = yaml.safe_load(text)
    except OSError as error:
        raise IdentityError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise IdentityError(f"{path} is not UTF-8 text. Save it as UTF-8.") from None
    except yaml.YAMLError as error:
        raise IdentityError(f"{path}{_mark(error)} is not YAML: {_problem(error)}.") from None
    if not isinstance(content, dict) or not isinstance(content.get("types"), dict):
        raise IdentityError(
            f"{path} holds no rules: it must be a mapping with `types`, like the YAML in "
            f"dbt/{OWN_RULES}."
        )
    return Rules(path, content, text)


def in_place(said: str, rules: Rules | None, project: Path) -> str:
    """A complaint about the rules, without the wrapping of dbt, and with the line it is about.

    Args:
        said: dbt's own words.
        rules: The file that was tried, or None for the project's own rules.
        project: Folder of the dbt project.
    """
    lines = [line.strip() for line in said.splitlines() if not WRAPPING.match(line)]
    message = "\n".join(line for line in lines if line)
    path, text = (rules.path, rules.text) if rules else (OWN_RULES, _own_text(project))
    for name in QUOTED.findall(message):
        if (number := _line_of(name, text)) is not None:
            return f"{path}, line {number}: {message}"
    return f"{path}: {message}" if "identity_rules" in message or rules else message


def _own_text(project: Path) -> str:
    file = project / OWN_RULES
    return file.read_text("utf-8") if file.exists() else ""


def _line_of(name: str, text: str) -> int | None:
    """The first line in which a name stands as a key or a value."""
    word = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w.])")
    for number, line in enumerate(text.splitlines(), start=1):
        if word.search(line.partition("#")[0]):
            return number
    return None


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}, column {mark.column + 1}," if mark else ""


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or error).strip()
