"""Tests of the benchmarks' own results: what is measured fast must be right."""
