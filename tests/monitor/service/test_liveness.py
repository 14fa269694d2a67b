import pytest

from monitor.service.liveness import LivenessSigns, fault
from tests.monitor.builders import MINUTE, NOW, SECOND


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (LivenessSigns(0 * SECOND, 0 * SECOND), None),
        (LivenessSigns(59 * SECOND, 59 * SECOND, 9 * MINUTE), None),
        (LivenessSigns(2 * MINUTE, 0 * SECOND), "the database has taken nothing since 07:58 UTC"),
        (LivenessSigns(0 * SECOND, 2 * MINUTE), "what is due has not been looked at since 07:58 UTC"),
        (LivenessSigns(0 * SECOND, 0 * SECOND, 11 * MINUTE), "no poll has ended since 07:49 UTC"),
    ],
)
def test_who_runs_does_not_always_work(signs, expected):
    assert fault(signs, NOW) == expected
