"""What is expected of landed records, one module a source: `SUITES` maps streams to suites.

A module declares; it imports neither Great Expectations nor the connector. Keys that are unique,
relationships and sums are not declared here: they are dbt's tests.
"""
