"""The notebooks run in JupyterLab as they lie: Run All in the notebooks' folder, with their defaults."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_whole_run import demo, evidence

pytestmark = pytest.mark.xdist_group("demo")
__all__ = ["demo", "evidence"]  # fixtures


@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / "notebooks").glob("*.ipynb")))
def test_run_all_with_the_defaults(demo: Path, evidence: object, name: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--nbval-lax",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            name,
        ],
        cwd=demo / "notebooks",
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
