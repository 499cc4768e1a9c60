"""The demo series: an invented company's webinars, written as the raw exports of its tools.

The truth of the simulated world is known (`truth`), so that tests can compare what the kit finds.
"""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kpilib.demo.exports import demo_exports
from kpilib.demo.fact_words import WORKSPACE
from kpilib.demo.facts import demo_events
from kpilib.demo.own_kpis import OWN_KPIS
from kpilib.demo.truth import truth
from kpilib.demo.world import simulate
from kpilib.errors import ParamsError
from kpilib.params import read_yaml, write_event

__all__ = ["DemoReport", "demo_events", "simulate", "truth", "write_demo"]


@dataclass(frozen=True)
class DemoReport:
    """What `write_demo` did; names are relative to the folder.

    `written`: params files new or changed. `kept`: params files that somebody edited and that were
    left as they are. `n_exports`: export files written.
    """

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    n_exports: int

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self) | {"folder": str(self.folder)}


def write_demo(folder: Path, force: bool = False) -> DemoReport:
    """Lays the demo's workspace: params files, and raw exports under `data/exports/`.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    force : bool
        Replace params files that somebody edited.

    Returns
    -------
    DemoReport

    Raises
    ------
    ParamsError
        The folder is another organisation's workspace; nothing is written.
    """
    _refuse_other_workspace(folder)
    written: list[str] = []
    kept: list[str] = []
    for name, content in _params_files().items():
        done = _write_params(folder / name, content, force)
        if done is not None:
            (written if done else kept).append(name)
    exports = demo_exports(simulate())
    for name, content in exports.items():
        _write(folder / "data" / "exports" / name, content)
    return DemoReport(folder, tuple(written), tuple(kept), len(exports))


def _refuse_other_workspace(folder: Path) -> None:
    path = folder / "params" / "workspace.yml"
    if path.exists() and read_yaml(path, "params/workspace.yml")[0].get("demo") is not True:
        raise ParamsError(
            "params/workspace.yml",
            "a workspace without `demo: true`",
            "an empty folder or the demo's workspace",
            "Name another folder: `kpi demo ../kpi-demo`.",
        )


def _params_files() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as aside:
        paths = [write_event(Path(aside), event) for event in demo_events()]
        events = {f"params/{path.name}": path.read_bytes() for path in paths}
    return {"params/workspace.yml": WORKSPACE.encode(), "params/kpis.yml": OWN_KPIS.encode()} | events


def _write_params(path: Path, content: bytes, force: bool) -> bool | None:
    """True: written; False: kept as somebody edited it; None: nothing to do."""
    if path.exists():
        # An editor or git may have changed the line ends; that is no edit.
        if path.read_bytes().replace(b"\r\n", b"\n") == content:
            return None
        if not force:
            return False
    _write(path, content)
    return True


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
