{{ user_portrait('user_portrait_7d', 'last_date') }}
