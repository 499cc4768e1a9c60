"""YAML as people type it: dates stay text, `12:30` and `no` stay as written, keys keep their line."""

import difflib
import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, RootModel, ValidationError

from kpilib.errors import ParamsError

Model = TypeVar("Model", bound=BaseModel)


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, where PyYAML has it


class _PlainLoader(_Loader):  # type: ignore[misc]
    """YAML 1.2's core types only: the older rules read `12:30` as 750 and `no` as false."""


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in [
    ("bool", r"true|True|false|False", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
]:
    _PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )

Path_ = tuple[str | int, ...]


def read_yaml(path: Path, where: str) -> tuple[dict[str, Any], dict[Path_, int]]:
    """The mapping in a file, and the line of each key (path of keys and list positions -> line).

    `where` is the file's name in messages.

    Raises
    ------
    ParamsError
        The file is missing, is not UTF-8, is no YAML, repeats a key, or is not a mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        _refuse_references(text, where)
        loader = _PlainLoader(text)
        node = loader.get_single_node()
        lines: dict[Path_, int] = {}
        _note_lines(node, (), lines, where)
        content = {} if node is None else loader.construct_document(node)
    except OSError as error:
        raise ParamsError(where, "no file", "a params file", "Create it with `kpi new`.") from error
    except UnicodeDecodeError as error:
        raise ParamsError(where, "no UTF-8 text", "UTF-8", "Save the file as UTF-8.") from error
    except yaml.YAMLError as error:
        raise _not_yaml(where, error) from error
    if not isinstance(content, dict):
        raise ParamsError(where, f"a {type(content).__name__}", "`key: value` lines", "See docs/params.md.")
    return content, lines


def _refuse_references(text: str, where: str) -> None:
    """`&a` and `*a` can make a value contain itself; nobody needs them here."""
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            raise ParamsError(
                f"{where}:{token.start_mark.line + 1}",
                "a reference (& or *)",
                "values",
                "Write the value out.",
            )


def _not_yaml(where: str, error: yaml.YAMLError) -> ParamsError:
    mark = getattr(error, "problem_mark", None)
    line = f":{mark.line + 1}" if mark else ""
    problem = getattr(error, "problem", None) or "a mistake"
    return ParamsError(f"{where}{line}", f"no YAML ({problem})", "YAML", "Correct the line or the one above.")


def _note_lines(node: yaml.Node | None, at: Path_, lines: dict[Path_, int], where: str) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise ParamsError(
                    f"{where}:{key.start_mark.line + 1}",
                    "a key that is a list",
                    "a word",
                    "Write `key: value`.",
                )
            here = (*at, key.value)
            if here in lines:
                raise ParamsError(
                    f"{where}:{key.start_mark.line + 1}",
                    f"`{key.value}` a second time",
                    "each key once",
                    "Keep one.",
                )
            lines[here] = key.start_mark.line + 1
            _note_lines(value, here, lines, where)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines[(*at, position)] = value.start_mark.line + 1
            _note_lines(value, (*at, position), lines, where)


def check_model(
    model: type[Model], content: dict[str, Any], where: str, lines: dict[Path_, int] | None = None
) -> Model:
    """The content as the model, or a `ParamsError` about the first thing that is wrong."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _params_error(model, error, where, lines or {}) from error


def _params_error(
    model: type[BaseModel], error: ValidationError, where: str, lines: dict[Path_, int]
) -> ParamsError:
    # A key that is not known explains the missing one beside it, so it is told first.
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    at = tuple(p for p in first["loc"] if not (isinstance(p, str) and p.startswith(("function-", "tagged-"))))
    line = next((lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in lines), None)
    place = f"{where}:{line}" if line else where
    key = ".".join(str(p) for p in at)
    if first["type"] == "extra_forbidden":
        known = _known_keys(model, at[:-1])
        near = difflib.get_close_matches(str(at[-1]), known, n=1, cutoff=0.5)
        remedy = f"Did you mean `{near[0]}`?" if near else f"Known keys: {', '.join(known)}."
        return ParamsError(place, f"unknown key `{key}`", "a known key", remedy)
    if first["type"] == "missing":
        return ParamsError(place, f"no `{key}`", "it", f"Add a line `{at[-1]}: ...`.")
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    found = f"`{key}` is {first['input']!r}" if not isinstance(first["input"], dict | list) else f"`{key}`"
    return ParamsError(
        place, found, message, "Correct the value; text that looks like a number needs quotes."
    )


def _known_keys(model: type[BaseModel], at: Path_) -> list[str]:
    """Names of the fields of the (nested) model that lies at a path."""
    current: Any = model
    if issubclass(model, RootModel):
        # The keys on top are the user's own; what lies under one is the model.
        current, at = _nested_model(model.model_fields["root"].annotation), at[1:]
    for part in at:
        if isinstance(part, int) or not hasattr(current, "model_fields") or part not in current.model_fields:
            continue
        current = _nested_model(current.model_fields[part].annotation)
        if current is None:
            return []
    return sorted(current.model_fields)


def _nested_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_nested_model(a) for a in getattr(annotation, "__args__", ()))
    return next((m for m in inner if m is not None), None)


def is_day(text: str) -> bool:
    """Whether the text is a calendar day written as 2026-05-20."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and _is_real_day(text)


def _is_real_day(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
