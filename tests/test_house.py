"""The plan of the house: who may import whom, how large a room may be, what the notebooks look like."""

import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kpilib"

MAY_IMPORT = {
    "errors": set(),
    "workbook": set(),
    "schema": {"errors"},
    "params": {"errors"},
    "intake": {"errors", "schema", "workbook"},
    "store": {"errors", "schema"},
    "measures": {"store"},
    "kpis": {"errors", "schema"},
    "targets": {"errors", "schema"},
    "effects": {"errors", "schema"},
    "review": {"errors", "params", "intake", "store", "measures", "kpis", "targets", "effects"},
    "language": {"errors"},
    "figures": {"errors", "language", "kpis", "review"},
    "publish": {"errors", "params", "review", "language", "figures"},
    "demo": {"errors", "schema", "params", "workbook"},
    "cli": {
        *("errors", "params", "intake", "kpis", "targets", "review", "language"),
        *("figures", "publish", "demo"),
    },
    "__init__": {"figures", "review"},
}
OWNERS = {
    "pandera": {"schema"},
    "pydantic": {"params"},
    "ibis": {"store", "measures"},
    "statsmodels": {"kpis", "targets", "effects"},
    "scipy": {"kpis", "targets", "effects"},
    "babel": {"language"},
    "matplotlib": {"figures"},
    "seaborn": {"figures"},
    "jinja2": {"figures"},
    "papermill": {"publish"},
    "nbconvert": {"publish"},
    "duckdb": {"store"},
    "pyarrow": {"store", "measures"},
    "yaml": {"params"},
    "charset_normalizer": {"intake"},
    "python_calamine": {"intake"},
    "nbclient": {"publish"},
    "nbformat": {"publish"},
    "jupyter_client": {"publish", "cli"},
    "typer": {"cli"},
    "rich": {"cli"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    used = {n.split(".")[1] for n in imports(path) if n.startswith("kpilib.")} - {room(path)}
    rooms = {room(p) for p in MODULES}
    assert used & rooms <= MAY_IMPORT[room(path)]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_outside_package_has_its_owner(path: Path) -> None:
    outside = {n.split(".")[0] for n in imports(path)}
    strangers = {n for n in outside & set(OWNERS) if room(path) not in OWNERS[n]}
    assert not strangers


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_is_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_no_arrow_points_back() -> None:
    order: list[str] = []
    left = {name: set(needs) for name, needs in MAY_IMPORT.items()}
    while left:
        free = sorted(name for name, needs in left.items() if needs <= set(order))
        assert free, f"a circle among {sorted(left)}"
        order += free
        left = {name: needs for name, needs in left.items() if name not in free}


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebooks_tell_a_story_and_hold_no_logic(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert notebook.cells[0].cell_type == "markdown"
    assert [c for c in code if "parameters" in c.metadata.get("tags", [])] == [code[0]]
    assert all("remove-cell" in c.metadata.tags for c in notebook.cells if c.cell_type == "markdown")
    for cell in code:
        assert not cell.outputs
        assert cell.execution_count is None
        if cell is not code[0]:
            assert len(cell.source.splitlines()) <= 10
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.If)
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names] == ["kpilib"]
    assert sum(len(c.source.splitlines()) for c in code) <= 80
