"""Tests of the dbt project: its rules, its staging, its identity and its marts."""
