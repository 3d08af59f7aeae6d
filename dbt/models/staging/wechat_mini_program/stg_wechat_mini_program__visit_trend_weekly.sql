{{ visit_trend('visit_trend_weekly', 'week_start_date') }}
