"""All of `mdc identity` under one name: the questions, and the decisions that answer them."""

from __future__ import annotations

from member_center.cli.identity import identity_app
from member_center.cli.identity_decide import accept, link, nobody, unmerge
from member_center.cli.identity_decisions import decisions, withdraw
from member_center.cli.identity_plan import plan

__all__ = ["identity_app"]

for decide in (link, unmerge, nobody, withdraw, accept, decisions, plan):
    identity_app.command()(decide)
