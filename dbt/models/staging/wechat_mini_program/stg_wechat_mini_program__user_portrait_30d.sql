{{ user_portrait('user_portrait_30d', 'last_date') }}
