"""Files that the kit writes into a workspace: whole or not at all."""

import os
import tempfile
from pathlib import Path

# The one table in which people decide on borderline answers.
DECISIONS = "params/challenges.csv"


def write_atomically(path: Path, text: str) -> None:
    """Writes beside, then puts in place: a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
