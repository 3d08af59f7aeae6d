"""The member data center: landing, privacy at the edge, serving, and the ``mdc`` command.

Each sub-package is one room with one job; this file holds no code. Nothing here (but for ``cli``)
knows the orchestrator, and no platform API is called from here: that is what connectors do.
"""
