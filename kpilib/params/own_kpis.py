"""`params/kpis.yml`: the organisation's own KPIs, typed; their formulas are read by the KPI room."""

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, model_validator

from kpilib.params.types import Strict
from kpilib.params.workspace import LanguageCode, Workspace
from kpilib.params.yaml_text import check_model, read_yaml

FILE = "params/kpis.yml"
Words = str | dict[LanguageCode, str]
Text = Annotated[str, Field(min_length=1)]


class OwnKpi(Strict):
    """One KPI of the organisation: words, formula, unit; the rest has the catalogue's meaning."""

    names: Words | None = None
    meanings: Words | None = None
    expression: Text
    unit: Literal[
        "people", "count", "share", "ratio", "minutes", "hours", "days", "money", "points", "score",
        "return", "multiple", "percentage_points",
    ]  # fmt: skip
    group: Literal["event", "experience", "money", "web", "email_social", "funnel"] = "event"
    kind: Literal["leading", "lagging", "index"] = "lagging"
    better: Literal["up", "down", "none"] = "up"
    step: Literal["", "preparation", "promotion", "run", "evergreen", "improvement"] = ""
    model: Literal["", "leads", "sales", "traffic"] = ""
    objective: Literal[
        "", "audience", "brand", "channels", "cost", "experience", "free_traffic", "funnel", "leads",
        "organisation", "registrations", "sales", "useful_content",
    ] = ""  # fmt: skip
    purpose: Literal["", "acquisition", "engagement", "conversion", "loyalty"] = ""
    questions: list[Annotated[str, Field(pattern=r"^Q(0[1-9]|1[0-8])$")]] = []
    window: Literal["event", "roi"] | None = None
    target: Literal["count", "rate", "money"] | None = None
    version: Annotated[int, Field(ge=1)] = 1
    is_vanity: bool = False
    is_survey: bool = False
    is_live_only: bool = False
    adds_up: bool = False

    @model_validator(mode="after")
    def _target_fits(self) -> "OwnKpi":
        if self.target and self.better == "none":
            raise ValueError("no `target` where neither more nor less is better")
        if (self.target == "rate") != (self.unit == "share") and self.target in ("rate", "count"):
            raise ValueError("target `rate` for a share, `count` for people and counts, `money` else")
        return self


class OwnKpis(RootModel[dict[str, OwnKpi]]):
    """The whole file: id -> KPI."""


def read_own_kpis(workspace: Workspace) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The definitions by id, and where each stands (file and line of its formula); none without the file.

    Raises
    ------
    ParamsError
        The file is no YAML, or a definition is not right.
    """
    path = workspace.folder / FILE
    if not path.is_file():
        return {}, {}
    content, lines = read_yaml(path, FILE)
    checked = check_model(OwnKpis, content, FILE, lines).root
    places = {name: f"{FILE}:{lines[(name, 'expression')]}" for name in checked}
    return {name: own.model_dump() for name, own in checked.items()}, places
