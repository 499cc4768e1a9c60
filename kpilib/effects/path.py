"""Observed against counterfactual, day by day, for charts."""
import pandas as pd
def daily_path(series, model, total, level):
    return pd.DataFrame()
