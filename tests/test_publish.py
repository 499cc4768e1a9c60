"""Notebooks run or fail with a reason; pages take each other's place only when whole."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from samples import ATTENDEE, CONTACTS, DEALS, REGISTRATION, lay

import kpilib
from kpilib.errors import DataError, ReportError
from kpilib.params import read_event, read_workspace
from kpilib.publish import publish_event, publish_failure, publish_index
from kpilib.publish.batch import Job, review_events
from kpilib.publish.notebook import check_parameters, check_quiet, execute_notebook, shown_html
from kpilib.review.files import write_atomically
from kpilib.review.record import kept_path


def notebook(folder: Path, *cells: str) -> Path:
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, metadata={"tags": []}) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    node.cells[0].metadata["tags"] = ["parameters"]
    path = folder / "small.ipynb"
    nbformat.write(node, path)
    return path


def test_shown_cells_become_html_without_code(tmp_path: Path) -> None:
    path = notebook(
        tmp_path,
        "x: int = 1  # a number",
        "secret = x + 1",
        "from IPython.display import HTML, display\nfor n in (x, secret):\n    display(HTML(f'<p>{n}</p>'))",
    )
    body = shown_html(execute_notebook(path, {"x": 41}, tmp_path))
    assert [line for line in body.splitlines() if line] == ["<p>41</p>", "<p>42</p>"]


def test_a_removed_cell_s_output_is_not_published(tmp_path: Path) -> None:
    path = notebook(tmp_path, "x = 1", "from IPython.display import HTML\nHTML('<p>note</p>')")
    node = execute_notebook(path, {}, tmp_path)
    assert "note" in shown_html(node)
    node.cells[-1].metadata["tags"] = ["remove-cell"]
    assert "note" not in shown_html(node)


def test_svg_keeps_its_names(tmp_path: Path) -> None:
    path = notebook(
        tmp_path, "x = 1", "from IPython.display import HTML\nHTML('<svg viewBox=\"0 0 1 1\"></svg>')"
    )
    assert 'viewBox="0 0 1 1"' in shown_html(execute_notebook(path, {}, tmp_path))


def test_a_cell_that_fails_is_told_with_its_number(tmp_path: Path) -> None:
    path = notebook(tmp_path, "x = 1", "raise ValueError('no wind')")
    with pytest.raises(ReportError) as error:
        execute_notebook(path, {}, tmp_path)
    assert str(error.value) == (
        "small.ipynb, cell 2: ValueError: no wind, expected a cell that runs. "
        "Open the notebook in JupyterLab with the same parameters."
    )


def test_a_kernel_that_dies_is_told(tmp_path: Path) -> None:
    path = notebook(tmp_path, "x = 1", "import os\nos._exit(3)")
    with pytest.raises(
        ReportError, match=r"^small\.ipynb: its kernel died \(.+\), expected a kernel that stays\."
    ):
        execute_notebook(path, {}, tmp_path)


def test_an_unknown_parameter_is_refused_before_anything_runs(tmp_path: Path) -> None:
    path = notebook(tmp_path, "x: int = 1")
    with pytest.raises(ReportError) as error:
        check_parameters(path, {"x": 1, "y": 2})
    assert str(error.value) == (
        "small.ipynb: no parameter `y`, expected one of x. "
        "Correct the params file or the notebook's parameters cell."
    )


def test_a_warning_in_a_cell_is_not_published(tmp_path: Path) -> None:
    path = notebook(tmp_path, "x = 1", "import warnings\nwarnings.warn('thin ice')")
    with pytest.raises(ReportError, match=r"^small\.ipynb, cell \d: a warning \(.*\), expected silence\."):
        execute_notebook(path, {}, tmp_path)
    quiet = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    check_quiet(quiet, "quiet.ipynb")


@pytest.fixture
def filled(workspace: Path) -> Path:
    lay(workspace, registration=REGISTRATION, attendee=ATTENDEE, contacts=CONTACTS, deals=DEALS)
    return workspace


def test_a_failure_while_publishing_leaves_the_last_good_pages(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = read_workspace(filled)
    event = read_event(space, "E3")
    review = kpilib.compute_review("E3", filled, as_of="2026-07-31")
    publish_event(space, event, review, ["en"], as_of="2026-07-31")
    folder = space.reports / "E3"
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def fail(*_: Any) -> str:
        raise ReportError("page", "no ink", "ink", "Buy some.")

    monkeypatch.setattr("kpilib.publish.event.render_executive", fail)
    with pytest.raises(ReportError):
        publish_event(space, event, review, ["en"], as_of="2026-07-31")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_failed_event_keeps_its_good_review_and_the_index_says_both(filled: Path) -> None:
    space = read_workspace(filled)
    review = kpilib.compute_review("E3", filled, as_of="2026-07-31")
    publish_event(space, read_event(space, "E3"), review, ["en"], ["executive"], "2026-07-31")
    error = DataError("attendee.csv", "no column Join Time", "it", "Download it <again>.")
    publish_failure(space, "E3", "KPI Basics", error)
    failed = json.loads((space.reports / "E3" / "failed.json").read_text())
    assert failed == {
        "event_id": "E3",
        "title": "KPI Basics",
        "cause": "attendee.csv: no column Join Time, expected it.",
        "remedy": "Download it <again>.",
    }
    publish_index(space, "2026-07-31")
    page = (space.reports / "index.html").read_text()
    assert "no column Join Time" in page
    assert "Download it &lt;again&gt;." in page
    assert "E3/executive.en.html" in page or "E3/failed.en.html" in page
    publish_event(space, read_event(space, "E3"), review, ["en"], ["executive"], "2026-07-31")
    assert not (space.reports / "E3" / "failed.json").exists()


def test_the_index_lists_what_cannot_be_read(filled: Path) -> None:
    (filled / "params" / "E9.yml").write_text("event_idd: E9\n", encoding="utf-8")
    publish_index(read_workspace(filled), "2026-07-31")
    page = (filled / "reports" / "index.html").read_text()
    assert "unknown key" in page
    assert "KPI Basics" in page


def test_one_event_s_failure_leaves_the_others_alone(filled: Path) -> None:
    (filled / "params" / "E4.yml").write_text("event_id: E4\nstarts_at: 2026-05-15 11:00\n", encoding="utf-8")
    jobs = [Job(filled, e, ("en",), ("executive",), "2026-07-31") for e in ("E4", "E3")]
    seen: list[str] = []
    outcomes = review_events(jobs, 2, lambda outcome: seen.append(outcome.event_id))
    assert [(o.event_id, o.error is None) for o in outcomes] == [("E4", False), ("E3", True)]
    assert sorted(seen) == ["E3", "E4"]
    assert (filled / "reports" / "E4" / "failed.en.html").is_file()
    assert (filled / "reports" / "E3" / "executive.en.html").is_file()


def test_force_computes_again_what_was_kept(filled: Path) -> None:
    review = kpilib.compute_review("E3", filled, as_of="2026-07-31")
    path = kept_path(read_workspace(filled), "E3")
    kept = json.loads(path.read_text())
    kept["record"]["title"] = "Kept"
    path.write_text(json.dumps(kept))
    assert kpilib.compute_review("E3", filled, as_of="2026-07-31").record["title"] == "Kept"
    review_events([Job(filled, "E3", ("en",), ("executive",), "2026-07-31", True)], 1)
    assert kpilib.compute_review("E3", filled, as_of="2026-07-31") == review


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_fault_that_nobody_foresaw_leaves_the_others_alone(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compute(event_id: str, *more: Any) -> Any:
        if event_id == "E4":
            raise ValueError("ana@example.com")
        return kpilib.compute_review(event_id, *more)

    monkeypatch.setattr("kpilib.publish.batch.compute_review", compute)
    (filled / "params" / "E4.yml").write_text("event_id: E4\nstarts_at: 2026-05-15 11:00\n", encoding="utf-8")
    jobs = [Job(filled, e, ("en",), ("executive",), "2026-07-31") for e in ("E4", "E3")]
    failed, good = review_events(jobs, 1)
    told = (
        r"E4: ValueError in test_publish.py, line \d+, expected a fault that was foreseen\. This is a fault"
    )
    assert re.match(told, str(failed.error))
    assert good.error is None
    assert "ana@example.com" not in (filled / "reports" / "E4" / "failed.en.html").read_text()
