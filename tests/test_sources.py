"""Sources of no channel are listed; what a web report says of its completeness is carried on."""

from pathlib import Path

import pytest

from kpilib.intake import Reading, read_export
from kpilib.params import read_events, read_workspace
from kpilib.review import compute_review
from kpilib.review.exports import take_in
from kpilib.review.sources import unmapped_sources
from tests.samples import ATTENDEE, REGISTRATION

WEB = """# ----
# Traffic acquisition
{remark}# Start date: 20260401
# End date: 20260430
Session default channel group,Sessions,Engaged sessions,Key events,Total users
Email,600,300,6,400
{member},500,200,3,300
"""


def said(folder: Path, remark: str, member: str = "Direct") -> list[str]:
    path = folder / "web.csv"
    path.write_text(WEB.format(remark=remark, member=member), encoding="utf-8")
    return read_export(path, Reading(key=b"k")).files[0].to_dict()["warnings"]


@pytest.mark.parametrize(
    ("remark", "sentences"),
    [
        ("", []),
        ("# This report is unsampled\n", []),
        ("# Based on 100% of available data (sampled)\n", []),
        (
            "# Sampled: based on 12.5% of available data\n",
            ["The report says that it rests on 12.5 % of the data: its numbers are estimates."],
        ),
        ("# Datos muestreados\n", ["The report says that it rests on a sample: its numbers are estimates."]),
        (
            "# Tiedot on otostettu\n",
            ["The report says that it rests on a sample: its numbers are estimates."],
        ),
        (
            "# Thresholding applied\n",
            ["The report says that a threshold was applied: rows of few people are left out of it."],
        ),
        (
            "# Se han aplicado umbrales\n",
            ["The report says that a threshold was applied: rows of few people are left out of it."],
        ),
    ],
)
def test_signs_in_comments(remark: str, sentences: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, remark) == sentences


def test_members_put_together(tmp_path: Path) -> None:
    assert said(tmp_path, "", "(other)") == [
        "1 members stand together as “(other)”, as there were too many: parts are incomplete."
    ]
    assert said(tmp_path, "", "Sampled thresholds of other data") == []


def test_sources_are_compared_with_all_names_of_a_channel(workspace: Path) -> None:
    params = workspace / "params" / "workspace.yml"
    params.write_text(params.read_text() + "channels: {LinkedIn: [li, 'LinkedIn Ads']}\n", encoding="utf-8")
    space = read_workspace(workspace)
    assert unmapped_sources([" linkedin", "LI", "linkedin ads", "Flyer", "Radio", "Flyer"], space) == [
        "Flyer",
        "Radio",
    ]


def test_the_review_lists_them(workspace: Path) -> None:
    params = workspace / "params" / "workspace.yml"
    params.write_text(params.read_text() + "channels: {LinkedIn: []}\n", encoding="utf-8")
    folder = workspace / "data" / "exports" / "E3"
    folder.mkdir(parents=True)
    (folder / "registration.csv").write_text(REGISTRATION, encoding="utf-8")
    (folder / "attendee.csv").write_text(ATTENDEE, encoding="utf-8")
    space = read_workspace(workspace)
    take_in(space, read_events(space)[0])
    review = compute_review("E3", workspace, as_of="2026-07-31")
    note = {"code": "unmapped_sources", "n": 1, "sources": "Newsletter"}
    assert note in review.record["quality"]["warnings"]
