"""Checks on what has just landed, before anything is built from it.

Great Expectations owns the raw edge: formats, null shares, ranges, and that no clear personal data
slipped through. Keys, relationships and sums are dbt's tests. One rule stands in one place only.
"""
