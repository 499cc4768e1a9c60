"""What changed between two reviews as people read it: sentences, the page, which reviews are meant, errors."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from review_sample import row_of, sample_record
from test_diff import EVENT, MARKS, PARAMETERS, moved, other, record, with_origin
from test_figures import Reader, read_back
from typer.testing import CliRunner

from kpilib.cli import diff
from kpilib.cli.app import app
from kpilib.errors import KpiError
from kpilib.figures import diff_lines, render_diff
from kpilib.params import read_workspace
from kpilib.publish import compare
from kpilib.publish.compared import read_record
from kpilib.publish.earlier import earlier_records, keep_replaced
from kpilib.review import Review
from kpilib.review.diff import compare_records
from kpilib.review.files import write_atomically

LANGUAGES = ("es", "fi", "en")
assert diff  # adds its call to the command


def everything() -> dict[str, Any]:
    """A pair in which every cause is at work."""
    after = moved(version=2)
    row_of(after, "attendance_rate").update({"value": 0.3812, "lower": 0.3351})
    row_of(after, "cost")["currency"] = "USD"
    row_of(after, "leads").update({"value": None, "zone": "unknown"})
    after["effect"]["effect"] += 0.25
    origins = {
        "data_sha256": "x",
        "exports": MARKS | {f"{EVENT}/registration.csv": "b", "_shared/ads.csv": "n", "E1/": "b"},
        "parameters": PARAMETERS
        | {"facts.goals.registrations": None, "facts.costs": "sha256:b", "workspace.window_days": 30},
        "params_files": {"E1.yml": "b", "kpis.yml": "b", "challenges.csv": "b"},
        "kpilib": "9.0",
        "packages": {"numpy": "9"},
    }
    return compare_records(record(as_of="2026-05-28"), with_origin(after, **origins))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", Reader(html).text)


def test_the_causes_are_said_in_full() -> None:
    lines = diff_lines(everything(), "en")
    assert lines[0] == (
        f"Before: Mapas estratégicos en la práctica ({EVENT}) · Data up to 28 May 2026 · Final"
    )
    causes = [line for line in lines if line.startswith("- ")]
    assert "KPIs with another value: Registrations, Attendance rate, Leads, 1 more." in lines
    assert causes[-1].startswith("- Other packages: ")
    assert "numpy — → 9" in causes[-1]
    assert causes[:-1] == [
        "- Another last day of the data: 28 May 2026, then 2 June 2026.",
        f"- Other data. New: _shared/ads.csv; Changed: {EVENT}/registration.csv.",
        "- Other data of other events: E1. They move expected ranges and comparisons.",
        "- Parameter facts.costs has other contents.",
        "- Parameter facts.goals.registrations: 400.0, then not stated.",
        "- Parameter workspace.window_days: 14, then 30.",
        "- The organisation’s own KPIs are defined otherwise (params/kpis.yml).",
        "- Other decisions on borderline answers (params/challenges.csv).",
        "- Other parameters of other events: E1. They move expected ranges and comparisons.",
        "- Another formula: Registrations, version 1, then 2. The two values do not count the same.",
        "- Another version of the kit: 0.1.0, then 9.0.",
    ]


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (
            with_origin(moved(), kpilib="9.0"),
            "Registrations: 412 → 420 (+8; the kit’s version)",
        ),
        (
            with_origin(moved(), kpilib="9.0", python="3.99"),
            "Registrations: 412 → 420 (+8; the kit’s version, package versions: cannot tell which)",
        ),
        (moved(), "Registrations: 412 → 420 (+8; nothing differs: review both again)"),
        (
            with_origin(moved(), parameters=PARAMETERS | {"title": "x"}),
            "Registrations: 412 → 420 (+8; cannot tell which of the differences)",
        ),
        (
            with_origin(moved("attendance_rate", 0.3812), kpilib="9.0"),
            "Attendance rate: 38.11% → 38.12% (+0.01 pp; the kit’s version)",
        ),
        (
            with_origin(moved("cost", 2480.4), kpilib="9.0"),
            "Event cost: €2,480.0 → €2,480.4 (+€0.4; the kit’s version)",
        ),
        (
            with_origin(moved("leads", None), kpilib="9.0"),  # type: ignore[arg-type]
            "Leads: 58 → — (no longer known; the kit’s version)",
        ),
        (
            other(value=0.60, lower=0.55, upper=0.65, xmr=None),
            "Attendance rate: 38% → 60% (+22 pp; more than routine variation)",
        ),
    ],
    ids=["one", "several", "unexplained", "unknown", "a small change", "cents", "lost", "two events"],
)
def test_a_number_is_said_with_its_cause(after: dict[str, Any], line: str) -> None:
    before = record()
    row_of(before, "attendance_rate")["xmr"] = None
    lines = diff_lines(compare_records(before, after), "en")
    assert line in [text.replace("\u00a0", " ") for text in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound_in_each_language(language: str) -> None:
    html = render_diff([everything()], language)
    reader = Reader(html)
    heads = [tag for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert heads[:3] == ["h1", "h2", "h3"]
    assert heads.count("h1") == 1
    assert all(attributes.get("scope") for tag, attributes in reader.tags if tag == "th")
    assert len(reader.ids) == len(set(reader.ids))
    assert not re.search(r"diff\.\w+\.\w+|\{\w+\}|None|nan", text_of(html))
    assert reader.numbers
    assert all(read_back(number, language) for number in reader.numbers)


def test_the_languages_print_the_same_numbers() -> None:
    numbers = [
        sorted(number[:3] for number in Reader(render_diff([everything()], language)).numbers)
        for language in LANGUAGES
    ]
    assert numbers[0] == numbers[1] == numbers[2]


def test_what_a_title_holds_is_text() -> None:
    evil = record(title="<script>alert(1)</script>")
    assert "<script>" not in render_diff([compare_records(evil, moved())], "en")


def test_folders_tell_which_events_did_not_change_and_which_stand_alone() -> None:
    same = record() | {"event_id": "E8", "title": "Eight"}
    diffs = [everything(), compare_records(same, same)]
    text = text_of(render_diff(diffs, "en", only_before=["E5"], only_after=["E6"]))
    assert "No number changed in: Eight." in text
    assert "Only among the first reviews: E5." in text
    assert "Only among the second reviews: E6." in text


def test_one_pair_without_a_change_says_so() -> None:
    text = text_of(render_diff([compare_records(record(), record())], "en"))
    assert "No number changed." in text
    assert "Nothing differs in what the two reviews were made from." in text


# Which reviews are meant.


def write(path: Path, content: Any) -> Path:
    write_atomically(path, content if isinstance(content, str) else json.dumps(content))
    return path


def test_files_folders_and_events_are_found(workspace: Path) -> None:
    space = read_workspace(workspace)
    mine, newer = record() | {"event_id": "E3"}, moved() | {"event_id": "E3"}
    old = write(workspace / "old" / "E3" / "review.json", mine)
    write(workspace / "reports" / "E3" / "review.json", newer)
    write(workspace / "reports" / "E4" / "review.json", moved() | {"event_id": "E4"})
    for name in (str(old), str(old.parent), str(workspace / "old")):
        assert [d["rows"][0]["change"] for d in compare(name, "E3", space).diffs] == [8]
    both = compare(str(workspace / "old"), str(workspace / "reports"), space)
    assert (len(both.diffs), both.only_before, both.only_after) == (1, (), ("E4",))


def test_the_review_that_was_replaced_is_kept_if_a_number_changed(workspace: Path) -> None:
    space = read_workspace(workspace)
    first, second = record() | {"event_id": "E3"}, moved() | {"event_id": "E3", "as_of": "2026-06-05"}
    assert keep_replaced(space, None, Review(first)) is None
    assert keep_replaced(space, first, Review(copy.deepcopy(first))) is None
    assert keep_replaced(space, first, Review(first | {"as_of": "2026-06-09"})) is None
    kept = [keep_replaced(space, old, Review(new)) for old, new in ((first, second), (second, first))]
    assert kept == earlier_records(space, "E3")
    assert [path.name for path in kept if path] == ["001-2026-06-02.json", "002-2026-06-05.json"]
    write(workspace / "reports" / "E3" / "review.json", first)
    last = compare("E3@previous", "E3", space).diffs[0]
    assert last["rows"][0]["change"] == -8
    assert compare("E3@2026-06-05", "E3@2026-06-02", space).diffs[0]["rows"] == last["rows"]


ERRORS: dict[str, tuple[Callable[[Path], str], str]] = {
    "no such thing": (
        lambda folder: "E33",
        "kpi diff E33: no such event, file or folder, expected two reviews. Did you mean `E3`? Name an event (E7), "
        "an event and a day (E7@2026-05-20), its earlier review (E7@previous), a review.json or a folder of reports.",
    ),
    "no review yet": (
        lambda folder: "E3",
        "E3: no review yet, expected a published review. Call `kpi review E3`.",
    ),
    "no earlier review": (
        lambda folder: "E3@previous",
        "E3@previous: no earlier review, expected one that a newer one replaced with other numbers. "
        "Name a day, E3@2026-05-20, or a review.json kept elsewhere.",
    ),
    "no day": (
        lambda folder: "E3@May",
        "E3@May: `May`, expected a day such as 2026-05-20, or previous. Correct it.",
    ),
    "an empty folder": (
        lambda folder: str(folder / "params"),
        "FOLDER/params: no review.json in it, expected a folder of reports. Name an event (E7), an event and a day "
        "(E7@2026-05-20), its earlier review (E7@previous), a review.json or a folder of reports.",
    ),
    "broken JSON": (
        lambda folder: str(write(folder / "a.json", '{"schema_version": 1,')),
        "FOLDER/a.json: broken JSON (Expecting property name enclosed in double quotes: line 1 column 22 "
        "(char 21)), expected a review record. Name a review.json, or review the event again.",
    ),
    "no text": (
        lambda folder: _binary(folder / "a.json"),
        "FOLDER/a.json: a file that cannot be read, expected a review record. Name a review.json, or review the "
        "event again.",
    ),
    "another JSON": (
        lambda folder: str(write(folder / "a.json", [1])),
        "FOLDER/a.json: no review record, expected a review record. Name a review.json, or review the event again.",
    ),
    "another schema": (
        lambda folder: str(write(folder / "a.json", record() | {"schema_version": 2})),
        "FOLDER/a.json: schema_version 2, expected 1, which this version reads. Review the event again.",
    ),
    "a part missing": (
        lambda folder: str(
            write(folder / "a.json", {k: v for k, v in record().items() if k != "provenance"})
        ),
        "FOLDER/a.json: a record without a sound `provenance`, expected a review record. Name a review.json, or "
        "review the event again.",
    ),
    "a row without a unit": (
        lambda folder: str(write(folder / "a.json", record() | {"kpis": [{"kpi": "nps"}]})),
        "FOLDER/a.json: a record without a sound `kpis`, expected a review record. Name a review.json, or review "
        "the event again.",
    ),
}


def _binary(path: Path) -> str:
    path.write_bytes(b"\xff\xfe\x00")
    return str(path)


@pytest.mark.parametrize("name", ERRORS)
def test_what_is_no_review_is_said(workspace: Path, name: str) -> None:
    make, message = ERRORS[name]
    with pytest.raises(KpiError) as caught:
        compare(make(workspace), make(workspace), read_workspace(workspace))
    assert str(caught.value).replace(str(workspace), "FOLDER") == message


def test_two_sides_without_a_common_event_are_refused(workspace: Path) -> None:
    for event_id in ("E1", "E2"):
        write(workspace / "a" / event_id / "review.json", record() | {"event_id": event_id})
    single = str(write(workspace / "b" / "review.json", record() | {"event_id": "E9"}))
    with pytest.raises(KpiError, match="no event that both hold, expected reviews of the same events"):
        compare(str(workspace / "a"), single, None)


def test_the_command_prints_lines_and_writes_the_page(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write(workspace / "old.json", record() | {"event_id": "E3"})
    write(workspace / "reports" / "E3" / "review.json", moved() | {"event_id": "E3"})
    monkeypatch.chdir(workspace)
    done = CliRunner().invoke(app, ["diff", str(old), "E3", "--language", "fi,en"])
    assert done.exit_code == 0, done.output
    assert "Ilmoittautumiset: 412 → 420" in done.output
    assert done.output.splitlines()[-2:] == ["reports/diff.E3.fi.html", "reports/diff.E3.en.html"]
    page = (workspace / "reports" / "diff.E3.fi.html").read_text(encoding="utf-8")
    assert 'lang="fi"' in page
    assert 'href="diff.E3.en.html"' in page
    plain = CliRunner().invoke(app, ["diff", str(old), "E3", "--json"])
    assert json.loads(plain.output)["diffs"][0]["rows"][0]["change"] == 8


def test_two_files_are_compared_without_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.json", record())
    write(tmp_path / "b.json", moved())
    done = CliRunner().invoke(app, ["diff", "a.json", "b.json"])
    assert done.exit_code == 0, done.output
    assert "Registrations: 412 → 420" in done.output
    assert not list(tmp_path.glob("**/*.html"))


def test_a_record_reads_back_as_it_was_written(tmp_path: Path) -> None:
    whole = sample_record()
    assert read_record(write(tmp_path / "review.json", whole)) == whole
