"""Fits the value models to all buyers; the mathematics lies in member_center.value."""

import pandas as pd

from member_center.value.forecast import Settings, fit_models


def model(dbt, _session):
    """The fitted models, one row each per period."""
    asked = dbt.ref("int_value_settings").df()
    # Sums of floating-point numbers depend on their order, and so would the last digits of a fit.
    histories = dbt.ref("int_value_histories").df().sort_values("one_id", ignore_index=True)
    settings = Settings(**asked.iloc[0].to_dict())
    return pd.DataFrame(fit_models(histories, settings))
