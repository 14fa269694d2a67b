"""Division of a text into clauses: numbered parts with their headings, roles, responsible units and targets.

Pure functions; no I/O.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from crawler.model.codes import WarningCode
from crawler.model.notice import Clause, ReadingWarning, Target
from crawler.model.reason import Reason, WarningReason
from crawler.reading.fold import fold_text
from crawler.reading.measures.roles import role_of
from crawler.reading.measures.scoring_tables import without_scoring_rows
from crawler.reading.measures.target_dates import TargetDate
from crawler.reading.measures.targets import is_item, item_targets, lead_date, read_targets, state_conditions
from crawler.reading.measures.task_clauses import clause_of
from crawler.reading.measures.task_tables import TaskTable, find_task_tables
from crawler.reading.measures.units import ResponsibleUnits, read_units
from crawler.reading.outline.endings import find_endings
from crawler.reading.outline.leads import LeadSentence, split_joined_heading, split_leads
from crawler.reading.outline.markers import find_markers, is_flat
from crawler.reading.outline.nesting import nest
from crawler.reading.outline.numbering import numbering_warnings
from crawler.reading.outline.tree import Part, build_tree
from crawler.reading.unwrap import unwrap
from crawler.text.numerals import dashes_to_ones

LIMIT = 20_000
"""Maximum number of clause number candidates in a text. Any further numbers are treated as ordinary text."""
LEAD_IN = 200
"""The number of characters before a list that are searched for the date of all its items."""


@dataclass(frozen=True)
class Outline:
    """The clauses of a text in order, with warnings about their numbers.

    `head` is the text before the first clause, and `tail` is the text after the last one.
    """

    clauses: tuple[Clause, ...]
    head: str
    tail: str
    warnings: tuple[ReadingWarning, ...] = ()


def outline(text: str, day: date | None = None) -> Outline:
    """Return the clauses of a clean text.

    A clause is a numbered part without numbered parts inside it, or a paragraph of such a part that begins with a lead
    sentence. Its text extends from its number to the next number; it includes the number and the heading, but no white
    space at its ends. The texts of clauses are substrings of `unwrap(text)`, in order. Between them are headings of
    higher levels, introductions, signatures and titles of annexes. The running time is linear in the length of the
    text.

    Three other parts of a text become clauses: the introduction of a part, if it states targets or names its own units;
    paragraphs before the first number or in a text without numbers, if they state targets; and the rows of task tables.
    `day` is the date of the notice, which is needed for targets with relative dates, such as 年内, or with a year
    alone, such as 2025年.
    """
    text = unwrap(text)
    folded = dashes_to_ones(fold_text(text))
    plain = without_scoring_rows(text)
    tables = find_task_tables(text)
    endings = find_endings(folded).beside([(table.start, table.end) for table in tables])
    markers = (marker for marker in find_markers(folded) if not endings.lists_attachments(marker[0].start))
    placed = nest(islice(markers, LIMIT))
    roots = build_tree(placed, text, folded, endings)
    flat = is_flat(folded)
    read = [
        pair
        for root in roots
        for part in root.walk()
        for pair in (
            _introduction(part, text, plain, day)
            if part.children
            else _clauses(part, text, plain, folded, flat=flat, day=day)
        )
    ]
    read += list(_rows_of(tables, text, day, {target.text for clause, _ in read for target in clause.targets}))
    read.sort(key=lambda pair: pair[1])
    if not read:
        return Outline(tuple(_before_numbers(plain, day)), text, "", ())
    starts = [*(root.marker.start for root in roots[:1]), *(table.start for table in tables[:1])]
    first = min(starts)
    last = read[-1][1]
    clauses = (*_before_numbers(plain[:first], day), *(clause for clause, _ in read))
    warnings = numbering_warnings(roots)
    if next(markers, None):
        warnings.append(ReadingWarning.of(WarningCode.OUTLINE, Reason.of(WarningReason.OUTLINE, limit=LIMIT)))
    return Outline(clauses, text[:first], text[last:], tuple(warnings))


def _rows_of(
    tables: Sequence[TaskTable], text: str, day: date | None, said: Collection[str]
) -> Iterator[tuple[Clause, int]]:
    """Yield a clause for each row of the task tables, with the end index of the row in the text.

    `said` are the words of targets that other clauses already state. Targets with these words are omitted from the
    rows.
    """
    for table in tables:
        for row in table.rows:
            clause = clause_of(row, text, day)
            targets = tuple(target for target in clause.targets if target.text not in said)
            yield clause.model_copy(update={"targets": targets}), row.end


def _introduction(part: Part, text: str, plain: str, day: date | None) -> Iterator[tuple[Clause, int]]:
    """Yield the introduction of a part as a clause, with its end index in the text, or nothing.

    The introduction is the text before the first child of the part. It becomes a clause only if it states targets, or
    if the units that it names are not also responsible for the children. `plain` is the text without scoring tables.
    """
    end = part.children[0].marker.start
    words = text[part.marker.start : end].strip()
    around = [above.heading.text for above in part.around if above.heading.text]
    own = part.heading.text
    is_condition = state_conditions([*around, own or ""])
    targets = () if is_condition else read_targets(plain[part.marker.start : end].strip(), day)
    if targets or not part.shares_units:
        yield (
            Clause(
                path=part.path,
                headings=tuple(around),
                heading=own,
                text=words,
                role=role_of([*around, own] if own else around),
                responsible_units=part.units.responsible,
                lead_units=part.units.lead,
                supporting_units=part.units.supporting,
                targets=targets,
            ),
            end,
        )


def _before_numbers(head: str, day: date | None) -> Iterator[Clause]:
    """Yield a clause for each paragraph of `head` that states targets.

    `head` is the text before the first number, or the whole text if it has no numbers. For the items of a list below
    `到2027年,实现以下目标:`, the date of this line is used.
    """
    above: TargetDate | None = None
    for paragraph in filter(None, map(str.strip, head.split("\n"))):
        own = read_targets(paragraph, day)
        targets = own or tuple(item_targets(paragraph, above) if above else ())
        if targets:
            yield Clause(text=paragraph, role="general", targets=targets)
        above = lead_date(paragraph, day) or (above if above and is_item(paragraph) else None)


def _clauses(
    leaf: Part, text: str, plain: str, folded: str, *, flat: bool, day: date | None
) -> Iterator[tuple[Clause, int]]:
    """Yield the clauses of a part that contains no other parts, each with its end index in the text.

    `plain` is the text without scoring tables, from which targets are read. `flat` means that the text lost its line
    breaks.
    """
    around = [part.heading.text for part in leaf.around if part.heading.text]
    own, start, body = leaf.heading
    role = role_of([*around, own] if own else around)
    leads: tuple[LeadSentence, ...] = ()
    # Principles and goals (role `general`) are not measures, even if their paragraphs begin with lead sentences.
    if own and role != "general":
        leads = split_leads(folded, body, leaf.end, flat=flat)
        if flat and not leads:
            leads = split_joined_heading(folded, start, body, leaf.end)
            own = text[start : leads[0].start].strip() if leads else own
    above = next(
        (part.units for part in reversed(leaf.around) if part.units.responsible and part.shares_units),
        ResponsibleUnits(),
    )
    spans: list[tuple[int, int, str | None, list[str]]] = [
        (lead.start, lead.end, text[lead.start : lead.heading_end], [*around, own or ""]) for lead in leads
    ]
    whole = (leaf.marker.start, leaf.end, own, around)
    for begin, end, heading, headings in spans or [whole]:
        words = text[begin:end].strip()
        own_units = read_units(words)
        units = own_units if own_units.responsible else above
        clause = Clause(
            path=leaf.path,
            headings=tuple(headings),
            heading=heading,
            text=words,
            role=role,
            responsible_units=units.responsible,
            lead_units=units.lead,
            supporting_units=units.supporting,
            targets=() if state_conditions([*headings, heading or ""]) else _targets(leaf, plain, begin, end, day),
        )
        yield clause, end


def _targets(leaf: Part, text: str, start: int, end: int, day: date | None) -> tuple[Target, ...]:
    """Return the targets of a clause.

    If the clause is an item of a list and states no target with a date, the date stated before the list is used.
    """
    found = read_targets(text[start:end].strip(), day)
    if found or not leaf.around:
        return found
    above = leaf.around[-1]
    when = lead_date(text[above.marker.start : above.children[0].marker.start][-LEAD_IN:], day)
    return tuple(item_targets(text[start:end].strip(), when)) if when else ()
