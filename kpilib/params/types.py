"""Words, days, zones and amounts as params files may hold them."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kpilib.params.yaml_text import is_day


class Strict(BaseModel):
    """Unknown keys, other types and numbers without end are refused; records do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def _check_day(text: str) -> str:
    if text and not is_day(text):
        raise ValueError("a day such as 2026-05-20, or nothing")
    return text


def _check_local_time(text: str) -> str:
    if not text:
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a local date and time such as 2026-05-20T18:00") from None
    if moment.tzinfo is not None or is_day(text):
        raise ValueError("a local date and time such as 2026-05-20T18:00, without offset")
    return text


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _check_zone(text: str) -> str:
    if text and text not in _zones():
        raise ValueError("the name of a time zone such as Europe/Madrid")
    return text


def _check_currency(text: str) -> str:
    if len(text) != 3 or not text.isalpha() or not text.isupper():
        raise ValueError("a currency code such as EUR")
    return text


FORMATS = ("live", "pre-recorded", "hybrid", "in-person")


def plain_format(text: str) -> str:
    """A format as the kit writes it; one that it does not know stays as it is."""
    known = {name.replace("-", ""): name for name in FORMATS} | {"recorded": "pre-recorded"}
    return known.get(re.sub(r"[-_ ]", "", text).lower(), text)


def _check_format(text: str) -> str:
    if plain_format(text) not in FORMATS:
        raise ValueError("one of " + ", ".join(FORMATS))
    return plain_format(text)


def _check_event_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text) or text in ("workspace", "kpis"):
        raise ValueError("letters, digits, points, hyphens and underscores, and not `workspace` or `kpis`")
    return text


EventId = Annotated[str, AfterValidator(_check_event_id)]
Format = Annotated[str, AfterValidator(_check_format)]
Day = Annotated[str, AfterValidator(_check_day)]
LocalTime = Annotated[str, AfterValidator(_check_local_time)]
Zone = Annotated[str, AfterValidator(_check_zone)]
Currency = Annotated[str, AfterValidator(_check_currency)]
Count = Annotated[int, Field(ge=0)]
Amount = Annotated[float, Field(ge=0)]
# What a survey question is about, where its words do not tell.
SurveyItem = Literal["programme", "place", "networking", "content", "communication", "speaker", "part"]
