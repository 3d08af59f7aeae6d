"""The account's callback: takes what WeChat pushes and keeps it until the landing has it.

`door` decides who may come in and opens what they bring, `store` keeps it, `keeper` makes many
deliveries durable in one step, `app` and `server` answer over HTTP. Which stream a push belongs to
is decided in `connectors.wechat_official_account.pushes`, and landing it is the streams' business.
"""
