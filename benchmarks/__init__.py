"""Measurements of speed and memory, each a program: `python -m benchmarks.<name>`.

A benchmark prints CPU seconds, wall seconds and peak memory, together with the load of the machine,
and compares within one run. Correctness belongs to `tests/`.
"""
