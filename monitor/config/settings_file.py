"""Functions that read and validate noticewatch.yaml. An invalid channel does not make the whole file invalid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crawler.model.checks.validation import suggest
from crawler.model.configfile import FaultyEntry, parse_model
from crawler.model.yaml_file import ConfigError, Document, Fault, Path_, read_yaml
from monitor.config.addresses import address_fault
from monitor.config.interpolation import Interpolator
from monitor.config.redaction import Secrets, hide_addresses
from monitor.config.settings import Settings


@dataclass(frozen=True)
class SettingsFile:
    """The settings of noticewatch.yaml without the faulty channels.

    `faulty` contains the faulty channels with their faults. `hidden` contains the values substituted from the
    environment and files, which may be secret. `warnings` contains messages about variables that were not set and whose
    defaults were used.
    """

    settings: Settings
    faulty: tuple[FaultyEntry, ...] = ()
    hidden: tuple[str, ...] = ()
    warnings: tuple[Fault, ...] = ()


def read_settings(path: Path, environment: Mapping[str, str]) -> SettingsFile:
    """Read and validate noticewatch.yaml, with variables replaced by the values in `environment`.

    Invalid channels are left out of the settings, and their faults are collected. Raises ConfigError if any other part
    of the file is invalid.
    """
    document = read_yaml(path)
    data = document.data if document.data is not None else {}
    values = Interpolator(document, environment)
    written = _addresses_by_path(data)
    data = values.interpolate(data, ())
    faulty = _by_channel(data, [*values.faults, *_address_faults(document, data, written)])
    secrets = Secrets([*values.taken, *_addresses(data)])
    data = _without_channels(data, faulty)
    try:
        settings = parse_model(Settings, document, data)
    except ConfigError as error:
        more = _by_channel(data, [_without(secrets, fault) for fault in error.faults])
        faulty |= more
        settings = parse_model(Settings, document, _without_channels(data, more))
    if settings.operator is not None and settings.operator not in {*settings.channels, *faulty}:
        hint = suggest(settings.operator, settings.channels)
        raise ConfigError([document.fault(("operator",), f"there is no channel {settings.operator!r}{hint}")])
    entries = tuple(FaultyEntry(name, tuple(faults)) for name, faults in faulty.items())
    return SettingsFile(settings, entries, tuple(sorted(values.taken)), tuple(values.defaults))


def _by_channel(data: Any, faults: Sequence[Fault]) -> dict[str, list[Fault]]:
    """Return the faults in the settings of channels, grouped by channel name.

    `data` contains all settings. Raises ConfigError if any of the faults is in another setting.
    """
    channels = data.get("channels") if isinstance(data, dict) else None
    names = sorted(map(str, channels), key=len, reverse=True) if isinstance(channels, dict) else []
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        around = fault.field.removeprefix("channels.")
        name = next((name for name in names if around == name or around.startswith((f"{name}.", f"{name}["))), None)
        if name is None or around == fault.field:
            raise ConfigError(faults)
        found.setdefault(name, []).append(fault)
    return found


def _without_channels(data: Any, names: Mapping[str, Any]) -> Any:
    if not names:
        return data
    return {**data, "channels": {name: value for name, value in data["channels"].items() if str(name) not in names}}


def _address_faults(document: Document, data: Any, written: Mapping[Path_, str]) -> list[Fault]:
    """Return a fault for each URL in the settings that contains unencoded special characters.

    `data` contains the settings with variables replaced. `written` contains the URLs before the replacement. Its keys
    are the positions of the URLs in the file, such as `("database",)`.
    """
    faults = {
        # A database driver does not accept an `@`, even from a variable.
        path: address_fault(address, None if path == ("database",) else written.get(path))
        for path, address in _addresses_by_path(data).items()
    }
    return [document.fault(path, fault) for path, fault in faults.items() if fault]


def _addresses_by_path(data: Any) -> dict[Path_, str]:
    if not isinstance(data, dict):
        return {}
    channels = data.get("channels")
    found: dict[Path_, Any] = {("database",): data.get("database"), ("heartbeat",): data.get("heartbeat")}
    for name, channel in (channels if isinstance(channels, dict) else {}).items():
        found["channels", name] = channel.get("url") if isinstance(channel, dict) else channel
    return {path: address for path, address in found.items() if isinstance(address, str)}


def _without(secrets: Secrets, fault: Fault) -> Fault:
    field, message = (hide_addresses(secrets.hide(text)) for text in (fault.field, fault.message))
    return replace(fault, field=field, message=message)


def _addresses(data: Any) -> Iterator[str]:
    """Yield the values that are hidden in error messages: settings that must be URLs, and the secrets of webhooks."""
    given = [data.get("database"), data.get("channels"), data.get("heartbeat")] if isinstance(data, dict) else []
    for setting in given:
        for value in (
            setting.values() if isinstance(setting, dict) else setting if isinstance(setting, list) else [setting]
        ):
            fields = [value.get("url"), value.get("secret")] if isinstance(value, dict) else [value]
            yield from (str(field) for field in fields if field is not None and not isinstance(field, dict | list))
