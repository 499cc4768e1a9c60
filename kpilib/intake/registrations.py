"""Table `registrations`: approval in schema's words, days, the answer to the challenge question."""

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import texts
from kpilib.intake.challenge import are_meaningful, challenge_column
from kpilib.intake.files import Grid
from kpilib.intake.headers import fold
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.times import Times, check_dates, days_in

# The words of approval reports, of registration forms and of tickets, folded.
_STATUSES = {
    "approved": "approved|aprobado|aprobada|hyvaksytty|registered|inscrito|inscrita|registrado|registrada|"
    "registriert|angemeldet|ilmoittautunut|rekisteroitynyt|attending|checked in|asistira|participara|"
    "nimmt teil|osallistuu|check-in realizado|registro de entrada realizado|eingecheckt|saapunut",
    "upgraded": "upgraded|upgraded to panelist|ascendido a panelista|actualizado a panelista|"
    "promovido a panelista",
    "pending": "pending|pending approval|waitlisted|on waitlist|pendiente|pendiente de aprobacion|"
    "en lista de espera|pendente|ausstehend|odottaa",
    "denied": "denied|declined|rejected|denegado|denegada|rechazado|rechazada|rejeitado|rejeitada|"
    "abgelehnt|hylatty",
    "cancelled": "cancelled|canceled|cancelled by registrant|cancelado|cancelada|peruttu|storniert|"
    "not attending|refunded|deleted|no asistira|reembolsado|reembolsada|eliminado|eliminada|"
    "nao participara|excluido|excluida|nimmt nicht teil|erstattet|geloscht|ei osallistu|hyvitetty|poistettu",
}
STATUS_OF = {label: status for status, labels in _STATUSES.items() for label in labels.split("|")}
NOTHING = ("", "--", "-", "na", "n/a")


def filled(cells: pd.Series) -> pd.Series:
    """Whether a cell holds something."""
    return ~cells.str.casefold().isin(NOTHING)


def is_cancelled(cells: pd.Series) -> pd.Series:
    """Rows whose status says that the registration was taken back."""
    return cells.map(fold).map(STATUS_OF) == "cancelled"


def read_statuses(cells: pd.Series, where: str, notes: Notes, title: str = "Approval Status") -> pd.Series:
    """Approval statuses in schema's words; a blank one counts as approved and is said.

    Raises
    ------
    DataError
        A status not known here.
    """
    folded = cells.map(fold).astype("str")
    blank = folded.isin(NOTHING)
    unknown = ~blank & ~folded.isin(list(STATUS_OF))
    if unknown.any():
        raise DataError(
            f"{where}: column {title}",
            f"{int(unknown.sum())} of {len(cells)} cells with another word",
            f"one of {', '.join(_STATUSES)}; first at row {int(cells.index[unknown][0]) + 1}",
            "Export again; columns may have been shifted.",
        )
    notes.warn_count("status_missing", int(blank.sum()))
    return folded.map(STATUS_OF).where(~blank, "approved").astype("str")


def registrations(
    rows: pd.DataFrame, others: pd.DataFrame, people: pd.Series, times: Times, reading: Reading,
    grid: Grid, notes: Notes, masked: Masker,
    titles: tuple[str, str] = ("Registration Time", "Approval Status"),
) -> tuple[pd.DataFrame, str | None]:  # fmt: skip
    """Table `registrations` of rows that are registrations, and the column that asks for the challenge.

    `titles`: the headers of the time and of the status, for messages.
    """
    text = texts(rows, ("registered", "status", "source"))
    instants = times.instants(text["registered"], notes)
    check_dates(text["registered"], instants, grid.name, titles[0], notes)
    question, n_questions = challenge_column(others)
    if n_questions > 1:
        notes.warn("several_columns", n=n_questions, what="challenge question", column=question)
    answers = others.loc[rows.index, question] if question else pd.Series("", index=rows.index, dtype="str")
    challenge = masked.mask_all(answers.where(filled(answers), ""))
    table = pd.DataFrame(
        {
            "event_id": pd.Series(reading.event_id, index=rows.index, dtype="str"),
            "person_id": people,
            "registered_at": instants,
            "registered_on": days_in(instants, reading.organisation_timezone),
            "status": read_statuses(text["status"], grid.name, notes, titles[1]),
            "is_challenge_asked": question is not None,
            "challenge": challenge,
            "is_qualified": are_meaningful(challenge, dict(reading.challenge_decisions)),
            # A source is the organiser's word for a link; names in it are no registrant's.
            "source": Masker([]).mask_all(text["source"].where(filled(text["source"]), "")),
        }
    )
    return table, question


def registration_totals(table: pd.DataFrame) -> dict[str, float]:
    """People, not rows; those approved only. Answers only where the challenge was asked."""
    approved = table[table["status"].isin(["approved", "upgraded"])]
    people = approved["person_id"]
    totals: dict[str, float] = {
        "registrants": people.nunique(),
        "registrants_not_approved": len(set(table["person_id"]) - set(people)),
    }
    # Where nobody was asked, nothing is known of answers: that is not 0.
    if table.empty or table["is_challenge_asked"].any():
        totals["challenge_nonblank"] = people[approved["challenge"].notna()].nunique()
        totals["qualified"] = people[approved["is_qualified"]].nunique()
    return totals
