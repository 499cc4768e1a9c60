"""One parameterised notebook: executed by papermill, its shown outputs taken out by nbconvert."""

import tempfile
from pathlib import Path
from typing import Any

from kpilib.errors import ReportError

TEMPLATE_FOLDER = Path(__file__).parent


def execute_notebook(template: Path, parameters: dict[str, Any], cwd: Path) -> Any:
    """Runs the notebook with the parameters and gives the executed notebook node.

    Raises
    ------
    ReportError
        A parameter is not one of the notebook's (papermill would only warn and use the default), a
        cell fails, or a cell writes to standard error.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    check_parameters(template, parameters)
    with tempfile.TemporaryDirectory() as folder:
        try:
            notebook = papermill.execute_notebook(
                str(template),
                str(Path(folder) / "executed.ipynb"),
                parameters=parameters,
                cwd=str(cwd),
                progress_bar=False,
                request_save_on_cell_execute=False,
                kernel_name="python3",
                kernel_manager_class=_quiet_kernels(Path(folder) / "kernel.log"),
            )
        except PapermillExecutionError as error:
            raise _failed_cell(template, error) from error
        except DeadKernelError as error:
            last = (Path(folder) / "kernel.log").read_text(errors="replace").strip().splitlines()[-1:]
            raise ReportError(
                template.name,
                f"its kernel died ({' '.join(last) or 'without a word'})",
                "a kernel that stays",
                "Call `kpi doctor`; look for free memory and disk.",
            ) from error
    check_quiet(notebook, template.name)
    return notebook


def _failed_cell(template: Path, error: Any) -> ReportError:
    """A cell's error as ours; one that we raised inside comes out as it was said."""
    found = f"{error.ename}: {error.evalue}"
    remedy = "Open the notebook in JupyterLab with the same parameters."
    return ReportError(f"{template.name}, cell {error.exec_count}", found, "a cell that runs", remedy)


def _quiet_kernels(log: Path) -> Any:
    """A kernel manager whose kernels write to a log of their own.

    A kernel that is stopped right after its last cell complains of the stop on the terminal.
    """
    from jupyter_client.manager import AsyncKernelManager

    class Kernels(AsyncKernelManager):
        async def start_kernel(self, *arguments: Any, **options: Any) -> None:  # type: ignore[override]
            with log.open("ab") as stream:
                await self._async_start_kernel(*arguments, **options | {"stderr": stream})

    return Kernels


def check_parameters(template: Path, parameters: dict[str, Any]) -> None:
    """Raises for a parameter that the notebook does not have."""
    import papermill

    if not template.is_file():
        raise ReportError(
            f"notebooks/{template.name}",
            "no such file",
            "the review's notebook",
            "Lay it again with `kpi init` elsewhere and copy it.",
        )
    known = papermill.inspect_notebook(str(template))
    for name in parameters:
        if name not in known:
            raise ReportError(
                template.name,
                f"no parameter `{name}`",
                f"one of {', '.join(known)}",
                "Correct the params file or the notebook's parameters cell.",
            )


def check_quiet(notebook: Any, name: str) -> None:
    """Raises if a cell wrote to standard error: a warning would be published unread."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                line = output["text"].strip().splitlines()[-1]
                raise ReportError(
                    f"{name}, cell {number}",
                    f"a warning ({line})",
                    "silence",
                    "Mend its cause; nothing was published.",
                )


def shown_html(notebook: Any) -> str:
    """The HTML that the cells show, without code, through nbconvert and our own template."""
    from nbconvert.exporters import TemplateExporter

    # Not HTMLExporter: it parses and writes the whole page again, which lower-cases SVG's names.
    exporter = TemplateExporter(
        template_name="template",
        template_file="index.html.j2",
        extra_template_basedirs=[str(TEMPLATE_FOLDER)],
    )
    body, _ = exporter.from_notebook_node(notebook)
    return str(body)
