"""Fits the value models to all buyers; the mathematics lies in member_center.value."""

import pandas as pd

from member_center.value.forecast import Settings, fit_models


def model(dbt, _session):
    """The fitted models, one row each per period."""
    asked = dbt.ref("int_value_settings").df()
    histories = dbt.ref("int_value_histories").df()
    settings = Settings(**asked.iloc[0].to_dict())
    return pd.DataFrame(fit_models(histories, settings))
