"""What is expected of any statistic: each row names its day, and counts are counted from 0."""

from __future__ import annotations

from dagster_project.checks.suite import NATURAL_NUMBER, Suite, looks_like

DAY_FORM = r"^20[0-9]{2}-?[01][0-9](-?[0-3][0-9])?(-20[0-9]{6})?$"
API_PATH = r"^/[A-Za-z0-9_/.-]+$"


def figures(count: str, says: str, day: str = "ref_date") -> Suite:
    """Expect a well-written day and one count; rows without day or key never land.

    Args:
        count: Path of the count below the payload, such as ``detail.read_user``.
        says: What is counted, as a sentence.
        day: Field that names the day.
    """
    return Suite(
        {"day": f"$.{day}", "figure": f"$.{count}"},
        {
            "day_form": looks_like(
                "day", DAY_FORM, "The day is written as the platform writes days."
            ),
            "figure_not_negative": looks_like("figure", NATURAL_NUMBER, says, is_blocking=False),
        },
    )


def whole_answers(first_figure: str) -> Suite:
    """Expect of an answer that lands whole that it holds figures at all."""
    return Suite(
        {"day": "$.ref_date", "figure": f"$.{first_figure}"},
        {
            "day_form": looks_like("day", DAY_FORM, "The period is written as the platform does."),
            "figure_not_negative": looks_like(
                "figure", NATURAL_NUMBER, "Visitors are counted from 0.", is_blocking=False
            ),
        },
    )


def quotas() -> Suite:
    """Expect of a quota that it names its API and counts calls."""
    return Suite(
        {"path": "$.cgi_path", "used": "$.quota.used"},
        {
            "path_form": looks_like("path", API_PATH, "Every quota is that of an API."),
            "used_not_negative": looks_like(
                "used", NATURAL_NUMBER, "Calls are counted from 0.", is_blocking=False
            ),
        },
    )
