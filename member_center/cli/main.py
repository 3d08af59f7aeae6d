"""The root of `mdc`: which commands there are. What they do is in the module of their name."""

from __future__ import annotations

import typer

from member_center.cli.audience import audience_app
from member_center.cli.callback import callback_app
from member_center.cli.demo import demo
from member_center.cli.dev import dev
from member_center.cli.identity import identity_app
from member_center.cli.identity_decide import accept, link, nobody, unmerge
from member_center.cli.identity_decisions import decisions, withdraw
from member_center.cli.identity_plan import plan
from member_center.cli.init import init
from member_center.cli.intake import intake_app
from member_center.cli.landing import landing_app
from member_center.cli.pull import pull
from member_center.cli.quarantine import quarantine_app
from member_center.cli.reconcile import reconcile
from member_center.cli.report import report
from member_center.cli.run import run
from member_center.cli.sandbox import sandbox_app
from member_center.cli.serving import serving_app
from member_center.cli.streams import streams

app = typer.Typer(
    name="mdc",
    help="Member data center: pull, unify, check and publish a brand's members.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for command in (init, demo, dev, run, pull, streams, report, reconcile):
    app.command()(command)
for decide in (link, unmerge, nobody, withdraw, accept, decisions, plan):
    identity_app.command()(decide)
app.add_typer(audience_app, name="audience")
app.add_typer(intake_app, name="intake")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(landing_app, name="landing")
app.add_typer(serving_app, name="serving")
app.add_typer(identity_app, name="identity")
app.add_typer(callback_app, name="callback")
app.add_typer(sandbox_app, name="sandbox")

if __name__ == "__main__":
    app()
