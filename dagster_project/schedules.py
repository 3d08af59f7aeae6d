"""Schedules: when jobs run by the clock."""

from __future__ import annotations

import dagster as dg

from dagster_project.jobs import daily_refresh

# The platforms' figures of yesterday are promised for 08:00; half an hour later they are there.
daily_schedule = dg.ScheduleDefinition(
    name="daily_at_half_past_eight",
    job=daily_refresh,
    cron_schedule="30 8 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning at 08:30 in Shanghai, once the platforms have yesterday's figures.",
)
