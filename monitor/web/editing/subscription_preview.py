"""The preview of a subscription.

It contains the matches of its topics, the newest notices that also pass its filters, and the alerts before deadlines,
dates of targets and expected dates.
"""

from dataclasses import replace
from datetime import timedelta

from pydantic import ValidationError

from monitor.alerting.due_alerts import match_all_sources
from monitor.alerting.preview import dated_items, matcher_for
from monitor.config import Config, Subscription
from monitor.ports import Transaction
from monitor.web.editing.forms import FormError
from monitor.web.editing.preview import DAYS, SHOWN, Accept, Preview, query_preview
from monitor.web.editing.subscription_fields import SubscriptionForm, fields_of
from monitor.web.site import WebSite

EXAMINED_DATED = 50
"""The maximum number of notices with a deadline, and of notices with a target, that are examined."""


def topics_preview(site: WebSite, config: Config, owner: str, form: SubscriptionForm) -> Preview | None:
    """Return the preview of a subscription, or None if no topic is chosen in the form.

    All notices that match one of the chosen topics are counted. Only notices that also fit the scope and the filters in
    the form are listed.
    """
    queries = [topic.query for topic in config.topics if topic.id in form.topics]
    subscription = _subscription(config, form)
    accept = _accepted(config, subscription) if subscription else None
    found = query_preview(site, config, owner, " OR ".join(f"({query})" for query in queries), accept)
    if found is None or found.error or subscription is None:
        return found
    now = site.clock()
    with site.store.reading() as tx:
        dated = dated_items(tx, config, subscription, now - timedelta(days=DAYS), now, EXAMINED_DATED)
    return replace(found, dated=dated[:SHOWN])


def _subscription(config: Config, form: SubscriptionForm) -> Subscription | None:
    """Return a subscription with the values in the form, or None if a value is invalid.

    Topics that do not exist are left out.
    """
    known = {topic.id for topic in config.topics}
    try:
        fields = fields_of(form, None)
        fields["topics"] = [name for name in form.topics if name in known]
        fields["channels"] = list(form.channels) or ["none"]
        return Subscription.model_validate({"id": "preview", **fields})
    except (FormError, ValidationError):
        return None


def _accepted(config: Config, subscription: Subscription) -> Accept:
    """Return a function that tells whether the subscription matches the notice with a given id."""
    matcher = matcher_for(config, subscription)

    def is_match(tx: Transaction, notice: int) -> bool:
        record = tx.notices.get(notice)
        return record is not None and bool(list(match_all_sources(tx, matcher, record, subscription.on[0])))

    return is_match
