"""Commands close their connections to PostgreSQL, however they end."""

import pytest

from tests import postgres

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("status", "--check"), 1),
        (("status", "--json"), 0),
        (("notices", "show", "99"), 2),
        (("lists", "list"), 0),
        (("deliveries", "retry", "99"), 2),
        (("crawl",), 2),
    ],
)
def test_a_command_leaves_no_connection_open(world, arguments, code):
    with postgres.database() as url:
        settings = world.folder / "noticewatch.yaml"
        settings.write_text(settings.read_text() + f"database: {url}\n")
        world.run("lists", "list", code=0)
        done = world.run(*arguments, code=code)
    assert "ResourceWarning" not in done.stderr
    assert "still open" not in done.stderr
