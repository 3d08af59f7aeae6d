{{ retention(
    'retention_monthly', 'month_start_date', 'months_later', "concat(record.ref_date, '01')"
) }}
