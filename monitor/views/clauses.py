"""The clauses of a notice with their responsible units, targets and deadlines. Pure functions; no I/O."""

from collections.abc import Iterator, Sequence

from crawler.model.notice import Clause, Deadline, Notice, Target
from crawler.text.fold import fold
from monitor.messages.relevant_clauses import matched_clauses
from monitor.text.i18n import comma, enumeration, gettext, ngettext
from monitor.topics import Term
from monitor.views.facts import DEADLINE_FOR, Fact
from monitor.views.rows import Row, Style, row
from monitor.views.tables import MEASURE_ROLES, clause_of


def count_facts(notice: Notice) -> Iterator[Fact]:
    """Yield a fact about the number of measures and, if the notice has deadlines, a fact about their number.

    The first fact also states how many measures have responsible units and how many have targets. The second also
    states the dates of the first and the last deadline.
    """
    measures = [clause for clause in notice.clauses if clause.role in MEASURE_ROLES]
    with_units = sum(bool(clause.responsible_units) for clause in measures)
    with_targets = sum(bool(clause.targets) for clause in measures)
    said = [
        ngettext("{count} with responsible units", "{count} with responsible units", with_units),
        ngettext("{count} with targets", "{count} with targets", with_targets),
    ]
    detail = gettext("{count}: {parts}", count=len(measures), parts=comma(*said))
    yield Fact("measures", detail if measures else None)
    if notice.deadlines:
        first = min(deadline.date for deadline in notice.deadlines)
        last = max(deadline.date for deadline in notice.deadlines)
        count = len(notice.deadlines)
        yield Fact("deadlines", f"{count}  ({first})" if first == last else f"{count}  ({first} – {last})")


def clause_rows(notice: Notice) -> Iterator[Row]:
    """Yield the rows of all clauses that have responsible units, targets or deadlines.

    The row of a clause is followed by a row for each of its units, targets and deadlines.
    """
    due = _deadlines_by_clause(notice)
    for place, clause in enumerate(notice.clauses):
        details = [*_units(clause), *map(_target, clause.targets), *map(_deadline, due.get(place, ()))]
        if details:
            yield row("·".join(clause.path), clause.heading or clause.text[:40], "heading")
            for text, style in details:
                yield row(" ", text, style)


def _deadlines_by_clause(notice: Notice) -> dict[int, list[Deadline]]:
    places = {id(clause): place for place, clause in enumerate(notice.clauses)}
    found: dict[int, list[Deadline]] = {}
    for deadline in notice.deadlines:
        clause = clause_of(notice, deadline)
        if clause is not None:
            found.setdefault(places[id(clause)], []).append(deadline)
    return found


def _units(clause: Clause) -> Iterator[tuple[str, Style]]:
    if not clause.responsible_units:
        return
    ranked = len(clause.responsible_units) > 1
    lead = clause.lead_units if ranked else ()
    supporting = clause.supporting_units if ranked else ()
    others = [unit for unit in clause.responsible_units if unit not in (*lead, *supporting)]
    if lead:
        yield gettext("lead: {units}", units=enumeration(lead)), "unit"
    if others:
        yield gettext("responsible: {units}", units=enumeration(others)), "unit"
    if supporting:
        yield gettext("supporting: {units}", units=enumeration(supporting)), "unit"


def _target(target: Target) -> tuple[str, Style]:
    if target.by:
        return gettext("target by {date}: {text}", date=target.by, text=target.text), "target"
    return gettext("target: {text}", text=target.text), "target"


def _deadline(deadline: Deadline) -> tuple[str, Style]:
    whom = f"  {gettext(DEADLINE_FOR[deadline.for_whom])}" if deadline.for_whom in DEADLINE_FOR else ""
    return gettext("deadline {date}: {text}", date=deadline.date, text=deadline.text) + whom, "deadline"


def match_places(notice: Notice, terms: Sequence[str]) -> list[str]:
    """Return in which parts of a notice the terms occur: the title, the clauses (as paths), or attachments (as names).

    If the terms occur in none of these, the only item is “text” in the current language.
    """
    patterns = [Term(term).pattern for term in terms]

    def is_in(text: str | None) -> bool:
        folded = fold(text or "")
        return any(pattern.search(folded) for pattern in patterns)

    clauses = ["·".join(match.clause.path) for match in matched_clauses(notice, terms)]
    places = [gettext("title")] if is_in(notice.title) else []
    places += dict.fromkeys(filter(None, clauses))
    for attachment in notice.attachments:
        text = attachment.text or ""
        inside = [member.name for member in attachment.members if is_in(text[member.start : member.end])]
        places += [f"{attachment.name} › {name}" for name in inside] or [attachment.name] * is_in(text)
    return places or [gettext("text")]
