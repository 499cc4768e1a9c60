"""What a notebook cell displays: one piece of a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A piece of HTML, ready for a page; everything in it is escaped."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html
