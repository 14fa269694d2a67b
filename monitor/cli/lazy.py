"""Commands that are imported only when they are needed. Importing the libraries of all commands would take a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer

from monitor.cli.localized import Context, LocalizedCommand, LocalizedGroup, first_sentence


@dataclass(frozen=True)
class LazyCommand:
    """A command or command group, given by its import path `module:attribute` and its help."""

    target: str
    help: str

    def load(self, name: str) -> Any:
        """Import the command's module, build the command and return it. `name` is the name that the command gets."""
        module, attribute = self.target.split(":")
        target = getattr(import_module(module), attribute)
        around = typer.Typer(add_completion=False, rich_markup_mode=None)
        # Without a callback, Typer would replace a group that has a single command by that command.
        around.callback()(_nothing)
        if isinstance(target, typer.Typer):
            for command in target.registered_commands:
                command.cls = LocalizedCommand
            around.add_typer(target, name=name, cls=LocalizedGroup)
        else:
            around.command(name, cls=LocalizedCommand)(target)
        return typer.main.get_group(around).commands[name]


def _nothing() -> None:
    """Do nothing. `LazyCommand.load` needs a callback for the temporary group in which it builds a command."""


class _Commands(dict[str, Any]):
    """The commands by name. Each command is imported and built when it is first retrieved."""

    def __init__(self, registry: Mapping[str, LazyCommand]) -> None:
        super().__init__(registry)

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        if isinstance(found, LazyCommand):
            found = found.load(name)
            self[name] = found
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """Return the command with this name, or `default`."""
        try:
            return self[name]
        except KeyError:
            return default

    def items(self) -> Any:
        """Return the names and commands, importing all of them."""
        return [(name, self[name]) for name in self]

    def values(self) -> Any:
        """Return the commands, importing all of them."""
        return [self[name] for name in self]


def lazy_group(registry: Mapping[str, LazyCommand]) -> type[LocalizedGroup]:
    """Return a group class that has the names and help texts of its commands without importing the commands."""

    class LazyGroup(LocalizedGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands = _Commands(registry)

        def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
            return list(registry)

        def help_of(self, ctx: Context, name: str) -> str:  # noqa: ARG002
            return first_sentence(registry[name].help)

    return LazyGroup
