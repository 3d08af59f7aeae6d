"""The page of questions says what the models' YAML says."""

from __future__ import annotations

from pathlib import Path

import yaml

from member_center.transform.project import REPOSITORY
from member_center.transform.questions import PAGE, questions_page

MARTS = REPOSITORY / "dbt" / "models" / "marts"


def test_every_public_table_says_what_it_answers() -> None:
    silent = [
        model["name"]
        for file in MARTS.rglob("*.yml")
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", [])
        if not model["config"].get("meta", {}).get("questions")
    ]
    assert silent == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == questions_page(MARTS), "run `make docs`"


def test_a_question_stands_under_its_table(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    (folder / "fct_orders.yml").write_text(
        """
models:
  - name: fct_orders
    description: One row per order.
    config:
      meta:
        questions:
          - en: How many?
            zh: 多少？
            sql: select count(*) from marts.fct_orders
""",
        "utf-8",
    )
    page = questions_page(tmp_path)
    assert "## orders\n\n### `fct_orders`\n\nOne row per order.\n\nHow many? 多少？\n" in page
    assert "```sql\nselect count(*) from marts.fct_orders\n```" in page
    assert "* 多少？ How many? [`fct_orders`](#fct_orders)\n" in page, "the index leads there"
