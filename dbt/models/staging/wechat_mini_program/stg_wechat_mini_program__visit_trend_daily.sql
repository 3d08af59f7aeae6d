{{ visit_trend('visit_trend_daily', 'ref_date') }}
