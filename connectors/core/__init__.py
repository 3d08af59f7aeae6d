"""What all connectors share: the stream protocol, HTTP, retry, paging, tokens and quotas.

One job a module. Nothing in here knows a single platform's streams, and nothing in here imports
the rest of the project.
"""
