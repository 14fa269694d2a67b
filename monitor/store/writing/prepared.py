"""A function that computes all data recorded with the text of a notice. It needs neither database nor write lock."""

from datetime import date

from crawler.model.notice import Notice
from monitor.alerting.documents import whole_matchable
from monitor.identity.normalized import NormalizedNotice, normalize_notice
from monitor.model.prepared import PreparedText
from monitor.model.targets import target_days
from monitor.store.identity import pack_gist
from monitor.store.search.index import search_text
from monitor.store.series.membership import series_place
from monitor.store.writing.json_text import as_json
from monitor.topics import Matchable


def prepare_text(
    dialect: str, notice: Notice, matchable: Matchable | None = None, gist: NormalizedNotice | None = None
) -> PreparedText:
    """Return the data that is recorded with the text of a notice, in the form for the SQL dialect `dialect`.

    `matchable` and `gist` are the notice as prepared for queries and for comparisons. They are computed if omitted.
    """
    deadlines: set[date] = {deadline.date for deadline in notice.deadlines}
    targets: set[date] = {day for _, day in target_days(notice)}
    return PreparedText(
        document=as_json(notice.model_dump(mode="json")),
        search=search_text(dialect, notice, matchable or whole_matchable(notice)),
        series=series_place(notice),
        deadlines=tuple(sorted(deadlines)),
        targets=tuple(sorted(targets)),
        gist=pack_gist(gist or normalize_notice(notice)),
    )
