"""The public contract of a version: tables, columns, types, and what each of them means.

The words come from dbt's manifest, where they stand beside the models; they are only carried
over. No description is written here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from member_center.serving.content import MARTS, Column

CONTRACT_FILE = "contract.json"


@dataclass(frozen=True, slots=True)
class Description:
    """What dbt's manifest says of a model, of its columns, and of what it answers."""

    text: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Mapping[str, str]] = ()


def descriptions(dbt_manifest: Path) -> dict[str, Description]:
    """Descriptions of all models of the schema `marts`.

    Args:
        dbt_manifest: dbt's `manifest.json`; when it is missing there are no descriptions.
    """
    if not dbt_manifest.exists():
        return {}
    nodes = json.loads(dbt_manifest.read_text("utf-8"))["nodes"].values()
    return {
        node["alias"]: Description(
            text=node["description"].strip(),
            columns={c["name"]: c["description"].strip() for c in node["columns"].values()},
            questions=node.get("config", {}).get("meta", {}).get("questions", []),
        )
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == MARTS
    }


def contract_json(
    version: str, tables: Mapping[str, list[Column]], said: Mapping[str, Description]
) -> str:
    """The contract as it stands in `contract.json`."""
    nothing = Description()
    body = {
        "version": version,
        "schema": MARTS,
        "tables": {
            name: {
                "description": said.get(name, nothing).text,
                "questions": list(said.get(name, nothing).questions),
                "columns": [
                    {
                        "name": column.name,
                        "type": column.type,
                        "description": said.get(name, nothing).columns.get(column.name, ""),
                    }
                    for column in columns
                ],
            }
            for name, columns in tables.items()
        },
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
