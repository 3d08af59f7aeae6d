"""Tests of the account's callback."""
