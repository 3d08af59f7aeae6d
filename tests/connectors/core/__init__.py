"""Tests of `connectors.core`."""
