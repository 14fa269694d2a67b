"""The fields of a subscription in a form, and what they mean in the file. Pure functions; no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.config import Subscription
from monitor.text.i18n import gettext
from monitor.text.sanitize import plain
from monitor.web.editing.forms import FormError, one_line, several

EVENTS = ("new", "revised", "deadline", "interpretation")
LISTS = ("regions", "issuers", "kinds", "sources", "units")
_DEFAULTS: Mapping[str, Any] = {
    "scope": "measure",
    "on": ["new"],
    "days_before": [7],
    "deliver": "now",
    "snooze": None,
    "language": None,
    "filters": {},
    "enabled": True,
}


@dataclass(frozen=True)
class SubscriptionForm:
    """The values of the form, as the user wrote them."""

    id: str = ""
    topics: Sequence[str] = ()
    channels: Sequence[str] = ()
    scope: str = "measure"
    on: Sequence[str] = ("new",)
    days_before: str = "7"
    deliver: str = "now"
    snooze: str = ""
    language: str = ""
    lists: Mapping[str, str] | None = None
    enabled: bool = True

    def list_text(self, name: str) -> str:
        """Return the lines of a filter, without invisible characters."""
        return "\n".join(map(plain, (self.lists or {}).get(name, "").splitlines()))


def form_of(subscription: Subscription) -> SubscriptionForm:
    """Return the form that shows a subscription. `deliver` is empty if it has a form that only the file can have."""
    written = subscription.model_dump(mode="json", exclude_none=True)
    deliver = written.get("deliver", "now")
    if isinstance(deliver, dict):
        deliver = deliver["cron"] if set(deliver) == {"cron"} else ""
    return SubscriptionForm(
        subscription.id,
        subscription.topics,
        subscription.channels,
        subscription.scope,
        subscription.on,
        ", ".join(map(str, subscription.days_before)),
        deliver,
        written.get("snooze", ""),
        written.get("language", ""),
        {name: "\n".join(getattr(subscription.filters, name)) for name in LISTS},
        subscription.enabled,
    )


def fields_of(form: SubscriptionForm, known: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the fields to write. Fields that the file leaves out and that have their default value are left out.

    `known` is the present entry in the file, or None if there is none. Raise FormError if a value is invalid.
    """
    old = known or {}
    fields: dict[str, Any] = {
        "topics": [one_line(name) for name in form.topics],
        "channels": [one_line(name) for name in form.channels],
        "scope": one_line(form.scope),
        "on": [name for name in EVENTS if name in form.on],
        "days_before": _numbers(form.days_before),
        "snooze": one_line(form.snooze) or None,
        "language": one_line(form.language) or None,
        "filters": _filters(form, old.get("filters") or {}),
        "enabled": form.enabled,
    }
    if deliver := one_line(form.deliver):
        fields["deliver"] = deliver
    return {name: value for name, value in fields.items() if not _is_unchanged(name, value, old)}


def _is_unchanged(name: str, value: Any, old: Mapping[str, Any]) -> bool:
    if name not in old:
        return name in _DEFAULTS and _DEFAULTS[name] == value
    return bool(old[name] == value) or (isinstance(value, list) and len(value) == 1 and old[name] == value[0])


def _numbers(written: str) -> list[int]:
    parts = one_line(written).replace("，", ",").replace(",", " ").split()
    if not all(part.isdecimal() and len(part) < 5 for part in parts):
        raise FormError(gettext("expected numbers of days, such as 14, 3"))
    return [int(part) for part in parts] or [7]


def _filters(form: SubscriptionForm, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters, with those of `old` that the form does not have."""
    found = {name: several((form.lists or {}).get(name, "")) for name in LISTS}
    kept = {name: value for name, value in old.items() if name not in LISTS}
    return kept | {name: values for name, values in found.items() if values or name in old}
