"""What every table of a configuration file is made of: the base class, and numbers within limits."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Case = Literal["low", "central", "high"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_a_switch_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse ``true`` where a number belongs, which would be read as 1."""
        kinds = _kinds(cls.model_fields[str(info.field_name)].annotation)
        if isinstance(value, bool) and bool not in kinds:
            if int in kinds and float not in kinds:
                raise ValueError("expected a whole number")
            if float in kinds:
                raise ValueError("expected a number")
        return value


def _kinds(annotation: Any) -> set[Any]:
    """Plain types that a key takes by itself, not within a list or table."""
    inner = get_args(annotation)
    if not inner or getattr(annotation, "__origin__", None) in (tuple, list, dict):
        return {annotation}
    return set[Any]().union(*(_kinds(one) for one in inner))
