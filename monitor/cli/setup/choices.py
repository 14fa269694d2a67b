"""Reading of the choices for `noticewatch init`, from options or from answers."""

from pydantic import ValidationError

from monitor.cli.common import topic_or_query
from monitor.config import Config, Settings
from monitor.config.starter import CHANNEL, StarterChoice, find_region, regions_of
from monitor.errors import UnknownError
from monitor.text.i18n import LANGUAGES, Language, gettext


def chosen(
    known: Config,
    language: str | None,
    provinces: list[str] | None,
    topics: list[str] | None,
    channel: str | None,
) -> StarterChoice:
    """Return a choice that is given by the names of provinces and topics. Raises UnknownError."""
    ids = {topic.id for topic in known.topics}
    named = tuple(topic for topic in topics or () if topic in ids)
    queries = [topic for topic in topics or () if topic not in ids]
    return StarterChoice(
        language=_language(language),
        regions=None if provinces is None else tuple(region(known, name) for name in provinces),
        topics=named if topics else None,
        queries=tuple((query_id(number), valid_query(known, query)) for number, query in enumerate(queries, 1)),
        channel=None if channel is None else valid_channel(channel),
    )


def _language(written: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == written), None)


def region(known: Config, name: str) -> str:
    """Return the region that a name means. Raises UnknownError."""
    regions = regions_of(known.sources)
    found = find_region(name, regions)
    if found is None:
        raise UnknownError(
            gettext(
                "no source of the catalogue belongs to {name}; it has {known}",
                name=repr(name),
                known=", ".join(regions),
            )
        )
    return found


def query_id(number: int) -> str:
    """Return the id of the user's topic with this number."""
    return "my-topic" if number == 1 else f"my-topic-{number}"


def valid_query(known: Config, query: str) -> str:
    """Return a query. Raises UnknownError if it is invalid."""
    topic_or_query(known, query)
    return query


def valid_channel(url: str) -> str:
    """Return the URL of a channel. Raises UnknownError if Apprise does not accept it."""
    from monitor.delivery.channels import Channels

    try:
        channels = Settings.model_validate({"channels": {CHANNEL: url}}).channels
    except ValidationError as error:
        raise UnknownError(gettext("--channel: expected a URL such as mailtos://user:password@example.org")) from error
    for fault in Channels(channels).check().values():
        raise UnknownError(gettext("--channel: {fault}", fault=fault))
    return url
