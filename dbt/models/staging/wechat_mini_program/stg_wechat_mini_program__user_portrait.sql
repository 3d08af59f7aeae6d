{{ user_portrait('user_portrait') }}
