"""How the code is laid out: few modules to a package, one class of a name, loop variables that name their thing."""

import ast
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("crawler", "monitor")
MODULES_LIMIT = 25
FLAT_LIMIT = 4
SAME_NAME: dict[str, str] = {}
"""Class names that a package may have twice, each with the reason."""


def trees(package):
    for path in sorted((ROOT / package).rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def modules(folder):
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def targets(tree):
    """The targets of loops and comprehensions."""
    return (node.target for node in ast.walk(tree) if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_has_more_modules_than_a_reader_can_survey(package):
    folders = [ROOT / package, *(path for path in (ROOT / package).rglob("*") if path.is_dir())]
    counts = {str(folder.relative_to(ROOT)): len(modules(folder)) for folder in folders}
    assert {folder: count for folder, count in counts.items() if count > MODULES_LIMIT} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_few_modules_are_outside_the_packages_of_the_steps(package):
    assert len(modules(ROOT / package)) <= FLAT_LIMIT


@pytest.mark.parametrize("package", PACKAGES)
def test_no_two_public_classes_have_one_name(package):
    places = defaultdict(list)
    for path, tree in trees(package):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1 and name not in SAME_NAME} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_loop_variable_is_named_one(package):
    counts = Counter(
        str(path)
        for path, tree in trees(package)
        for target in targets(tree)
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and node.id == "one"
    )
    assert dict(counts) == {}


@pytest.mark.parametrize("package", [*PACKAGES, "noticewatch", "tests"])
def test_the_formatter_is_only_switched_off_for_a_reason(package):
    mark = "# fmt: " + "skip"
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.rstrip().endswith(mark)
    ]
    assert lines == [], "say why after the mark: `# fmt: skip - REASON`"
