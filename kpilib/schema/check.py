"""One check for each tidy table."""

from functools import lru_cache

import pandas as pd

from kpilib.errors import DataError
from kpilib.schema.columns import Column
from kpilib.schema.tables import TABLES


def empty_table(name: str) -> pd.DataFrame:
    """An empty table with the declared columns and types."""
    columns = TABLES[name].columns
    return pd.DataFrame({column: pd.Series(dtype=c.dtype) for column, c in columns.items()})


def check_table(name: str, table: pd.DataFrame, where: str) -> pd.DataFrame:
    """The table with declared columns, order and types; anything else is an error.

    Parameters
    ----------
    name : str
        One of `TABLES`.
    table : DataFrame
        Rows to check; not changed.
    where : str
        File the rows came from, for the message.

    Returns
    -------
    DataFrame
        A new table with exactly the declared columns.

    Raises
    ------
    DataError
        A column is missing, empty where it must not be, or holds a value that is not allowed.
        The message counts the rows and names the first, never a value of a person.
    """
    from pandera.errors import SchemaErrors

    declared = TABLES[name].columns
    for column in declared:
        if column not in table.columns:
            raise DataError(
                f"{where}: {name}.{column}", "the column is missing", "it", "Export the file again."
            )
    typed = pd.DataFrame(
        {c: _as_type(table[c], spec, f"{where}: {name}.{c}") for c, spec in declared.items()}
    )
    try:
        return _pandera_schema(name).validate(typed, lazy=True)
    except SchemaErrors as error:
        raise _data_error(name, typed, error.failure_cases, where) from error


def _as_type(values: pd.Series, spec: Column, where: str) -> pd.Series:
    if values.isna().all():
        # A column of nothing but missing values carries no type that could be cast.
        values = pd.Series([None] * len(values), dtype="object")
    try:
        typed: pd.Series = values.reset_index(drop=True).astype(spec.dtype)  # type: ignore[call-overload]
        return typed
    except (ValueError, TypeError) as error:
        raise DataError(where, f"values that are no {spec.dtype}", spec.dtype, "Correct them.") from error


@lru_cache
def _pandera_schema(name: str):  # type: ignore[no-untyped-def]
    import pandera.pandas as pa

    def column(spec: Column) -> pa.Column:
        checks = [pa.Check.isin(spec.allowed)] if spec.allowed else []
        checks += [pa.Check.ge(spec.lower)] if spec.lower is not None else []
        return pa.Column(spec.dtype, checks=checks, nullable=spec.nullable)

    return pa.DataFrameSchema({n: column(c) for n, c in TABLES[name].columns.items()}, strict=True)


def _data_error(name: str, table: pd.DataFrame, failures: pd.DataFrame, where: str) -> DataError:
    first = failures.iloc[0]
    same = failures[(failures["column"] == first["column"]) & (failures["check"] == first["check"])]
    spec = TABLES[name].columns[str(first["column"])]
    if first["check"] == "not_nullable":
        found, expected = "are empty", "none"
    elif spec.allowed:
        found, expected = "hold another word", "one of " + ", ".join(spec.allowed)
    else:
        found, expected = f"are below {spec.lower:g}", f"{spec.lower:g} or more"
    row = int(first["index"]) + 1
    return DataError(
        f"{where}: {name}.{first['column']}",
        f"{len(same)} of {len(table)} rows {found}",
        f"{expected}; first at row {row}",
        "Correct the rows in the source system and export again.",
    )
