"""Functions that check the values of forms, and read the configuration as it is in the files."""

import os
import re
from dataclasses import dataclass

from starlette.requests import Request

from crawler.model.yaml_file import ConfigError
from monitor.config import Config, load_config
from monitor.config.entry_files import entry_files
from monitor.errors import MonitorError
from monitor.service.edited_files import FILES, EditConflictError, EditedFile, EditedKind, EditError, read_edited
from monitor.text.fault_phrases import localized_faults
from monitor.text.i18n import gettext
from monitor.views.disabled_entries import disabled_lines
from monitor.web.site import WebSite

LINE_LIMIT = 200
LIST_LIMIT = 200


class FormError(MonitorError):
    """A value of a form is invalid. The message is for the user."""


@dataclass(frozen=True)
class EditorState:
    """The configuration as it is in the files, for the pages that edit entries of one kind, such as topics.

    `config` may be newer than the configuration in use. `file` is the only file that the pages may change. `files`
    contains the path of the file that defines each entry, by the entry's id. `problem` is the reason why nothing can be
    changed, or None.
    """

    config: Config
    file: EditedFile
    files: dict[str, str]
    problem: str | None

    def is_editable(self, name: str) -> bool:
        """Return whether the page may change the entry with the id `name`."""
        return self.problem is None and self.file.entry(name) is not None

    @property
    def warnings(self) -> list[str]:
        """Sentences about the invalid entries of the configuration. Other entries can be changed in spite of them."""
        lines = [line for entry in self.config.faulty for line in disabled_lines(entry)]
        return [line.replace(f"{self.config.folder}{os.sep}", "") for line in lines]


def editor_state(site: WebSite, kind: EditedKind) -> EditorState:
    """Read the configuration folder, and return the state for editing entries of this kind."""
    config = site.config
    problem = None
    file = EditedFile("", "", ())
    try:
        config = load_config(config.folder, lenient=True)
        file = read_edited(config.folder, kind)
    except ConfigError as error:
        problem = localized_faults(error).replace(str(config.folder), "")
    except EditError as error:
        problem = str(error)
    return EditorState(config, file, entry_files(config.folder, kind), problem)


def status_of(error: Exception | None) -> int:
    """Return the HTTP status of a page that shows why a change was refused, or 200 if `error` is None."""
    if error is None:
        return 200
    return 409 if isinstance(error, EditConflictError) else 400


def user_of(request: Request) -> str:
    """Return the name under which changes by the user of this request are recorded."""
    return f"web:{request.state.owner}"


def file_of(kind: EditedKind) -> str:
    """Return the path of the file for the entries of this kind that the web page may change.

    The web page changes no other file for this kind. The path is relative to the configuration folder.
    """
    return FILES[kind]


def one_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return the text with each sequence of blanks and line breaks replaced by one space.

    Raises FormError if the result has more than `limit` characters or contains invisible characters.
    """
    line = " ".join(text.split())
    if len(line) > limit:
        raise FormError(gettext("at most {count} characters are allowed here", count=limit))
    if not line.isprintable():
        raise FormError(gettext("the text contains control characters or invisible characters"))
    return line


def several(text: str) -> list[str]:
    """Return the lines of a text, without empty lines.

    Raises FormError if there are too many lines, or if a line is too long or contains invisible characters.
    """
    lines = [one_line(line) for line in text.splitlines() if line.strip()]
    if len(lines) > LIST_LIMIT:
        raise FormError(gettext("at most {count} lines are allowed here", count=LIST_LIMIT))
    return lines


def new_id(written: str, name: str) -> str:
    """Return the id of a new entry: `written`, or an id derived from the entry's `name` if `written` is empty."""
    return one_line(written, 100) or re.sub(r"[\s/]+", "-", name)[:60].strip("-")
