import subprocess
import sys

import pytest
import typer

from monitor.cli import COMMANDS, app

HEAVY = {"sqlalchemy", "alembic", "apprise", "jinja2", "rich", "pydantic", "opencc", "holidays", "luqum", "requests"}


def loaded(code):
    """The heavy libraries that a new interpreter has imported after the code."""
    code = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return HEAVY & set(done.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_is_that_of_the_command(name):
    command = typer.main.get_command(app).commands[name]
    assert (command.name, command.help) == (name, COMMANDS[name].help)


def test_the_command_line_imports_no_heavy_library():
    assert loaded("import monitor.cli") == set()


def test_reading_the_configuration_imports_no_database_and_no_channels():
    unwanted = {"sqlalchemy", "alembic", "apprise", "jinja2", "rich", "requests", "holidays"}
    assert loaded("import monitor.cli.config, monitor.cli.common") & unwanted == set()
