"""Tests of the connectors; folders mirror the packages."""
