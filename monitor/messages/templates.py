"""Message templates: the built-in templates, and a user's templates that override them.

This is the only module that imports Jinja.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from monitor.errors import TemplateError
from monitor.messages.digest_fit import fit_digest
from monitor.messages.escape import escape_text
from monitor.messages.fit import DETAILS, FittedView, fit_to_limit, render_view
from monitor.messages.formats import MessageFormat, Shape, variables, written
from monitor.messages.labels import counted_labels_of, labels_of
from monitor.messages.model import Content, DigestContent, Language, language_of
from monitor.messages.sample import samples
from monitor.text.i18n import LANGUAGES
from monitor.text.sanitize import cut

logger = logging.getLogger(__name__)
KINDS = ("notice", "digest")
NAMES = ("title.j2", *(f"{kind}.{form}.j2" for kind in KINDS for form in MessageFormat))
"""The names of the templates.

A template for a single language, `NAME.zh.….j2` or `NAME.en.….j2` (`notice.zh.text.j2`, for example), takes precedence.
"""
_HEADING = 20
"""Number of characters in a digest's body that are always available to its heading, and the same number to its ids."""
MUCH = 4000
"""Body size, in characters, above which a message is more detailed than a chat message."""
_BREAK = re.compile(r"\n?(<br>)\n?|(<p>)\n|\n(</p>)")


@dataclass(frozen=True)
class RenderedMessage:
    """A rendered message: the title and the body. The title is empty if the body contains the title."""

    title: str
    body: str


class Templates:
    """The built-in templates for messages, and a user's templates, which replace those with the same names.

    If a user's template fails, the failure is logged once and the built-in template is used, so that no alert is lost.
    `own` contains the texts of the user's templates by file name. `unreadable` contains the errors of files that could
    not be read, by file name.
    """

    def __init__(
        self,
        own: Mapping[str, str] | None = None,
        folder: str = "templates",
        unreadable: Mapping[str, str] | None = None,
    ) -> None:
        self._own = dict(own or {})
        self._folder = folder
        self._unreadable = dict(unreadable or {})
        self._environments = {form: _environment(self._own, form) for form in MessageFormat}
        self._failed: set[str] = set()

    def write(self, content: Content | DigestContent, shape: Shape) -> RenderedMessage:
        """Render the message about a notice or several notices, in as much detail as `shape` allows."""
        if isinstance(content, DigestContent):
            return self.write_digest(content.contents, shape, content.number, content.heading)

        def attempt(own: bool) -> RenderedMessage:
            def written(shown: FittedView) -> RenderedMessage:
                return self._notice(shown, content.language, shape, own=own)

            return written(fit_to_limit(content, lambda shown: _fits(written(shown), shape), much=shape.body > MUCH))

        return self._built_in_when_it_fails("notice", attempt, shape)

    def write_digest(self, contents: Sequence[Content], shape: Shape, number: str, heading: str) -> RenderedMessage:
        """Render one message about several notices.

        The message shows all notices, in as much detail as `shape` allows. If not all notices fit, it shows the first
        notices and the number of the others. `heading` is the title of the message, and `number` is its last line.
        """

        def attempt(own: bool) -> RenderedMessage:
            def made(shown: Sequence[FittedView]) -> RenderedMessage:
                return self._digest(shown, contents, shape, number, heading, own=own)

            return made(fit_digest(contents, lambda shown: _fits(made(shown), shape), shape.body))

        return self._built_in_when_it_fails("digest", attempt, shape)

    def faults(self) -> Iterator[tuple[str, int | None, str]]:
        """Yield the faults of the user's templates, each as the file, the line and a description.

        A template is faulty if its name is unknown, if it cannot be read, or if rendering a sample notice with it
        fails.
        """
        for name, why in self._unreadable.items():
            yield name, None, why
        known = {*NAMES, *(_localized_name(language, name) for language in LANGUAGES for name in NAMES)}
        for name in sorted(set(self._own) - known):
            yield name, None, f"there is no template of this name (available: {', '.join(NAMES)})"
        seen = set()
        for form in MessageFormat:
            for name, problem in self._failing(form):
                if name not in seen:
                    seen.add(name)
                    yield name, problem.line, str(problem)

    def _failing(self, form: MessageFormat) -> Iterator[tuple[str, TemplateError]]:
        for content in samples():
            values = variables(render_view(content, DETAILS[0]), form)
            digest = {"notices": [values], "further": 1, "id": "1"}
            tries: list[tuple[str, dict[str, Any]]] = [("title", values)]
            for heading in ("", "A heading"):
                tries += [("notice", values | {"heading": heading}), ("digest", digest | {"heading": heading})]
            for kind, given in tries:
                try:
                    self._render(kind, form, content.language, given, own=True)
                except TemplateError as error:
                    yield error.name, error

    def _built_in_when_it_fails(
        self, kind: str, attempt: Callable[[bool], RenderedMessage], shape: Shape
    ) -> RenderedMessage:
        try:
            written = attempt(True)
            if not self._own or _fits(written, shape):
                return written
            problem = f"what it makes is too long for a message of {shape.body} characters"
            name = f"{kind}.{shape.format}.j2"
        except TemplateError as error:
            problem = str(error)
            name = error.name
        if name not in self._failed:
            self._failed.add(name)
            logger.warning(
                "%s/%s: %s; the built-in template is used", self._folder, name, problem, extra={"action": "render"}
            )
        return attempt(False)

    def _notice(self, shown: FittedView, language: Language, shape: Shape, *, own: bool) -> RenderedMessage:
        title, heading = self._titles(shown, language, shape, own=own)
        values = variables(shown, shape.format) | {"heading": heading}
        return RenderedMessage(title, self._render("notice", shape.format, language, values, own=own))

    def _titles(self, shown: FittedView, language: Language, shape: Shape, *, own: bool) -> tuple[str, str]:
        """Return the title of a message as plain text and as a heading. One of the two is empty.

        Plain text is for services with a title field. A heading is put into the body, for services without such a
        field. `own` is true if the user's template is used.
        """
        if shape.title:
            title = self._render("title", MessageFormat.text, language, variables(shown, MessageFormat.text), own=own)
            return " ".join(title.split()), ""
        heading = self._render("title", shape.format, language, variables(shown, shape.format), own=own)
        return "", Markup(heading) if shape.format is MessageFormat.html else heading  # noqa: S704

    def _digest(
        self,
        shown: Sequence[FittedView],
        contents: Sequence[Content],
        shape: Shape,
        number: str,
        heading: str,
        *,
        own: bool,
    ) -> RenderedMessage:
        language = language_of(contents)
        title = cut(escape_text(heading), shape.title or max(_HEADING, shape.body // 10))
        values = {
            "notices": [variables(view, shape.format) for view in shown],
            "further": len(contents) - len(shown),
            "id": cut(number, max(_HEADING, min(400, shape.body // 10))),
            "heading": "" if shape.title else written(title, shape.format),
        }
        return RenderedMessage(
            title if shape.title else "", self._render("digest", shape.format, language, values, own=own)
        )

    def _render(self, kind: str, form: MessageFormat, language: Language, values: dict[str, Any], *, own: bool) -> str:
        environment = self._environments[form] if own else _built_in(form)
        name = "title.j2" if kind == "title" else f"{kind}.{form}.j2"
        labels = _labels(language, form)
        try:
            template = environment.select_template([_localized_name(language, name), name])
            made = template.render(values, labels=labels, language=language).strip("\n")
        except jinja2.TemplateError as error:
            found = str(getattr(error, "name", None) or name)
            raise TemplateError(
                found if found in self._own else _own_name(self._own, language, name), _line(error), _reason(error)
            ) from error
        except (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
            raise TemplateError(_own_name(self._own, language, name), _line(error), _reason(error)) from error
        # A line break beside a `<br>` or `<p>` would become a blank in the plain-text alternative of a mail.
        return _BREAK.sub(r"\1\2\3", made) if form is MessageFormat.html else made


def _labels(language: Language, form: MessageFormat) -> Mapping[str, object]:
    labels = labels_of(language)
    safe = {key: Markup(label) for key, label in labels.items()} if form is MessageFormat.html else labels  # noqa: S704
    return {**safe, **counted_labels_of(language)}


def _fits(written: RenderedMessage, shape: Shape) -> bool:
    return len(written.title) <= max(0, shape.title) and shape.takes(written.body)


def _localized_name(language: str, name: str) -> str:
    kind, rest = name.split(".", 1)
    return f"{kind}.{language}.{rest}"


def _own_name(own: Mapping[str, str], language: str, name: str) -> str:
    return _localized_name(language, name) if _localized_name(language, name) in own else name


@cache
def _built_in(form: MessageFormat) -> jinja2.Environment:
    return _environment({}, form)


def _environment(own: Mapping[str, str], form: MessageFormat) -> jinja2.Environment:
    built_in = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    # A user's template may include the built-in template that it overrides.
    loaders = [jinja2.DictLoader(own), built_in, jinja2.PrefixLoader({"builtin": built_in})]
    return ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader(loaders),
        undefined=jinja2.StrictUndefined,
        autoescape=form is MessageFormat.html,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _line(error: BaseException) -> int | None:
    """Return the line of the template at which rendering failed, or None if the traceback does not show it."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    line = None
    frame = error.__traceback__
    while frame:
        if (
            frame.tb_frame.f_globals.get("__jinja_template__")
            or frame.tb_frame.f_code.co_filename.endswith(".j2")
            or frame.tb_frame.f_code.co_filename == "<template>"
        ):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
