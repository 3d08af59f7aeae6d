"""What every buyer is expected to do; the mathematics lies in member_center.value."""

import pandas as pd

from member_center.value.forecast import Settings, forecast


def model(dbt, _session):
    """The forecast, one row per buyer."""
    asked = dbt.ref("int_value_settings").df()
    histories = dbt.ref("int_value_histories").df()
    fits = dbt.ref("int_value_model").df()
    settings = Settings(**asked.iloc[0].to_dict())
    found = forecast(histories, fits.to_dict("records"), settings)
    return pd.DataFrame({"one_id": histories["one_id"], **found})
