import pytest

from monitor.service.liveness import LivenessSigns, fault
from tests.monitor.builders import MINUTE, NOW, SECOND


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (LivenessSigns(NOW, NOW), None),
        (LivenessSigns(NOW - 59 * SECOND, NOW - 59 * SECOND, NOW - 9 * MINUTE), None),
        (LivenessSigns(NOW - 2 * MINUTE, NOW), "the database has taken nothing since 07:58 UTC"),
        (LivenessSigns(NOW, NOW - 2 * MINUTE), "what is due has not been looked at since 07:58 UTC"),
        (LivenessSigns(NOW, NOW, NOW - 11 * MINUTE), "no poll has ended since 07:49 UTC"),
    ],
)
def test_who_runs_does_not_always_work(signs, expected):
    assert fault(signs, NOW) == expected
