"""Pages of `docs/` as places of the checklist: `doc:docs/x.md`, or one heading of it, `doc:docs/x.md#words`."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Places that `tests.proofs` has taken away: they read as nothing.
TAKEN: set[str] = set()


def read_doc(place: str) -> str:
    """The text of a page, or of one heading with what stands under it."""
    if place in TAKEN:
        return ""
    path, _, anchor = place.removeprefix("doc:").partition("#")
    text = (ROOT / path).read_text(encoding="utf-8")
    if not anchor:
        return text
    parts = re.split(r"^(?=#+ )", text, flags=re.MULTILINE)
    return next((part for part in parts if anchor_of(part) == anchor), "")


def anchor_of(part: str) -> str:
    """The anchor of a part's heading, as hosts of repositories make it."""
    head = part.partition("\n")[0].lstrip("# ").strip().lower()
    return re.sub(r"[^\w\- ]", "", head).replace(" ", "-")
