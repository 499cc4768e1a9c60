"""Tables of attention: advertising and the website."""

from kpilib.schema.columns import COUNT_OR_MONEY, DAY, UNKNOWN_NUMBER, UNKNOWN_TEXT, Column, Table, text

TABLES: dict[str, Table] = {
    "ads": Table(
        "one campaign over one range of days, first and last included",
        {
            "source": text(),
            "campaign": text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
            "cost": COUNT_OR_MONEY,
            "currency": UNKNOWN_TEXT,
            "impressions": COUNT_OR_MONEY,
            "clicks": COUNT_OR_MONEY,
            "conversions": COUNT_OR_MONEY,
        },
        ("campaign", "starts_on"),
    ),
    "web": Table(
        "one measure of one member of a dimension in one web report, over its range of days",
        {
            "source": text(),
            "report": text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
            "dimension": text(),
            "member": text(),
            "measure": text(),
            "value": UNKNOWN_NUMBER,
        },
        ("report", "starts_on", "dimension", "member"),
    ),
}
