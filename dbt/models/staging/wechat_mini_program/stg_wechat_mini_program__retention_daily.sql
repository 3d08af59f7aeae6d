{{ retention('retention_daily', 'ref_date', 'days_later') }}
