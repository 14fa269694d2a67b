"""URLs that are opened by click handlers.

They are determined from the source text of handlers and functions; no script is run.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

_NAME = r"[A-Za-z_$][\w$]{0,60}"
_PARAMETERS = r"[\w\s,$=]{0,200}"
_TEXT = r"""'([^'\\\n]{0,500})'|"([^"\\\n]{0,500})"|`([^`\\\n]{0,500})`"""
QUOTED = re.compile(r"""'([^'\\\n]{1,1000})'|"([^"\\\n]{1,1000})\"""")
_CALL = re.compile(rf"(?<![\w$])({_NAME})\s*\(([^()]{{0,400}})\)")
_FUNCTION = re.compile(
    rf"(?<![\w$])(?:function\s{{1,9}}({_NAME})\s{{0,9}}\(({_PARAMETERS})\)\s{{0,9}}\{{"
    rf"|({_NAME})[\s'\"]{{0,9}}[=:]\s{{0,9}}(?:async\s{{1,9}})?"
    rf"(?:function(?:\s{{1,9}}{_NAME})?\s{{0,9}}\(({_PARAMETERS})\)\s{{0,9}}\{{|(?:\(({_PARAMETERS})\)|({_NAME}))\s{{0,9}}=>)"
    rf"|({_NAME})\s{{0,9}}\(({_PARAMETERS})\)\s{{0,9}}\{{)"
)
_KEYWORDS = frozenset({"if", "for", "while", "switch", "catch", "with", "function", "return", "void"})
_EXPRESSION = r"(?:[^;\n{}$]|\$\{[^{}\n]{0,60}\}|\$(?!\{))"
"""Pattern for one element of a JavaScript expression: a character, or a placeholder (`${…}`) of a template literal."""
_GOES = re.compile(
    r"(?:location(?<![\w$]location)\s{0,9}=(?!=)\s{0,9}|\.href\s{0,9}=(?!=)\s{0,9}"
    r"|(?:open(?<![\w$.]open)|window\.open|location\.(?:assign|replace)|router\.push)\s{0,9}\(\s{0,9}"
    r"|\(\s{0,9}(?:window\.)?location\s{0,9}\)\.(?:attr|prop)\(\s{0,9}['\"]href['\"]\s{0,9},\s{0,9})"
    rf"({_EXPRESSION}{{1,500}})"
)
_OPENERS = ("location", "href", "open", "router.push")
"""Each text that `_GOES` matches contains at least one of these substrings."""
_ASSIGNED = re.compile(rf"(?<![\w$.])({_NAME})\s{{0,9}}(\+?)=(?![=>])\s{{0,9}}({_EXPRESSION}{{1,300}})")
_ONE_TEXT = re.compile(rf"(?:{_TEXT})\s*(?:,|$)")
_PIECE = re.compile(rf"\s*(?:{_TEXT}|({_NAME}))\s*(\+)?")
_ARGUMENT = re.compile(rf"\s*(?:{_TEXT}|(-?[\w.]{{1,60}}))\s*(?:,|$)")
_PLACEHOLDER = re.compile(rf"\$\{{\s{{0,9}}({_NAME})\s{{0,9}}\}}")
_ENCODED = re.compile(r"(?:encodeURIComponent|encodeURI|escape|String)\(\s{0,9}([\w$]{1,60})\s{0,9}\)")
_ATTRIBUTE = re.compile(
    r"""(?:\$\(\s{0,9}[\w$.]{1,40}\s{0,9}\)|[A-Za-z_$][\w$.]{0,60}?)\.(?:dataset\.([A-Za-z]\w{0,40})"""
    r"""|(?:attr|getAttribute)\(\s{0,9}['"]data-([\w-]{1,40})['"]\s{0,9}\)|data\(\s{0,9}['"]([\w-]{1,40})['"]\s{0,9}\))"""
)
ADDRESS = re.compile(
    r"(?i)(?:https?:)?//|\.{0,2}/\S|\?\w|#[/!]"
    r"|[\w./%-]{1,300}\.(?:[sj]?html?|jsp|aspx?|php|do|action|pdf|docx?)(?:[?#]|$)"
)
_FUNCTION_TEXT = 2000
"""The number of characters at the start of a function that are searched for its target URL."""


@dataclass(frozen=True)
class Destination:
    """The data that determine which URL a function in a script opens.

    `parameters` are the names of the function's parameters. `expressions` are the JavaScript expressions of the URL.
    There are several if the branches of the function open different URLs.

    `assigned` are the assignments to variables that precede these expressions. Each is a triple: the name of the
    variable, `+` if the value is appended (otherwise an empty string), and the expression of the value.
    """

    parameters: tuple[str, ...]
    expressions: tuple[str, ...]
    assigned: tuple[tuple[str, str, str], ...] = ()

    def called(self, arguments: str, constants: Mapping[str, str]) -> str | None:
        """Return the URL that the function opens when it is called, or None if the URL cannot be determined.

        `arguments` are the JavaScript expressions between the brackets of the call. `constants` are the values of
        variables.
        """
        given = []
        at = 0
        while (match := _ARGUMENT.match(arguments, at)) and match.end() > at:
            given.append(next((value for value in match.groups() if value is not None), ""))
            at = match.end()
        return self.with_values({**constants, **dict(zip(self.parameters, given, strict=False))})

    def with_values(self, values: Mapping[str, str]) -> str | None:
        """Return the URL for these values of variables, or None if the URL cannot be determined.

        Conditions in the script are not evaluated. Therefore, the URL cannot be determined if the expressions give
        different values, or if different values are assigned to one variable.
        """
        known = dict(values)
        given: dict[str, set[str]] = {}
        for name, appended, expression in self.assigned:
            written = _sum(expression, known)
            if written is not None and appended:
                written = known[name] + written if name in known else None
            if written is None:
                known.pop(name, None)
                continue
            known[name] = written
            given.setdefault(name, set()).add("" if appended else written)
        for name, texts in given.items():
            if len(texts - {""}) > 1:
                known.pop(name, None)
        found = {address_of(expression, known) for expression in self.expressions}
        return found.pop() if len(found) == 1 else None


def find_functions(scripts: str) -> dict[str, Destination]:
    """Return the functions in a page's scripts that open URLs, as a mapping from names to Destinations."""
    if not _GOES.search(scripts):
        return {}
    starts = [match for match in _FUNCTION.finditer(scripts) if _name(match) not in _KEYWORDS]
    found: dict[str, Destination] = {}
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(scripts)
        code = scripts[match.end() : min(end, match.end() + _FUNCTION_TEXT)]
        if not any(opener in code for opener in _OPENERS):
            continue  # most functions
        body = _body(code, is_open=match[0].endswith("{"))
        if "data" in body or "ttr" in body:
            body = _ATTRIBUTE.sub(_as_variable, body)
        if goes := list(_GOES.finditer(body)):
            parameters = next((match[place] for place in (2, 4, 5, 6, 8) if match[place] is not None), "")
            names = tuple(name.partition("=")[0].strip() for name in parameters.split(","))
            assigned = _assignments(body[: goes[-1].start()])
            expressions = _varying([went[1] for went in goes], {*names, *(name for name, *_ in assigned)})
            found.setdefault(_name(match), Destination(names, expressions, assigned))
    return found


def _assignments(code: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((match[1], match[2], match[3]) for match in _ASSIGNED.finditer(code))


def _body(code: str, *, is_open: bool) -> str:
    """Return the body of a function: the part of `code` before its closing brace or, without this brace, all of it.

    `is_open` means that the opening brace precedes `code`.
    """
    depth = int(is_open)
    for brace in re.finditer(r"\$\{[^{}\n]{0,60}\}|[{}]", code):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if brace[0] == "}" and depth <= 0:
            return code[: brace.start()]
    return code


def _varying(expressions: list[str], names: set[str]) -> tuple[str, ...]:
    """Return the distinct URL expressions that contain a variable of `names`, or all expressions if none does.

    An expression without a variable leads to a fixed page, such as the login.
    """
    distinct = tuple(dict.fromkeys(expressions))
    varying = tuple(text for text in distinct if names & set(re.findall(r"[\w$]+", text)))
    return varying or distinct


def find_constants(scripts: str) -> dict[str, str]:
    """Return the values of variables to which a page's scripts assign one string literal and nothing else."""
    found: dict[str, str | None] = {}
    for match in _ASSIGNED.finditer(scripts):
        text = _ONE_TEXT.match(match[3])
        value = next((part for part in text.groups() if part is not None), None) if text and not match[2] else None
        found[match[1]] = value if match[1] not in found else None
    return {name: text for name, text in found.items() if text is not None}


def find_delegated(scripts: str) -> list[tuple[Destination, frozenset[str]]]:
    """Return the URLs that scripts build from `data-` attributes.

    Each URL is returned as a Destination together with the names of the attributes that it needs. The names are in
    lower case, without hyphens and without the prefix `data-`: `data-news-id` becomes `newsid`.
    """
    if "data" not in scripts and "getAttribute" not in scripts:
        return []
    text = _ATTRIBUTE.sub(_as_variable, scripts)
    found = []
    for goes in _GOES.finditer(text):
        before = text[max(0, text.rfind("function", 0, goes.start()), goes.start() - 300) : goes.start()]
        assigned = _assignments(before)
        names = frozenset(re.findall(r"\bdata\$(\w+)", goes[1] + before))
        if names:
            found.append((Destination((), (goes[1],), assigned), names))
    return found


def _name(match: re.Match[str]) -> str:
    return match[1] or match[3] or match[7]


def _as_variable(match: re.Match[str]) -> str:
    return variable_of(match[1] or match[2] or match[3])


def variable_of(attribute: str) -> str:
    """Return the variable name for a `data-` attribute. `attribute` is its name without the prefix `data-`."""
    return "data$" + attribute.replace("-", "").lower()


def called_in(code: str, functions: Mapping[str, Destination], constants: Mapping[str, str]) -> str | None:
    """Return the URL that the code of an event handler opens, or None if no URL is found.

    If the code calls one of `functions` or contains a statement such as `location.href = …`, the result is that of
    `built_in`. Otherwise, the result is the first URL among the string literals of the code. `constants` are the values
    of variables.
    """
    if opens(code, functions):
        return built_in(code, functions, constants)
    return next((text for match in QUOTED.finditer(code) if ADDRESS.match(text := match[1] or match[2])), None)


def opens(code: str, functions: Container[str]) -> bool:
    """Return whether an event handler's code opens a page.

    This is the case if the code calls a function whose name is in `functions`, or contains a statement that opens a
    URL, such as `location.href = …` or `window.open(…)`.
    """
    called = {call[1] for call in _CALL.finditer(code)} - _KEYWORDS
    return any(name in functions for name in called) or _GOES.search(code) is not None


def built_in(code: str, functions: Mapping[str, Destination], constants: Mapping[str, str]) -> str | None:
    """Return the URL that an event handler's code opens, or None if the URL cannot be determined.

    The code opens a URL by calling one of `functions`, or with a statement such as `location.href = …`. If it does
    neither, the result is None. `constants` are the values of variables.
    """
    for call in _CALL.finditer(code):
        if call[1] in functions:
            return functions[call[1]].called(call[2], constants)
    match = _GOES.search(code)
    return address_of(match[1], constants) if match else None


def address_of(expression: str, values: Mapping[str, str]) -> str | None:
    """Return the URL to which a JavaScript expression evaluates, or None if its value is unknown or not a URL.

    `values` are the values of the variables that may occur in the expression.
    """
    written = _sum(expression, values)
    return written if written and ADDRESS.match(written) else None


def _sum(expression: str, values: Mapping[str, str]) -> str | None:
    """Return the value of a string concatenation such as `'/detail?id=' + id`, or None for any other expression."""
    expression = _ENCODED.sub(r"\1", expression)
    whole = ""
    at = 0
    while match := _PIECE.match(expression, at):
        text = next((part for part in match.groups()[:2] if part is not None), None)
        if text is None:
            text = _filled(match[3], values) if match[3] is not None else values.get(match[4])
        if text is None:
            return None
        whole = whole + text
        at = match.end()
        if not match[5]:
            # Only the next argument or the end may follow; a call or a member access would change the value.
            return None if expression[at : at + 1] in ("(", ".", "[", "?", "-", "*") else whole
    return None


def _filled(template: str, values: Mapping[str, str]) -> str | None:
    """Return a template literal with its placeholders replaced, or None if a placeholder is not a known variable."""
    names = _PLACEHOLDER.findall(template)
    if any(name not in values for name in names) or template.count("${") != len(names):
        return None
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)
