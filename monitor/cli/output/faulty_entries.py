"""Warnings and errors about faulty entries of the configuration, which the commands report."""

import logging
from collections.abc import Sequence

from crawler.model.yaml_file import ConfigError, read_yaml
from monitor.config import SETTINGS_FILE, Config, DisabledEntry
from monitor.text.sanitize import printable
from monitor.views.disabled_entries import disabled_lines

logger = logging.getLogger(__name__)


def log_disabled(entries: Sequence[DisabledEntry]) -> None:
    """Log a warning for each fault of these faulty entries of the configuration."""
    for entry in entries:
        for line in disabled_lines(entry):
            logger.warning("%s", printable(line), extra={"action": "config"})


def check_channels(config: Config) -> None:
    """Raise ConfigError if Apprise does not accept the URL of a channel."""
    if faults := [fault for entry in rejected_channels(config) for fault in entry.faults]:
        raise ConfigError(faults)


def rejected_channels(config: Config) -> list[DisabledEntry]:
    """Return the channels whose URL Apprise does not accept. Messages for these channels stay queued.

    Each channel is returned with its fault, which contains its line and its name, but never its URL, which is secret.
    """
    if not config.settings.channels:
        return []
    from monitor.delivery.channels import Channels

    wrong = Channels(config.settings.channels).check()
    document = read_yaml(config.folder / SETTINGS_FILE) if wrong else None
    return [
        DisabledEntry("channel", name, (document.fault(("channels", name), message),))
        for name, message in wrong.items()
        if document
    ]
