"""No regular expression takes time that grows faster than its text."""

from tests.patterns.attacks import slow_unit
from tests.patterns.collection import collected


def test_no_regular_expression_grows_faster_than_its_text():
    """All regular expressions of the packages, against inputs generated from each of them."""
    found = collected()
    assert len(found) > 500
    slow = []
    for entry in found:
        pattern = entry.compiled()
        # Measured again before it counts, because other programs slow down a processor's caches, too.
        if slow_unit(pattern, entry.is_anchored) and (unit := slow_unit(pattern, entry.is_anchored)):
            slow.append(f"{entry.place} {unit!r} {entry.pattern[:120]!r}")
    assert not slow, "\n".join(slow)
