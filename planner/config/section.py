"""What every table of a configuration file is made of: the base class, and numbers within limits."""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from planner.support.speech import _

Case = Literal["low", "central", "high"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
LayerName = Annotated[str, Field(min_length=1, pattern=r"^[^|\x00-\x1f]*[^|\x00-\x20][^|\x00-\x1f]*$")]
LAYER = "layer"


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="after")
    def _layer_of_a_file(self) -> Self:
        """A key `layer` stands beside `path`, and `NAME_layer` beside `NAME`; and no layer is named twice."""
        for key in type(self).model_fields:
            if key != LAYER and not key.endswith(f"_{LAYER}"):
                continue
            home = "path" if key == LAYER else key.removesuffix(f"_{LAYER}")
            layer, path = getattr(self, key), getattr(self, home, None)
            if layer is not None and path is None:
                raise ValueError(
                    _("{key!r} names a layer of the file {home!r}, which is not given", key=key, home=home)
                )
            if layer is not None and "|" in str(path):
                raise ValueError(
                    _("{key!r} names a layer, and so does {home!r}; take one of the two out", key=key, home=home)
                )
        return self

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_a_switch_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse ``true`` where a number belongs, which would be read as 1."""
        kinds = _kinds(cls.model_fields[str(info.field_name)].annotation)
        if isinstance(value, bool) and bool not in kinds:
            if int in kinds and float not in kinds:
                raise ValueError(_("expected a whole number"))
            if float in kinds:
                raise ValueError(_("expected a number"))
        return value


def _kinds(annotation: Any) -> set[Any]:
    """Plain types that a key takes by itself, not within a list or table."""
    inner = get_args(annotation)
    if not inner or getattr(annotation, "__origin__", None) in (tuple, list, dict):
        return {annotation}
    return set[Any]().union(*(_kinds(one) for one in inner))
