"""Writing the report: read the current version, draw the page, put it in place in one step."""

from __future__ import annotations

import os
from pathlib import Path

from member_center.serving.report.page import page
from member_center.serving.report.reader import open_current

REPORT_FILE = "index.html"


def write_report(serving_dir: Path, reports_dir: Path) -> Path:
    """Write the report on the version that readers get now.

    Args:
        serving_dir: The home's `serving/`.
        reports_dir: The home's `reports/`; made when missing.

    Returns:
        The file. It opens without a network, and replaces an earlier one in one step.

    Raises:
        ServingError: Nothing is published yet, or the version has no readable manifest.
    """
    with open_current(serving_dir) as reader:
        text = page(reader)
    reports_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = reports_dir / f".{REPORT_FILE}-{os.getpid()}"
    draft.write_text(text, "utf-8")
    return draft.replace(reports_dir / REPORT_FILE)
