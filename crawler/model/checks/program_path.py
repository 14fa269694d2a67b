"""Check whether a source may run a program: only executable files inside the configuration folder are allowed."""

import os
from collections.abc import Sequence
from pathlib import Path

from crawler.model.details.listings import ProgramDetail
from crawler.model.details.sentences import english
from crawler.model.reason import Reason


class ProgramPathError(Exception):
    """The program may not be run."""

    def __init__(self, detail: Reason) -> None:
        super().__init__(english(detail))
        self.detail = detail


def program_of(folder: Path | None, command: Sequence[str]) -> list[str]:
    """Return the command line of a source's program, with the absolute path of the program's file.

    `folder` is the configuration folder, or None if no programs may be run. Raise ProgramPathError if it is None, and
    if the file is missing, not executable, or outside the folder. Symbolic links are resolved first.
    """
    if folder is None:
        raise ProgramPathError(ProgramDetail.NOT_ALLOWED.of())
    try:
        root = folder.resolve(strict=True)
        path = (root / command[0]).resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise ProgramPathError(ProgramDetail.MISSING.of(name=repr(command[0]))) from error
    if Path(command[0]).is_absolute() or not path.is_relative_to(root):
        raise ProgramPathError(ProgramDetail.OUTSIDE.of(name=repr(command[0])))
    if not path.is_file() or not os.access(path, os.X_OK):
        raise ProgramPathError(ProgramDetail.NOT_EXECUTABLE.of(name=repr(command[0])))
    return [str(path), *command[1:]]
