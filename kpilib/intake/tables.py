"""Small tables that several readers make in the same way."""

from datetime import date

import pandas as pd

from kpilib.schema import TABLES


def day(value: date) -> pd.Timestamp:
    """A calendar day as schema keeps it: midnight without zone."""
    return pd.Timestamp(value)


def coverage(table_name: str, source: str, covers: tuple[date, date] | None) -> dict[str, pd.DataFrame]:
    """Table `coverage` with one row, or nothing where the days are not stated. Both days INCLUDED."""
    if covers is None:
        return {}
    row = {
        "table_name": [table_name],
        "source": [source],
        "starts_on": [day(covers[0])],
        "ends_on": [day(covers[1])],
    }
    return {"coverage": pd.DataFrame(row)}


def ads_table(
    source: str, days: pd.DataFrame, campaign: pd.Series, currency: pd.Series, measures: pd.DataFrame
) -> pd.DataFrame:
    """Table `ads`: rows of `days` (`starts_on`, `ends_on`) with their measures; others are missing."""
    rows = days.assign(source=source, campaign=campaign, currency=currency)
    return rows.join(measures).reindex(columns=list(TABLES["ads"].columns))


def posts_table(source: str, posts: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Table `posts`: rows with their measures; what the export does not state is missing."""
    rows = posts.assign(source=source, network=source).join(measures)
    return rows.reindex(columns=list(TABLES["posts"].columns))


def emails_table(source: str, campaigns: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Table `emails`: campaigns with their measures; what the export does not state is missing."""
    rows = campaigns.assign(source=source).join(measures)
    return rows.reindex(columns=list(TABLES["emails"].columns))
