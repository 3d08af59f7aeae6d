"""Orchestration: what runs, in which order, how often, and what the operator sees of it.

One module a Dagster concept. They call the rooms (`connectors`, `member_center`, `dbt`) and hold
no platform logic and no SQL. Importing this package has no side effect; `definitions` has one: it
prepares dbt's manifest when it is missing or stale.
"""
