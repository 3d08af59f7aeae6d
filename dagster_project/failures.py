"""How an error of a room becomes a failure in Dagster: redacted, with its next step, once.

Dagster stores an exception's text and its whole chain of causes in its event log. So nothing may
reach it that has not been redacted, and no retry may repeat what a retry cannot mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from member_center.privacy.redact import redact


@contextmanager
def told_plainly(what: str) -> Iterator[None]:
    """Turn any error inside the block into a failure that may be stored and shown.

    Args:
        what: What was being done, such as `Landing wechat_shop/orders`.

    Raises:
        dagster.Failure: Without the original in its chain, and never retried.
    """
    try:
        yield
    except (dg.Failure, dg.RetryRequested):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not be stored unredacted
        text = redact(f"{what} failed: {type(error).__name__}: {error}")
        raise dg.Failure(description=text, allow_retries=False) from None
