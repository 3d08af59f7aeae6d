"""Tests of the offline intake. Every person and phone in here is made up."""
