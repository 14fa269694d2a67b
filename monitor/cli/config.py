"""The command group `noticewatch config`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.model.faults import ConfigError
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, check_templates, printable, suggestion
from monitor.cli.output.faulty_entries import check_channels
from monitor.cli.query_warnings import config_warnings, latest_texts
from monitor.config import load_config
from monitor.config.redaction import hide_in_logs
from monitor.config.schemas import SchemaName, schema_of, schema_text
from monitor.config.unread_files import unread_files
from monitor.errors import UnknownError
from monitor.service.record_schemas import RecordName, record_schema_text
from monitor.text.fault_phrases import localized_faults
from monitor.text.i18n import comma, gettext, ngettext
from monitor.text.phrases import file_error

app = typer.Typer(help="Check the configuration and print its schemas.", no_args_is_help=True)


@app.command()
def check(config: ConfigDir = DEFAULT_CONFIG) -> None:
    """Check the configuration folder; report every error with file, line and field."""
    loaded = load_config(config)
    hide_in_logs(loaded.secrets)
    check_channels(loaded)
    check_templates(loaded)
    resting = sum(not source.enabled for source in loaded.sources)
    sources = ngettext("{count} source", "{count} sources", len(loaded.sources))
    if resting:
        sources = gettext("{sources} ({count} not enabled)", sources=sources, count=resting)
    counts = comma(
        sources,
        ngettext("{count} topic", "{count} topics", len(loaded.topics)),
        ngettext("{count} subscription", "{count} subscriptions", len(loaded.subscriptions)),
        ngettext("{count} channel", "{count} channels", len(loaded.settings.channels)),
    )
    if warnings := [*loaded.warnings, *unread_files(config)]:
        sys.stderr.write(localized_faults(ConfigError(warnings)) + "\n")
    for warning in config_warnings(loaded, latest_texts(loaded)):
        sys.stderr.write(printable(warning) + "\n")
    typer.echo(gettext("ok: {counts}", counts=counts))


@app.command()
def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="The name of a configuration file (settings, sources, topics, synonyms, subscriptions or lists) or of "
            "a record for other programs (notice, poll-result, ingest-line, event, cloud-event or status).",
            show_default=False,
        ),
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write NAME.schema.json files to this folder.")
    ] = None,
) -> None:
    """Print the JSON Schema of a configuration file or of a record that programs exchange with noticewatch.

    If no name is given, print the schemas of all configuration files as one object.
    """
    names = [_schema_name(name)] if name else list(SchemaName)
    if write is None:
        every = {str(entry): schema_of(entry) for entry in SchemaName}
        typer.echo(_text(names[0]) if name else json.dumps(every, ensure_ascii=False), nl=name is None)
        return
    try:
        write.mkdir(parents=True, exist_ok=True)
        for entry in names:
            (write / f"{entry}.schema.json").write_text(_text(entry), encoding="utf-8")
    except OSError as error:
        raise UnknownError(file_error(write, error)) from error


def _schema_name(written: str) -> SchemaName | RecordName:
    """Return the schema whose name is `written`. Raises UnknownError if there is no such schema."""
    known: dict[str, SchemaName | RecordName] = {str(name): name for name in (*SchemaName, *RecordName)}
    if written not in known:
        raise UnknownError(gettext("there is no schema {name}", name=repr(written)) + suggestion(written, known))
    return known[written]


def _text(name: SchemaName | RecordName) -> str:
    return schema_text(name) if isinstance(name, SchemaName) else record_schema_text(name)
