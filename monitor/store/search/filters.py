"""Functions that convert search filters to SQL conditions."""

from typing import Any

from sqlalchemy import TextClause, bindparam, text

from monitor.model.search import SearchFilters
from monitor.store.search.index import ISSUERS, REGION
from monitor.store.tables import UtcDateTime

_MARK = "SELECT 1 FROM reader_mark m WHERE m.notice_id = search_entry.notice_id"


def typed(sql: str, parameters: dict[str, Any]) -> TextClause:
    """Return `sql` as a statement that converts its time parameters to the database's format.

    The time parameters are `since`, `changed`, `start` and `end`. Each of them may be missing in `parameters`.
    """
    times = ("since", "changed", "start", "end")
    moments = [bindparam(name, type_=UtcDateTime()) for name in times if name in parameters]
    return text(sql).bindparams(*moments)


def filtered(filters: SearchFilters) -> tuple[str, dict[str, Any]]:
    """Return the SQL conditions that correspond to `filters`, and the parameters of the conditions.

    Each condition is preceded by ` AND `, so that the conditions can be appended to a WHERE clause.
    """
    sql = ""
    parameters: dict[str, Any] = {}
    for name, place in (("source", "source_id"), ("kind", "kind"), ("month", "month")):
        if (value := getattr(filters, name)) is not None:
            sql += f" AND {place} = :{name}"
            parameters[name] = value
    if filters.issuer is not None:
        sql += " AND :issuer_sep || issuers || :issuer_sep LIKE :issuer ESCAPE '!'"
        parameters |= {"issuer": f"%{ISSUERS}{_escaped(filters.issuer)}{ISSUERS}%", "issuer_sep": ISSUERS}
    if filters.region is not None:
        sql += " AND (region = :region OR region LIKE :region_start ESCAPE '!')"
        parameters |= {"region": filters.region, "region_start": f"{_escaped(filters.region)}{REGION}%"}
    if filters.since is not None:
        sql += " AND first_seen_at >= :since"
        parameters["since"] = filters.since
    if filters.subscription is not None:
        sql += " AND notice_id IN (SELECT notice_id FROM alert WHERE subscription = :subscription)"
        parameters["subscription"] = filters.subscription
    if filters.unread_by is not None:
        sql += f" AND NOT EXISTS ({_MARK} AND m.owner = :unread_by AND m.read_at >= changed_at)"
        parameters["unread_by"] = filters.unread_by
    if filters.starred_by is not None:
        sql += f" AND EXISTS ({_MARK} AND m.owner = :starred_by AND m.starred_at IS NOT NULL)"
        parameters["starred_by"] = filters.starred_by
    return sql, parameters


def _escaped(value: str) -> str:
    return value.replace("!", "!!").replace("%", "!%").replace("_", "!_")
