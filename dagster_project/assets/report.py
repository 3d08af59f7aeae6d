"""The operators' report, written anew after every publish.

What it shows and how is `member_center.serving.report`'s work.
"""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from dagster_project.failures import told_plainly
from dagster_project.keys import REPORT_KEY, SERVING_GROUP
from dagster_project.resources import Home


def report_asset(published: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset of the report.

    Args:
        published: Keys of the published tables, which it reads.
    """

    @dg.asset(
        key=REPORT_KEY,
        deps=list(published),
        group_name=SERVING_GROUP,
        kinds={"html"},
        description="The report on the published version: one HTML file that opens offline.",
    )
    def report(home: Home) -> dg.MaterializeResult[None]:
        # Loading plotly takes a second, which nobody should wait for who only loads definitions.
        from member_center.serving.report import write_report

        runtime = home.runtime
        with told_plainly("Writing the report"):
            file = write_report(runtime.serving_dir, runtime.home / "reports")
        return dg.MaterializeResult(metadata={"file": dg.MetadataValue.path(file)})

    return report
