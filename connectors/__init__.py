"""One package per platform that a brand's customers leave traces on.

Every sub-package except ``core`` is a connector: it exposes ``Settings`` and ``connect`` and runs
alone with ``python -m connectors.<source>``. A connector that is added here is found by its
presence; nothing lists it. What does not belong here: storage, orchestration and SQL.
"""
