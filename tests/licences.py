"""The licences of what the image ships, as a page of the documentation: `python -m tests.licences` writes it."""

import tomllib
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

from packaging.markers import Marker

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "licences.md"
EXTRAS = ("postgresql", "ocr")
HEAD = """# Licences

noticewatch is under the licence in `LICENSE`. The image ships these packages beside it, each as its authors published
it, with its licence in its `.dist-info` folder; below them are Python and Debian, whose licences are in
`/usr/local/lib/python3.11/LICENSE.txt` and `/usr/share/doc/*/copyright`. Those of the extra `ocr` (RapidOCR, ONNX
Runtime and what they need) are only in the larger of the image's targets. The page is generated from `uv.lock` and the
packages' metadata.

| Package | Version | Licence |
|---|---|---|
"""
# The image's Python, by which the markers of the lock are judged.
IMAGE = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "python_version": "3.11"}
IMAGE |= {
    "python_full_version": "3.11.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


def shipped() -> dict[str, str]:
    """The packages of the image and their versions, by the lock: what the program and its extras depend on."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    locked = {package["name"]: package for package in packages if _is_for_image(package)}
    own = locked["noticewatch"]
    waiting = [*own["dependencies"], *(needed for extra in EXTRAS for needed in own["optional-dependencies"][extra])]
    found: dict[str, str] = {}
    while waiting:
        needed = waiting.pop()
        if "marker" in needed and not Marker(needed["marker"]).evaluate(IMAGE):
            continue
        package = locked[needed["name"]]
        waiting += [
            *(() if needed["name"] in found else package.get("dependencies", ())),
            *(inner for extra in needed.get("extra", ()) for inner in package["optional-dependencies"][extra]),
        ]
        found[needed["name"]] = package["version"]
    return {name: found[name] for name in sorted(found)}


def _is_for_image(package: dict[str, Any]) -> bool:
    """Whether the image's Python gets this version of a package, of which the lock may have several."""
    markers = package.get("resolution-markers", ())
    return not markers or any(Marker(marker).evaluate(IMAGE) for marker in markers)


def licence(name: str) -> str:
    """The licence of an installed package: its expression, else its classifiers, else the first line of its field."""
    said = metadata(name)
    if said["License-Expression"]:
        return str(said["License-Expression"])
    classifiers = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License")]
    named = [word for word in classifiers if word != "OSI Approved"]
    return ", ".join(named) or str(said["License"] or "see the package").splitlines()[0][:60]


def page() -> str:
    """The page."""
    return HEAD + "".join(f"| {name} | {version} | {licence(name)} |\n" for name, version in shipped().items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
