"""The operators' report: one HTML file about the published version, readable without a network.

`figures`, `members` and `evidence` read the version; `charts`, `graph`, `tables` and `page` draw
it; `words` names codes in Chinese and English. Nothing here defines a number: rates come from the
marts, and what is not published is not shown.
"""

from member_center.serving.report.write import REPORT_FILE, write_report

__all__ = ["REPORT_FILE", "write_report"]
