"""Whatever a file holds, nothing but a `KpiError` leaves the reader, and the reader itself foresaw it."""

import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_intake_variants import own_cases
from variants import FORMS, Case, outcome, saved

from kpilib.cli import main
from kpilib.errors import KpiError
from kpilib.intake import UNFORESEEN, FileReport

CASES = own_cases()
ODD_CELLS = (
    "", "--", "-1", "0", "NaN", "inf", "1e400", "9" * 400, "1.234.567", "12,5", "99/99/9999", "31/02/2026", "0001-01-01",
    "9999-12-31 23:59:59", "2026-05-19 24:00", "05/19/2026 13:00:00 PM", "2026-05-19T10:00:00+99:99", "²", "١٢", "x" * 70_000,
    "a@b", "@", "(", "=1+1", "\x00", "\ufeff", "\u202e", "\U0001f600", "Total", "#", '"', "'", "\\", "\n", "null", "{}",
    "1h 99m", "9999999999h", "-5 mins", "10 - ", "Attended", "Joined",
)  # fmt: skip
Damage = Callable[[bytes, random.Random], bytes]


def cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def bytes_changed(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(changed))] = dice.choice((0, 9, 10, 13, 34, 44, 59, 65, 128, 195, 255))
    return bytes(changed)


def bytes_inserted(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    part = dice.choice(
        (
            b"\x00",
            b'"',
            b"\n",
            b"\r",
            b",,,",
            b"\xff\xfe",
            "ñ".encode("cp850"),
            "ñ".encode("utf-16"),
            b"x" * 200_000,
        )
    )
    return content[:at] + part + content[at:]


def bytes_taken(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + content[at + dice.randint(1, 40) :]


def doubled(content: bytes, dice: random.Random) -> bytes:
    return content + content[dice.randrange(len(content)) :]


def encodings_mixed(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + content[at:].decode("utf-8", "replace").encode(
        dice.choice(("utf-16", "cp1252", "cp850")), "replace"
    )


DAMAGES: tuple[Damage, ...] = (cut, bytes_changed, bytes_inserted, bytes_taken, doubled, encodings_mixed)


def grid_damaged(rows: list[list[str]], dice: random.Random) -> list[list[str]]:
    """A few cells, rows or columns of a grid changed."""
    changed = [list(row) for row in rows]
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(changed))
        row = changed[at]
        kind = dice.randrange(7)
        if kind == 0:
            changed.insert(at, [dice.choice(ODD_CELLS) for _ in range(dice.randint(0, 14))])
        elif kind == 1:
            changed.insert(at, list(dice.choice(changed)))
        elif kind == 2 and len(changed) > 1:
            del changed[at]
        elif kind == 3 and row:
            del row[dice.randrange(len(row))]
        elif kind == 4:
            dice.shuffle(row)
        elif row:
            row[dice.randrange(len(row))] = dice.choice(ODD_CELLS)
    return changed


# People of the samples: whatever is said of a file, it is not about them.
PERSONAL = re.compile(r"peñalver|järvinen|okafor|íñigo|\w@example|34911|600112233", re.IGNORECASE)


def check_foreseen(content: bytes, case: Case, folder: Path) -> None:
    result = outcome(content, folder, case.reading)
    assert isinstance(result, FileReport | KpiError)
    told = str(result) if isinstance(result, KpiError) else str(result.to_dict())
    assert not PERSONAL.search(told), told
    if isinstance(result, KpiError):
        assert UNFORESEEN not in str(result), repr(result.__cause__)
        assert (result.where, result.found, result.expected, result.remedy).count("") == 0


FACTOR = int(os.environ.get("KPI_FUZZ", "1"))


def tries(n: int) -> settings:
    """`KPI_FUZZ` times as many examples; the folder of one test may hold the files of all of them."""
    return settings(max_examples=n * FACTOR, suppress_health_check=[HealthCheck.function_scoped_fixture])


cases, seeds = st.sampled_from(CASES), st.integers(0, 1 << 30)


@tries(100)
@given(
    case=cases,
    damages=st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=3),
    form=st.integers(0, len(FORMS) - 1),
    seed=seeds,
)
def test_damaged_bytes(case: Case, damages: list[Damage], form: int, seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    content = case.content(("unchanged",), form if case.is_encodable(form) else 0, seed)
    for damage in damages:
        content = damage(content, dice) if content else content
    check_foreseen(content, case, tmp_path)


@tries(130)
@given(
    case=st.sampled_from([case for case in CASES if case.rows]),
    form=st.integers(0, len(FORMS) - 1),
    seed=seeds,
)
def test_damaged_grids(case: Case, form: int, seed: int, tmp_path: Path) -> None:
    rows = grid_damaged(case.rows, random.Random(seed))
    encoding, delimiter, line_end = FORMS[form]
    content = saved(rows, "utf-8", delimiter, line_end).decode().encode(encoding, "replace")
    check_foreseen(content, case, tmp_path)


@tries(40)
@given(content=st.binary(max_size=400), case=cases)
def test_any_bytes(content: bytes, case: Case, tmp_path: Path) -> None:
    check_foreseen(content, case, tmp_path)


@tries(40)
@given(
    rows=st.lists(st.lists(st.text(max_size=12), max_size=6), min_size=1, max_size=5),
    case=st.sampled_from(CASES[:46]),
)
def test_any_text_below_a_header(rows: list[list[str]], case: Case, tmp_path: Path) -> None:
    """Only the header is an export's."""
    head = case.rows[: 1 + max(range(len(case.rows)), key=lambda i: len([c for c in case.rows[i] if c]))]
    check_foreseen(saved([*head, *rows], "utf-8", ",", "\n"), case, tmp_path)


LINES = (
    "{", "{}", "[]", "null", '{"a":1}', '{"event_date":{}}', '{"event_name":[{"key":"a","value":{"int_value":1}}]}',
    '{"user_pseudo_id":"\\ud800"}', '{"event_timestamp":1e400}', '{"event_timestamp":' + "9" * 5000 + "}",
    '{"a":' * 2000 + "1" + "}" * 2000, '{"event_date":"99999999"}', '{"ecommerce":{"purchase_revenue":"x"}}',
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_odd_lines_of_json(line: str, tmp_path: Path) -> None:
    case = next(c for c in CASES if c.lines)
    for lines in ([line], [*case.lines, line], [line, *case.lines]):
        check_foreseen(("\n".join(lines) + "\n").encode(), case, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_header_alone_and_half_a_header(case: Case, tmp_path: Path) -> None:
    if not case.rows:
        return
    widest = max(range(len(case.rows)), key=lambda i: len([c for c in case.rows[i] if c]))
    for rows in (
        case.rows[: widest + 1],
        [case.rows[widest]],
        [case.rows[widest][: len(case.rows[widest]) // 2]],
    ):
        check_foreseen(saved(rows, "utf-8", ",", "\n"), case, tmp_path)


def test_a_fault_of_a_reader_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kpilib.intake._extract", fail)
    assert str(outcome(b"a,b\n", tmp_path, CASES[0].reading)) == (
        "export.csv: content that its reader did not foresee (ZeroDivisionError), expected rows and columns as the "
        "tool exports them. Export it again as downloaded; if that does not help, report what stands in its header."
    )


def test_the_command_shows_no_traceback(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    path, dice = workspace / "odd.csv", random.Random(3)
    for case in CASES:
        path.write_bytes(dice.choice(DAMAGES)(case.content(("unchanged",), 0, 0), dice))
        monkeypatch.setattr("sys.argv", ["kpi", "intake", str(path), "--event", "E3", "--dry-run", "--json"])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        if left.value.code:
            assert (left.value.code, told.out) == (2, ""), case.name
            assert told.err.startswith("kpi: "), case.name
            assert "expected" in told.err, case.name
        else:
            assert json.loads(told.out)["files"][0]["file"] == "odd.csv"
