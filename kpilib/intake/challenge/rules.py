"""The rules as data (`rules.toml`), read once; nothing is judged here."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kpilib.intake.headers import fold

RULES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
RULES_VERSION: int = RULES["version"]
# Of what the rules say, not of how the file is written: a comment moves nobody.
RULES_SHA256 = hashlib.sha256(json.dumps(RULES, sort_keys=True).encode()).hexdigest()
# Before rules had a version: what a store that knows of none was read with.
FIRST_VERSION = 1

_APOSTROPHES = re.compile(r"['\u2019\u00b4`]")


def plain(text: str) -> str:
    """The words of a text for comparison: folded, apostrophes and marks taken off."""
    return " ".join(re.findall(r"[^\W_]+", _APOSTROPHES.sub("", fold(text))))


def phrases(rule: str) -> frozenset[str]:
    """All phrases of a rule, whatever their language, for comparison."""
    return frozenset(plain_all(text for texts in RULES[rule].values() for text in texts))


def plain_all(texts: Iterable[str]) -> list[str]:
    """Texts for comparison, longest first, so that of two that fit the longer one does."""
    return sorted({plain(text) for text in texts}, key=lambda text: (-len(text), text))
