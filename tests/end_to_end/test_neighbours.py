"""Healthy sources beside hostile ones: every healthy source goes on."""

import sqlite3
import time
from contextlib import closing

import pytest

from tests.end_to_end.conftest import until
from tests.hostile_sites import KINDS, address_of, served

pytestmark = pytest.mark.slow
HEALTHY = 3


def test_every_healthy_source_goes_on_beside_hostile_ones(world):
    with served(HEALTHY, len(KINDS)) as port:
        for number in range(HEALTHY + len(KINDS)):
            name = "healthy" if number < HEALTHY else "hostile"
            world.source(f"{name}-{number}", f"http://{address_of(number)}:{port}/list/", type="auto")
        daemon = world.start("run")
        try:
            until(lambda: _polls(world) >= 1)
            began = time.monotonic()
            seen = _polls(world)
            until(lambda: _polls(world) >= seen + 3)
            assert time.monotonic() - began < 40
        finally:
            daemon.kill()
            daemon.communicate()


def _polls(world):
    """The fewest polls that a healthy source has on record."""
    path = world.folder / "noticewatch.db"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT source_id, COUNT(*) FROM poll "
                "WHERE source_id LIKE 'healthy-%' AND outcome != 'failed' GROUP BY 1"
            ).fetchall()
    except sqlite3.OperationalError:
        # The daemon has not yet created its database, or its tables.
        return 0
    return min((count for _, count in rows), default=0) if len(rows) == HEALTHY else 0
