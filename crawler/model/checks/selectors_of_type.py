"""Check the selectors of a source: the type of the source determines which are needed, and in which language."""

from collections.abc import Callable, Mapping

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from crawler.model.checks.link_template import is_template, link_pattern, link_template
from crawler.model.listing_options import Select
from crawler.model.selectors import SelectorError, check_jmespath, check_markup

_WITHOUT_ROWS = ("sitemap", "gkmlpt", "command")
"""Types with fixed places for the fields of a row, which need no selectors."""


def selector_faults(select: Select, kind: str) -> list[InitErrorDetails]:
    """Return the faults of the selectors of a source of type `kind`. Each is valid as CSS and XPath, or as JMESPath."""
    rows = {name: getattr(select, name) for name in ("item", "link", "title", "date")}
    faults = faults_of({"body": select.body}, check_markup)
    faults += _json_faults(select, rows) if kind == "json" else _markup_faults(select, rows, kind)
    if kind in ("jpage", "jpaas"):
        return faults + faults_of({"unit": select.unit}, check_markup)
    if select.unit:
        faults.append(_fault(("unit",), None, "no `unit`, because it is only for sources of type jpage or jpaas"))
    return faults


def _json_faults(select: Select, rows: Mapping[str, str | None]) -> list[InitErrorDetails]:
    return [
        *faults_of({**rows, "page": select.page}, check_jmespath),
        *faults_of(dict(select.facts or ()), check_jmespath, "facts"),
        *(
            _fault((name,), None, f"a JMESPath expression: the type json needs `{name}`")
            for name in ("item", "link")
            if not rows[name]
        ),
        *faults_of({"link_pattern": select.link_pattern}, _no_pattern),
    ]


def _markup_faults(select: Select, rows: Mapping[str, str | None], kind: str) -> list[InitErrorDetails]:
    selectors = {name: text for name, text in rows.items() if name != "link" or not is_template(text)}
    return [
        *_template_faults(select, kind),
        *faults_of(selectors, _no_selector if kind in _WITHOUT_ROWS else check_markup),
        *(
            _fault((name,), None, f"no `{name}`, because it is only for sources of type json")
            for name in ("page", "facts")
            if getattr(select, name)
        ),
    ]


def _template_faults(select: Select, kind: str) -> list[InitErrorDetails]:
    """Return the faults in the selectors `link` and `link_pattern`, which determine the URLs of rows.

    `link` is a selector or a template such as `/doc?id={id}`. The values of a template are extracted from each row by
    `link_pattern`. `kind` is the type of the source.
    """
    if not is_template(select.link):
        used = "`link` as a template such as /doc?id={id}, whose values come from `link_pattern`"
        return [_fault(("link_pattern",), select.link_pattern, used)] if select.link_pattern else []
    if kind in _WITHOUT_ROWS:
        return faults_of({"link": select.link}, _no_selector)
    if kind != "jpage" and not select.item:
        return [_fault(("item",), None, "`item`, which selects the rows whose values fill the template in `link`")]
    faults = faults_of({"link_pattern": select.link_pattern}, link_pattern)
    return faults or faults_of({"link": select.link}, lambda text: link_template(text, select.link_pattern))


def faults_of(
    selectors: Mapping[str, str | None], check: Callable[[str], object], *around: str
) -> list[InitErrorDetails]:
    """Return a fault for each of the named selectors for which `check` raises SelectorError. None is no selector.

    `around` is the path of the mapping that contains the selectors.
    """
    faults = []
    for name, selector in selectors.items():
        try:
            if selector is not None:
                check(selector)
        except SelectorError as error:
            faults.append(_fault((*around, name), selector, str(error)))
    return faults


def raise_faults(faults: list[InitErrorDetails]) -> None:
    """Raise a ValidationError with these faults, or do nothing if there are none.

    Each fault keeps its path, so that the error message names the faulty field.
    """
    if faults:
        raise ValidationError.from_exception_data("Source", faults)


def _fault(place: tuple[str, ...], given: str | None, expected: str) -> InitErrorDetails:
    return InitErrorDetails(type="value_error", loc=place, input=given, ctx={"error": ValueError(expected)})


def _no_selector(selector: str) -> None:
    raise SelectorError(f"no selector (the fields of this type have fixed places), not {selector!r}")


def _no_pattern(_: str) -> None:
    raise SelectorError("no `link_pattern`, because JMESPath can join texts: join('', ['/doc?id=', to_string(id)])")
