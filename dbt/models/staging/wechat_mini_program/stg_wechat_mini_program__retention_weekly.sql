{{ retention('retention_weekly', 'week_start_date', 'weeks_later') }}
