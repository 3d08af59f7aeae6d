"""Identity from outside dbt: people's decisions, plans of other rules, and measured accuracy.

The rules themselves and everything that follows from them are SQL, in `dbt/`. How an answer looks
on a terminal is the command line's business.
"""
