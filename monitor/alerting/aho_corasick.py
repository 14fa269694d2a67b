"""Many strings looked for at once. The only importer of ahocorasick-rs."""

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick

_ENCODING = "utf-16-le"
"""Two bytes a Chinese character instead of three: a third fewer steps."""


class Automaton:
    """Strings by their numbers, all looked for in one pass over a text."""

    def __init__(self, patterns: Iterable[str]) -> None:
        encoded = [pattern.encode(_ENCODING, "surrogatepass") for pattern in patterns]
        self._automaton = BytesAhoCorasick(encoded) if encoded else None

    def found(self, text: str) -> set[int]:
        """The numbers of the strings that stand in a text, also inside one another."""
        if self._automaton is None or not text:
            return set()
        hits = self._automaton.find_matches_as_indexes(text.encode(_ENCODING, "surrogatepass"), overlapping=True)
        # What begins at an odd byte is made of halves of two characters.
        return {number for number, start, _ in hits if not start & 1}
