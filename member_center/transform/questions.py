"""The page `docs/questions.md`: what every public table answers, made from the models' own YAML.

The questions stand beside the models, under `config.meta.questions`; here they are only put in
order. `make docs` writes the page, and a test fails when it is out of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from member_center.transform.project import REPOSITORY

Chapter = tuple[str, Sequence[Mapping[str, Any]]]
"""A folder of marts and its models, as their YAML describes them."""
PAGE = REPOSITORY / "docs" / "questions.md"
HEAD = """# Questions the tables answer · 数据表能回答的问题

Every query runs on `serving/current/member_center.duckdb` as it stands. Columns are described in
`serving/current/contract.json`. This page is made from the models' YAML by `make docs`.
"""


def questions_page(models: Path) -> str:
    """The page as Markdown, one chapter a folder of `marts`, one heading a table.

    Args:
        models: The dbt folder `models/marts`.
    """
    chapters = [
        (folder.name, list(_models(folder)))
        for folder in sorted(path for path in models.iterdir() if path.is_dir())
    ]
    return "\n".join([HEAD, *_index(chapters), *_chapters(chapters)]) + "\n"


def _models(folder: Path) -> Iterator[Mapping[str, Any]]:
    for file in sorted(folder.glob("*.yml")):
        yield from yaml.safe_load(file.read_text("utf-8")).get("models", [])


def _index(chapters: Sequence[Chapter]) -> Iterator[str]:
    """Every question with the table that answers it, so that a reader finds it by its words."""
    for _, models in chapters:
        for model in models:
            name = model["name"]
            for question in model["config"]["meta"]["questions"]:
                yield f"* {question['zh']} {question['en']} [`{name}`](#{name})"
    yield ""


def _chapters(chapters: Sequence[Chapter]) -> Iterator[str]:
    for name, models in chapters:
        yield f"## {name}\n"
        for model in models:
            yield from _table(model)


def _table(model: Mapping[str, Any]) -> Iterator[str]:
    yield f"### `{model['name']}`\n\n{model['description'].strip()}\n"
    for question in model["config"]["meta"]["questions"]:
        yield f"{question['en']} {question['zh']}\n\n```sql\n{question['sql'].strip()}\n```\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(questions_page(REPOSITORY / "dbt" / "models" / "marts"), "utf-8")


if __name__ == "__main__":
    main()
