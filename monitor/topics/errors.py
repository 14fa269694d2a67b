"""Why a query is refused."""


class QueryError(ValueError):
    """The query cannot be read, or would match everything.

    `column` counts from 1 in the query as it was written, None where there is no single place.
    """

    def __init__(self, message: str, column: int | None = None) -> None:
        self.column = column
        super().__init__(f"column {column}: {message}" if column else message)


class SynonymError(ValueError):
    """A synonym set cannot be used; `key` is the set's."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)
