"""Who really is who: the labelled answers of the made-up world, as Parquet, for evaluation only.

What belongs here: tables that a test or a benchmark compares the pipeline's results with. What does
not: anything the pipeline may read.

Everything is as of a clock and limited to what had become visible somewhere by then. "Visible" is
meant for an observer who arrives at the clock: the official account shows unionids of present
followers only, the daily logs and the shop keep everything. Times are naive UTC, money is fen, a
person is a number without meaning.

`identifiers` has one row per person and identifier. A value that several people share (`owners` >
1) stands there once per person; one that is nobody's (a clerk's phone, a placeholder, a slip) has
no person. Pairs of identifiers should be compared over the rows with a person and `owners` = 1.
`hard_case` names what makes an identifier hard to place (see `truth.identifiers.CASES`).
"""

from sandbox.truth.write import truth_tables, write_truth

__all__ = ["truth_tables", "write_truth"]
