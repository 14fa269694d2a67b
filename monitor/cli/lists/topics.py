"""The command `noticewatch topics list`."""

from typing import Any

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_folder
from monitor.cli.output.column import Column, get, join
from monitor.cli.output.formats import AsJson, Destination, Excel, Limit, Out, SetupFormat, setup_format
from monitor.cli.output.printing import print_list
from monitor.config import Config
from monitor.text.i18n import N_, gettext

TOPICS = (
    Column("id", N_("id"), get("id"), shown=True, width=24),
    Column("name", N_("name"), get("name"), shown=True, folds=True, width=36),
    Column("query", N_("query"), get("query"), shown=True, folds=True, width=80),
    Column("subscriptions", N_("subscriptions"), join("subscriptions"), spare=True, width=30),
)


def list_topics(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Limit = None,
    form: SetupFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List topics with their queries and the subscriptions that use them."""
    chosen = setup_format(form, out, as_json=as_json)
    rows = _rows(open_folder(config))
    print_list(TOPICS, rows, chosen, gettext("no topics are configured"), Destination(out, excel, limit))


def _rows(config: Config) -> list[dict[str, Any]]:
    return [
        {
            "id": topic.id,
            "name": topic.name,
            "query": topic.query,
            "subscriptions": [
                subscription.id for subscription in config.subscriptions if topic.id in subscription.topics
            ],
        }
        for topic in config.topics
    ]
