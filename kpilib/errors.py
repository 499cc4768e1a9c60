"""Whose problem it is, and what to do about it.

Every message has one shape: **where: found, expected. What to do.** Counts and the first
offender stand in it, personal data never.
"""


class KpiError(Exception):
    """Base of all errors that a user can mend.

    Parameters
    ----------
    where : str
        File, line, column or argument, as the user knows it.
    found : str
        What was there.
    expected : str
        What the rule asks for.
    remedy : str
        What to do, a whole sentence.
    """

    def __init__(self, where: str, found: str, expected: str, remedy: str) -> None:
        super().__init__(f"{where}: {found}, expected {expected}. {remedy}")
        self.where, self.found, self.expected, self.remedy = where, found, expected, remedy

    def __reduce__(self) -> tuple[type["KpiError"], tuple[str, str, str, str]]:
        # Exceptions cross process borders in a batch; the default would call us with one argument.
        return type(self), (self.where, self.found, self.expected, self.remedy)


class DataError(KpiError):
    """An export or a table is not what it should be."""


class ParamsError(KpiError):
    """A params file, an option or an argument is not what it should be."""


class NoEventError(ParamsError):
    """The export of a session, and no event that it belongs to."""


class EstimationError(KpiError):
    """An estimator was asked for something that its data cannot give."""


class ReportError(KpiError):
    """A notebook or a page could not be made."""
