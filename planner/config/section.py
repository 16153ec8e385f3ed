"""What every table of a configuration file is made of: the base class, and numbers within limits."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Case = Literal["low", "central", "high"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
