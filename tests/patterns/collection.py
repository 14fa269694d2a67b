"""All regular expressions of the packages: compiled at import, by cached loaders of data files, or written in calls.

`python -m tests.patterns.collection` prints them as JSON. It runs in a process of its own, because `re.compile` has to
be observed before the first module is imported.
"""

import ast
import functools
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("crawler", "monitor", "noticewatch")
_FUNCTIONS = ("compile", "search", "sub", "subn", "finditer", "findall", "split", "match", "fullmatch")
_ANCHORED = ("match", "fullmatch")
_CALL = re.compile(r"(?m)^ {4}.*\bre\.[a-z]+\(")
_IMPORT = re.compile(r"(?m)^from [\w.]+ import (\([^)]*\)|.*)$")
_USE = re.compile(r"\b(\w+)\.(search|sub|subn|finditer|findall|split|match|fullmatch)\b")


@dataclass(frozen=True)
class Found:
    """A regular expression, the place where it is compiled, and whether it is only matched from a given position."""

    place: str
    pattern: str
    flags: int
    is_bytes: bool
    is_anchored: bool

    def compiled(self) -> re.Pattern:
        """Return the regular expression."""
        return re.compile(self.pattern.encode("latin-1") if self.is_bytes else self.pattern, self.flags)


def collected() -> list[Found]:
    """Return the regular expressions of all packages, each once."""
    ran = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True, check=True, timeout=60)
    return [Found(**entry) for entry in json.loads(ran.stdout)]


def _main() -> None:
    seen: dict[tuple[str | bytes, int], str] = {}
    compile_one = re._compile  # type: ignore[attr-defined]

    def recording(pattern, flags):  # type: ignore[no-untyped-def]
        made = compile_one(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back and frame.f_globals.get("__name__") == "re":
            frame = frame.f_back
        name = frame.f_globals.get("__name__", "")
        if name.partition(".")[0] in PACKAGES:
            seen.setdefault((made.pattern, made.flags), f"{name}:{frame.f_lineno}")
        return made

    re._compile = recording  # type: ignore[attr-defined]
    modules = list(_modules())
    for module in modules:
        _load_data(module)
    for module in modules:
        for place, pattern, flags in _written(module):
            made = re.compile(pattern, flags)
            seen.setdefault((made.pattern, made.flags), place)
    groups = _groups()
    anchored = _anchored(modules) | {name for name, is_anchored in groups.values() if is_anchored}
    seen |= {key: name for key, (name, _) in groups.items()}
    sys.stdout.write(json.dumps([asdict(_found(place, *key, anchored)) for key, place in seen.items()]))


def _found(place: str, pattern: str | bytes, flags: int, anchored: set[str]) -> Found:
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    kept = flags & ~re.UNICODE if isinstance(pattern, bytes) else flags
    return Found(place, text, kept, isinstance(pattern, bytes), place in anchored)


def _modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        root = importlib.import_module(package)
        yield root
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not found.name.endswith("__main__") and ".migrations." not in found.name:
                yield importlib.import_module(found.name)


def _load_data(module: ModuleType) -> None:
    """Call the module's cached functions without parameters, which read data files."""
    for value in list(vars(module).values()):
        is_own = getattr(value, "__module__", None) == module.__name__
        if is_own and isinstance(value, functools._lru_cache_wrapper) and not inspect.signature(value).parameters:
            value()


def _written(module: ModuleType) -> Iterator[tuple[str, str | bytes, int]]:
    """Yield the regular expressions that are arguments of calls such as `re.sub("…", …)`."""
    for node in _calls(module):
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr in _FUNCTIONS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                yield f"{module.__name__}:{node.lineno}", first.value, 0


@functools.cache
def _calls(module: ModuleType) -> list[Any]:
    """Return the calls of methods with arguments in a module that calls functions of `re` within functions."""
    if not _CALL.search(_source(module)):
        return []
    nodes = ast.walk(ast.parse(_source(module)))
    return [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args]


def _groups() -> dict[tuple[str | bytes, int], tuple[str, bool]]:
    """Return the names of the groups of rules by their compiled expression, and whether they are only matched."""
    from crawler.reading.rules import GROUPS, RuleGroup

    uses: dict[RuleGroup, set[str]] = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in PACKAGES:
            groups = {key: value for key, value in vars(module).items() if isinstance(value, RuleGroup)}
            for key, method in _USE.findall(_source(module)) if groups else ():
                if key in groups:
                    uses.setdefault(groups[key], set()).add(method)
    return {
        (group._pattern.pattern, group._pattern.flags): (name, uses.get(group, set()) == {"match"})
        for name, group in GROUPS.items()
    }


def _anchored_calls(module: ModuleType) -> Iterator[str]:
    """Yield the places of `re.match(…)`, `re.fullmatch(…)` and `re.compile(…).match(…)`."""
    for node in _calls(module):
        inner = node.func.value
        is_direct = isinstance(inner, ast.Name) and inner.id == "re"
        is_compiled = isinstance(inner, ast.Call) and ast.unparse(inner.func) == "re.compile"
        if node.func.attr in _ANCHORED and (is_direct or is_compiled):
            yield f"{module.__name__}:{node.lineno}"


def _anchored(modules: list[ModuleType]) -> set[str]:
    """Return the places of module constants on which only `match` or `fullmatch` are called."""
    sources = [_source(module) for module in modules]
    imported = {name for source in sources for line in _IMPORT.findall(source) for name in re.findall(r"\w+", line)}
    places = {place for module in modules for place in _anchored_calls(module)}
    for module in modules:
        names = re.findall(r"\w+", _source(module))
        calls = _USE.findall(_source(module))
        for number, line in enumerate(_source(module).splitlines(), 1):
            name = line.partition(" = re.compile(")[0]
            if not name.isidentifier() or name in imported:
                continue
            if calls and names.count(name) == 1 + sum(used == name and method in _ANCHORED for used, method in calls):
                places.add(f"{module.__name__}:{number}")
    return places


@functools.cache
def _source(module: ModuleType) -> str:
    return Path(module.__file__ or "").read_text(encoding="utf-8") if module.__file__ else ""


if __name__ == "__main__":
    _main()
