"""The command `noticewatch topics add`."""

import re
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_folder, parsed_query, shown_options
from monitor.config.starter import MODELINE, topic_text
from monitor.errors import UnknownError
from monitor.text.i18n import gettext
from monitor.text.phrases import file_error

_ID = re.compile(r"[\w-]{1,60}")


def add_topic(
    topic: Annotated[
        str, typer.Argument(metavar="ID", help="The id of the new topic; it consists of letters, digits and hyphens.")
    ],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="The query of the topic.")],
    config: ConfigDir = DEFAULT_CONFIG,
    name: Annotated[
        str, typer.Option(help="The topic's name in messages. [default: the query]", show_default=False)
    ] = "",
) -> None:
    """Save a query as a topic in a new file under topics/."""
    loaded = open_folder(config)
    if not _ID.fullmatch(topic):
        raise UnknownError(gettext("{id}: an id has letters, digits and hyphens only", id=repr(topic)))
    if any(known.id == topic for known in loaded.topics):
        raise UnknownError(gettext("there is already a topic {id}", id=topic))
    parsed_query(loaded, query)
    path = _write(loaded.folder / "topics", topic, MODELINE + topic_text(topic, query, name))
    message = gettext(
        "{id}: written to {file}; try it with `noticewatch topics test {id}{options}`",
        id=topic,
        file=path,
        options=shown_options(config),
    )
    typer.echo(message)


def _write(folder: Path, topic: str, text: str) -> Path:
    """Write the file of a topic, and return its path. Raises UnknownError if the file exists or cannot be written."""
    path = folder / f"{topic}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UnknownError(file_error(path, error)) from error
    return path
