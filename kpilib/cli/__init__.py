"""The command `kpi`. Messages go to standard error, results to standard output."""

from kpilib.cli.app import main

__all__ = ["main"]
