"""Commands whose modules are imported only when they run: the libraries behind all of them take a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer

from monitor.cli.localized import Context, LocalizedCommand, LocalizedGroup, first_sentence


@dataclass(frozen=True)
class LazyCommand:
    """A command or a group of commands: `module:attribute`, and its help."""

    target: str
    help: str

    def load(self, name: str) -> Any:
        """Import the module and build the command."""
        module, attribute = self.target.split(":")
        target = getattr(import_module(module), attribute)
        around = typer.Typer(add_completion=False, rich_markup_mode=None)
        # A callback keeps Typer from putting a lone command in the place of its group.
        around.callback()(_nothing)
        if isinstance(target, typer.Typer):
            for command in target.registered_commands:
                command.cls = LocalizedCommand
            around.add_typer(target, name=name, cls=LocalizedGroup)
        else:
            around.command(name, cls=LocalizedCommand)(target)
        return typer.main.get_group(around).commands[name]


def _nothing() -> None:
    """Do nothing before the command."""


class _Commands(dict[str, Any]):
    """The commands by name; those not yet imported are built when they are retrieved."""

    def __init__(self, registry: Mapping[str, LazyCommand]) -> None:
        super().__init__(registry)

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        if isinstance(found, LazyCommand):
            found = found.load(name)
            self[name] = found
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """Return the command, or the default."""
        try:
            return self[name]
        except KeyError:
            return default

    def items(self) -> Any:
        """Return all commands with their names."""
        return [(name, self[name]) for name in self]

    def values(self) -> Any:
        """Return all commands."""
        return [self[name] for name in self]


def lazy_group(registry: Mapping[str, LazyCommand]) -> type[LocalizedGroup]:
    """Make a group class that knows the names and the help of its commands without importing them."""

    class LazyGroup(LocalizedGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands = _Commands(registry)

        def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
            return list(registry)

        def help_of(self, ctx: Context, name: str) -> str:  # noqa: ARG002
            return first_sentence(registry[name].help)

    return LazyGroup
