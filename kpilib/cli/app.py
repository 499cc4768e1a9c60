"""The command's frame: options that all calls share, and exit codes.

0 done; 1 an event could not be reviewed, the others were; 2 nothing could start; 3 `kpi pace` finds the event
behind.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kpilib.errors import KpiError

app = typer.Typer(
    help="Event reviews from raw exports: did it work, compared with what, what did it bring, what next?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def choose_workspace(
    workspace: Annotated[
        Path | None,
        typer.Option(
            help="The workspace's folder; by default the nearest from here upwards.", show_default=False
        ),
    ] = None,
) -> None:
    """Keeps the workspace for the call and for the kernels it starts."""
    if workspace is not None:
        os.environ["KPI_WORKSPACE"] = str(workspace.resolve())


def say(message: str) -> None:
    """A message for the person at the terminal."""
    print(message, file=sys.stderr)


def main() -> None:
    """Entry point: an error that the user can mend becomes one message and exit code 2."""
    import kpilib.cli.challenges
    import kpilib.cli.events
    import kpilib.cli.intake
    import kpilib.cli.kpis
    import kpilib.cli.plan
    import kpilib.cli.review
    import kpilib.cli.show
    import kpilib.cli.targets  # noqa: F401 - each module adds its calls

    # One BLAS thread: more of them only fight over the cores.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except KpiError as error:
        say(f"kpi: {error}")
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output went away (`kpi kpis | head`); that is no failure.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
