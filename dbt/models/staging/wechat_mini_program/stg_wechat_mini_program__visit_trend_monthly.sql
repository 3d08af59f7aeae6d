{{ visit_trend('visit_trend_monthly', 'month_start_date', "concat(record.ref_date, '01')") }}
