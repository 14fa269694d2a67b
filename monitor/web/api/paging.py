"""The query parameters for paging, and the JSON form of a page of results."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, Field

ID_LIMIT = 2**31 - 1
"""The largest id that a 32-bit column can store."""
Id = Annotated[int, Path(ge=1, le=ID_LIMIT)]
Limit = Annotated[int, Query(ge=1, le=200, description="Maximum number of items.")]
Before = Annotated[int | None, Query(ge=1, le=ID_LIMIT, description="The `next` of the previous page.")]
Words = Annotated[str, Query(max_length=4000)]


class ResultPage(BaseModel):
    """A page of results. If `next` is null, it is the last page."""

    items: list[dict[str, Any]]
    next: Annotated[int | str | None, Field(description="Repeat the request with this value to get the next page.")]
