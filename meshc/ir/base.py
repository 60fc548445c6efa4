"""What every part of the intermediate representation shares: it is frozen, and it knows where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import CoreSchema, core_schema

from meshc.source import BUILT_IN, Origin


class Origins(dict[str, Origin]):
    """Origins of a node's fields by field name, and of the node itself under the empty name.

    Where a value comes from is no part of what it is, so two of these always compare equal.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origins)

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, Origins)

    def __hash__(self) -> int:  # type: ignore[override]
        return 0

    def __deepcopy__(self, memo: dict[int, Any]) -> Origins:
        """Itself: pydantic copies a default for every node, and nothing changes one after it is made."""
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(cls)


NO_ORIGINS = Origins()


class Node(BaseModel):
    """A part of the IR."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    origins: SkipJsonSchema[Annotated[Origins, Field(exclude=True, repr=False)]] = NO_ORIGINS

    def origin(self, field: str = "") -> Origin:
        """Where a field comes from: its own place, that of the node, or the default where nobody set it."""
        found = self.origins.get(field)
        if found is not None:
            return found
        if field and field not in self.model_fields_set:
            return BUILT_IN
        return self.origins.get("", BUILT_IN)


Milliseconds: TypeAlias = Annotated[int, Field(ge=0, description="milliseconds")]
Mebibytes: TypeAlias = Annotated[int, Field(ge=0, description="MiB")]
Gibibytes: TypeAlias = Annotated[int, Field(ge=0, description="GiB")]
VirtualCpus: TypeAlias = Annotated[float, Field(ge=0, description="vCPU")]
Percent: TypeAlias = Annotated[float, Field(ge=0, le=100, description="percent")]
PortNumber: TypeAlias = Annotated[int, Field(ge=1, le=65535)]
Off: TypeAlias = Literal["off"]
JsonObject: TypeAlias = Mapping[str, Any]
