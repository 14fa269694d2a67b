"""Put the real files of the benchmark `files` in place.

    python -m tests.benchmarks.labels.files CHECKOUTS FOLDER [SET]

CHECKOUTS has a git clone of each repository that `files.tsv` names, as `owner+name`. FOLDER gets a folder for each
format. SET is `sight` (files that the rules were made with) or `aside` (files that were not looked at before the first
run). A file whose hash differs from that of the labels is named and left out. The column `excluded` has the reason why
a file is left out: what the peer demonstrably reads wrongly.
"""

import csv
import hashlib
import subprocess
import sys
from pathlib import Path

LABELS = Path(__file__).with_name("files.tsv")


def main(checkouts: Path, folder: Path, wanted: str | None = None) -> None:
    with LABELS.open(encoding="utf-8", newline="") as labels:
        for row in csv.DictReader(labels, delimiter="\t"):
            if row["excluded"] or wanted not in (None, row["set"]):
                continue
            clone = checkouts / row["repository"].replace("/", "+")
            command = ["git", "-C", clone, "cat-file", "blob", f"{row['commit']}:{row['path']}"]
            body = subprocess.run(command, capture_output=True, check=False).stdout
            if hashlib.sha256(body).hexdigest() != row["sha256"]:
                print(f"{row['repository']}: {row['path']} is missing or differs")
                continue
            place = folder / row["kind"] / f"{row['sha256'][:16]}.{row['kind']}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4])
