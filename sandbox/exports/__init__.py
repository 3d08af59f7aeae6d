"""The offline files of the made-up brand, as dirty as tills and member systems hand them over.

Four systems serve different stores, each with its own format, labels and habits; every card and
every ticket line up to the clock stands in at least one row that can be read. Rows that cannot be
read are extra copies, and the summary names them. Nothing is invented here: cards and tickets are
those of `sandbox.world`.

- `deliver.py` decides which files there are; `systems.py` which store uses which system.
- `members.py`, `sales.py`, `ledgers.py`, `payments.py`, `youzan.py` and `surveys.py` turn rows of
  the world into columns of values; `further.py` decides which files of the last four there are.
- `spelling.py` writes single values in the ways people and programs write them.
- `delimited.py` and `workbook.py` write files; `oddities.py` those that hold no list.
"""

from sandbox.exports.deliver import write_exports
from sandbox.exports.summary import ExportFile, ExportSummary

__all__ = ["ExportFile", "ExportSummary", "write_exports"]
