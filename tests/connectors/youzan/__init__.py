"""Tests of the Youzan connector."""
