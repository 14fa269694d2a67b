"""The check which programs a source may run: only files inside the configuration folder."""

import os
from collections.abc import Sequence
from pathlib import Path


class ProgramPathError(Exception):
    """The program may not be run. The message is a sentence without a full stop."""


def program_of(folder: Path | None, command: Sequence[str]) -> list[str]:
    """Return the program of a source with its arguments; the program is an executable file inside the folder.

    Raise ProgramPathError if it is not, also if a symbolic link leads out of the folder.
    """
    if folder is None:
        raise ProgramPathError("programs are not run unless noticewatch.yaml has `allow_commands: true`")
    try:
        root = folder.resolve(strict=True)
        path = (root / command[0]).resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise ProgramPathError(f"there is no program {command[0]!r} in the configuration folder") from error
    if Path(command[0]).is_absolute() or not path.is_relative_to(root):
        raise ProgramPathError(f"the program {command[0]!r} is outside the configuration folder")
    if not path.is_file() or not os.access(path, os.X_OK):
        raise ProgramPathError(f"the program {command[0]!r} is not an executable file")
    return [str(path), *command[1:]]
