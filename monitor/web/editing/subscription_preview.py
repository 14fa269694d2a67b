"""The preview of a subscription: the matches of its topics, and the newest notices that also pass its filters."""

from pydantic import ValidationError

from monitor.alerting.preview import matcher_for
from monitor.alerting.reminders import match_all_sources
from monitor.config import Config, Subscription
from monitor.ports import Transaction
from monitor.web.editing.forms import FormError
from monitor.web.editing.preview import Accept, Preview, query_preview
from monitor.web.editing.subscription_fields import SubscriptionForm, fields_of
from monitor.web.site import WebSite


def topics_preview(site: WebSite, config: Config, owner: str, form: SubscriptionForm) -> Preview | None:
    """Return the preview of the chosen topics, or None if no topic is chosen.

    Matches are counted by topic alone. The listed notices also have the subscription's scope and pass its filters.
    """
    queries = [topic.query for topic in config.topics if topic.id in form.topics]
    return query_preview(site, config, owner, " OR ".join(f"({query})" for query in queries), _accepted(config, form))


def _accepted(config: Config, form: SubscriptionForm) -> Accept | None:
    """Return a function that tells whether the subscription in the form matches a notice.

    Return None if the form is not valid.
    """
    known = {topic.id for topic in config.topics}
    try:
        fields = fields_of(form, None)
        fields["topics"] = [name for name in form.topics if name in known]
        fields["channels"] = list(form.channels) or ["none"]
        subscription = Subscription.model_validate({"id": "preview", **fields})
    except (FormError, ValidationError):
        return None
    matcher = matcher_for(config, subscription)

    def is_match(tx: Transaction, notice: int) -> bool:
        record = tx.notices.get(notice)
        return record is not None and bool(list(match_all_sources(tx, matcher, record, "new")))

    return is_match
