"""A class that converts a query as users write it into the syntax that luqum's parser accepts, and a check of brackets.

Columns in error messages still refer to the query as written.
"""

from monitor.topics.errors import QueryError, QueryFault

_SIGNS = {0xFF01 + place: 0x21 + place for place in range(0x5E)} | {0x3000: 0x20}
_SIGNS |= dict.fromkeys(map(ord, "“”„‟「」『』〝〞〟＂"), ord('"'))
_SIGNS |= dict.fromkeys(map(ord, "﹙❨"), ord("(")) | dict.fromkeys(map(ord, "﹚❩"), ord(")")) | {ord("〜"): ord("~")}
_WORDS = {"&&": " AND ", "||": " OR "}


class Spelling:
    """A query, converted from the form in which the user wrote it to the syntax that the parser accepts.

    `plain` is the converted query. `column` returns the column in the original query for each position in it.
    """

    def __init__(self, written: str) -> None:
        try:
            signs = written.encode().decode().translate(_SIGNS)
        except UnicodeError as error:
            raise QueryError(QueryFault.INVALID_CHARACTER) from error
        self._written = written
        self._pieces = list[str]()
        self._columns = list[int]()
        self._spell(signs)
        self.plain = "".join(self._pieces)

    def column(self, place: int | None) -> int | None:
        """Return the column, counted from 1, that corresponds to the position `place` in `plain`.

        A position after the end yields the column of the last character. The result is None if `place` is None or the
        query is empty.
        """
        if place is None or not self._columns:
            return None
        return self._columns[min(place, len(self._columns) - 1)]

    def _spell(self, signs: str) -> None:
        quoted = False
        place = 0
        while place < len(signs):
            sign = signs[place]
            two = signs[place : place + 2]
            if sign == "\\" and len(two) == 2:
                self._put(two, place)
                place += 2
                continue
            if sign == '"':
                quoted = not quoted
            if quoted and sign != '"':
                # Quoted text is kept as written; it is folded later.
                self._put(self._written[place], place)
            elif two in _WORDS:
                self._put(_WORDS[two], place)
                place += 1
            elif sign == "!" and self._begins() and two[1:].strip():
                self._put("NOT ", place)
            else:
                self._put(sign, place)
            place += 1

    def _begins(self) -> bool:
        return not self._pieces or self._pieces[-1][-1].isspace() or self._pieces[-1] in "(:"

    def _put(self, piece: str, place: int) -> None:
        self._pieces.append(piece)
        self._columns.extend([place + 1] * len(piece))


def unbalanced(plain: str) -> tuple[QueryFault, int] | None:
    """Return the fault and position of an unbalanced bracket or quotation mark, or None if there is none.

    `plain` is the converted query (see `Spelling`).
    """
    opened: list[int] = []
    quote = None
    place = 0
    while place < len(plain):
        sign = plain[place]
        if sign == '"':
            quote = place if quote is None else None
        elif quote is None and sign == "(":
            opened.append(place)
        elif quote is None and sign == ")":
            if not opened:
                return QueryFault.BRACKET, place
            opened.pop()
        place += 2 if sign == "\\" else 1
    if quote is not None:
        return QueryFault.QUOTATION_MARK, quote
    return (QueryFault.BRACKET, opened[-1]) if opened else None
