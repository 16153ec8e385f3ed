"""Scenarios as JSON: list, make, change key by key, compare, copy, rename, remove; as TOML in and out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from planner.support.speech import _, told
from planner.web.security.access import readers_may
from planner.web.security.audit import did
from planner.web.serving import Serving, serving
from planner.web.words import keys_words

router = APIRouter(tags=["scenarios"])
Site = Annotated[Serving, Depends(serving)]
Text = Annotated[str, Field(max_length=1_000_000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Asked(BaseModel):
    """What a request says; an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid")


class ScenarioSaid(BaseModel):
    """A scenario in the list."""

    name: str = Field(description="Of its file, without the ending.")
    title: str
    fault: str = Field(description="Why it cannot be used; empty where it can.")


class ScenarioMade(BaseModel):
    """A scenario that was made."""

    name: str


class Imported(Asked):
    """A scenario from elsewhere."""

    name: Name
    toml: Text


class Started(Asked):
    """A first scenario, of the files of the project."""

    city: str = Field(default="", max_length=100)
    vehicles: int | None = Field(default=None, ge=1, le=100_000_000)
    files: list[str] = Field(default=[], max_length=500)


class Keys(Asked):
    """Values by dotted key: `{"plan.budget_usd": 1000000}`; null takes a key out, so that its default holds."""

    keys: dict[str, Any] = Field(max_length=500)


class Named(Asked):
    """A name."""

    name: Name


class DifferenceSaid(BaseModel):
    """A key in which two scenarios differ."""

    key: str
    one: Any
    other: Any


class Fault(BaseModel):
    """Why a value cannot be; empty where it can."""

    fault: str


@router.get("/scenarios")
def list_scenarios(site: Site) -> list[ScenarioSaid]:
    """All scenarios, by name."""
    return [
        ScenarioSaid(name=one.name, title=told(one.title), fault=told(one.fault))
        for one in site.project.scenarios.all()
    ]


@router.post("/scenarios", status_code=201)
def import_scenario(request: Request, site: Site, said: Imported) -> ScenarioMade:
    """Take in a scenario as TOML; the files that it names must be in the project."""
    name = site.project.scenarios.import_text(said.name, said.toml)
    did(request, _("took in the scenario {scenario}", scenario=name))
    return ScenarioMade(name=name)


@router.post("/scenarios/first", status_code=201)
def start_scenario(request: Request, site: Site, said: Started) -> ScenarioMade:
    """Make a first scenario of the files that are here."""
    name = site.project.start_from(said.files, city=said.city, vehicles=said.vehicles)
    did(request, _("made the scenario {scenario}", scenario=name))
    return ScenarioMade(name=name)


@router.post("/scenarios/sample", status_code=201)
def start_sample(request: Request, site: Site) -> ScenarioMade:
    """Put the sample city into the project, with all of its files."""
    name = site.project.start_sample()
    did(request, _("began with the sample city: {scenario}", scenario=name))
    return ScenarioMade(name=name)


@router.get("/scenarios/{name}/toml", response_class=Response, responses={200: {"content": {"application/toml": {}}}})
def get_toml(site: Site, name: str) -> Response:
    """A scenario as `evplan plan` reads it."""
    text = site.project.scenarios.text(name)
    headers = {"Content-Disposition": 'attachment; filename="scenario.toml"'}
    return Response(text.encode(), media_type="application/toml; charset=utf-8", headers=headers)


@router.put("/scenarios/{name}/toml", status_code=204)
def set_toml(request: Request, site: Site, name: str, said: Imported) -> None:
    """Put a whole text in the place of a scenario's."""
    site.project.scenarios.set_text(name, said.toml)
    did(request, _("wrote the text of the scenario {scenario} anew", scenario=name))


@router.patch("/scenarios/{name}", status_code=204)
def change_scenario(request: Request, site: Site, name: str, said: Keys) -> None:
    """Set some keys; where one cannot be so, nothing is changed."""
    site.project.scenarios.changed_together(name, said.keys)
    did(request, _("changed the scenario {scenario}: {what}", scenario=name, what=keys_words(said.keys)))


@router.post("/scenarios/{name}/try")
@readers_may
def try_scenario(site: Site, name: str, said: Keys) -> Fault:
    """Say why some keys cannot have these values; nothing is changed."""
    scenarios = site.project.scenarios
    return Fault(
        fault=next((fault for key, value in said.keys.items() if (fault := scenarios.fault(name, key, value))), "")
    )


@router.post("/scenarios/{name}/copy", status_code=201)
def copy_scenario(request: Request, site: Site, name: str, said: Named) -> ScenarioMade:
    """Make a copy under another name."""
    made = site.project.scenarios.copy(name, said.name)
    did(request, _("copied the scenario {scenario} as {copy}", scenario=name, copy=made))
    return ScenarioMade(name=made)


@router.post("/scenarios/{name}/rename")
def rename_scenario(request: Request, site: Site, name: str, said: Named) -> ScenarioMade:
    """Give a scenario another name."""
    made = site.project.scenarios.rename(name, said.name)
    did(request, _("called the scenario {scenario} {copy}", scenario=name, copy=made))
    return ScenarioMade(name=made)


@router.delete("/scenarios/{name}", status_code=204)
def remove_scenario(request: Request, site: Site, name: str) -> None:
    """Take a scenario out; undo brings it back."""
    site.project.scenarios.remove(name)
    did(request, _("removed the scenario {scenario}", scenario=name))


@router.get("/scenarios/{one}/differences/{other}")
def compare_scenarios(site: Site, one: str, other: str) -> list[DifferenceSaid]:
    """Keys in which two scenarios differ, defaults among them."""
    found = site.project.scenarios.difference(one, other)
    return [DifferenceSaid(key=each.key, one=_plain(each.before), other=_plain(each.after)) for each in found]


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)
