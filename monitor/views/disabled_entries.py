"""Functions that describe faulty entries of the configuration. Pure functions; no I/O."""

from collections.abc import Mapping
from typing import Any

from monitor.config import DisabledEntry
from monitor.config.entries import EntryKind
from monitor.text.fault_phrases import localized_fault
from monitor.text.i18n import N_, gettext

_DISABLED: Mapping[EntryKind, str] = {
    "source": N_("source {name} is disabled: {fault}"),
    "topic": N_("topic {name} is disabled: {fault}"),
    "subscription": N_("subscription {name} is disabled: {fault}"),
    "list": N_("list {name} is disabled; its entries remain unchanged: {fault}"),
    "channel": N_("channel {name} is disabled, and its messages are queued: {fault}"),
}
_PARTLY = N_("subscription {name} is used without its faulty settings: {fault}")
_LIST_PARTLY = N_("list {name} is used without its faulty settings: {fault}")


def disabled_lines(entry: DisabledEntry) -> list[str]:
    """Return one sentence for each fault of an entry, in the current language."""
    partly = _LIST_PARTLY if entry.kind == "list" else _PARTLY
    template = partly if entry.partly else _DISABLED[entry.kind]
    name = entry.id or gettext("without an id")
    return [gettext(template, name=name, fault=localized_fault(fault)) for fault in entry.faults]


def disabled_object(entry: DisabledEntry) -> dict[str, Any]:
    """Return a faulty configuration entry as a JSON object with its kind, id and faults, in English."""
    return {
        "what": entry.kind,
        "id": entry.id,
        "disabled": not entry.partly,
        "faults": [
            {"file": fault.file, "line": fault.line, "field": fault.field, "message": fault.message}
            for fault in entry.faults
        ],
    }
