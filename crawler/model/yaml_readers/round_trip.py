"""Reader of YAML in any notation, based on the parser of ruamel.yaml that also preserves comments.

This parser is slow. Therefore, files in plain notation are parsed by `crawler.model.yaml_readers.fast`.
"""

import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from crawler.model.faults import NODE_LIMIT, ConfigError, Document, Fault, Path_
from crawler.model.yaml_readers.fast import DEPTH_LIMIT, exceeds_limits


def read_any(path: Path, text: str) -> Document:
    """Return the plain data of a YAML text. Raise ConfigError if the text is not valid YAML."""
    if exceeds_limits(text):
        raise ConfigError([_excess(str(path))])
    try:
        loaded = YAML(typ="rt").load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = _problem(error)
        raise ConfigError(
            [Fault(str(path), mark.line + 1 if mark else None, "", f"not valid YAML: {message}")]
        ) from error
    except (YAMLError, RecursionError) as error:
        raise ConfigError(
            [Fault(str(path), None, "", f"not valid YAML: {' '.join(str(error).split())[:200]}")]
        ) from error
    except ValueError as error:
        raise ConfigError(
            [Fault(str(path), None, "", "not valid YAML: a value is not of the type of its tag")]
        ) from error
    document = Document(str(path), None)
    document.data = _plain(loaded, (), document)
    return document


def _excess(file: str) -> Fault:
    return Fault(file, None, "", "too many or too deeply nested values")


def _problem(error: MarkedYAMLError) -> str:
    """Return the description of a parser error.

    The values that the parser quotes are removed, as they may be secrets.
    """
    message = " ".join(str(error.problem or error.context).split())
    message = re.sub(r'" with value .*', '"', message)
    return re.sub(r"(alias|anchor|tag|tag handle) (['\"]).*", r"\1", message)


def _plain(node: Any, path: Path_, document: Document) -> Any:
    if len(document.lines) > NODE_LIMIT or len(path) > DEPTH_LIMIT:
        raise ConfigError([_excess(document.file)])
    if isinstance(node, CommentedMap):
        document.lines.setdefault(path, node.lc.line + 1)
        for key in node:
            mark = node.lc.data.get(key) if node.lc.data else None
            document.lines[(*path, str(key))] = (mark[0] if mark else node.lc.line) + 1
        return {str(key): _plain(value, (*path, str(key)), document) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        document.lines.setdefault(path, node.lc.line + 1)
        for index in range(len(node)):
            mark = node.lc.data.get(index) if node.lc.data else None
            document.lines[(*path, index)] = (mark[0] if mark else node.lc.line) + 1
        return [_plain(value, (*path, index), document) for index, value in enumerate(node)]
    if isinstance(node, date):
        return node.isoformat()  # a string, as it would be in JSON
    if isinstance(node, TaggedScalar):
        raise ConfigError([document.fault(path, "unknown tag (`!…`); quote the text if it begins with `!`")])
    # ruamel.yaml returns subclasses of str that keep the quotes.
    return str(node) if isinstance(node, str) else node
