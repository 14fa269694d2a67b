import json
from contextlib import closing
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from crawler.model.notice import Clause, Deadline, Target
from monitor.cli import app
from monitor.ingest.pipeline import Policy
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from monitor.text.i18n import set_language
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, matcher, polled, result

TODAY = utc_now().astimezone().date()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "topics").mkdir()
    (tmp_path / "noticewatch.yaml").write_text("language: en\n")
    (tmp_path / "sources" / "all.yaml").write_text("- {id: gov, url: 'https://www.yunxi.gov.cn/'}\n")
    (tmp_path / "topics" / "all.yaml").write_text("- {id: ports, query: 港口}\n- {id: farms, query: 农场}\n")
    open_store(f"sqlite:///{tmp_path}/noticewatch.db").close()
    return tmp_path


@pytest.fixture
def take(folder):
    """Record a notice; the text is about ports unless another is given."""

    def take(number, title="港口建设方案", text=None, **fields):
        # Each notice has a text of its own, so that none is a copy of another.
        own = "".join(chr(0x4E00 + (number * 997 + place * (131 + number)) % 20_000) for place in range(300))
        body = f"{title}{number}\n{text or '港口'}\n{own}"
        found = polled(
            f"https://www.yunxi.gov.cn/{number}.html",
            text=body,
            title=title,
            document_number=f"云政发〔2026〕{number}号",
            **fields,
        )
        with closing(open_store(f"sqlite:///{folder}/noticewatch.db")) as store, store.writing() as tx:
            now = utc_now() - DAY
            taken = ingest_result(tx, result(found, source="gov"), HOUR, matcher(), Policy(30 * DAY), now)
            return taken.decisions[0]

    return take


@pytest.fixture
def run(folder):
    def run(*arguments, ok=True):
        set_language("en")
        try:
            done = CliRunner().invoke(app, [*map(str, arguments), "--config", str(folder)])
        finally:
            set_language("en")
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert (done.exit_code == 0) is ok, done.output
        return done.stdout_bytes

    return run


@pytest.fixture
def lines(run):
    return lambda *arguments: [json.loads(line) for line in run(*arguments).splitlines()]


CLAUSES = (
    Clause(path=("一",), heading="总体要求", text="一、总体要求", role="general"),
    Clause(
        path=("二", "1"),
        heading="扩建码头",
        text="1.扩建码头。请于下月底前报送申请。",
        role="measure",
        responsible_units=("市交通局", "市财政局"),
        lead_units=("市交通局",),
        supporting_units=("市财政局",),
        targets=(Target(text="到2027年建成3个泊位", by="2027"),),
    ),
    Clause(path=("三",), heading="组织保障", text="三、组织保障", role="safeguard", responsible_units=("市委办",)),
)


def deadline(days, whom="public", text="请于下月底前报送申请"):
    return Deadline(date=TODAY + timedelta(days=days), text=text, **{"for": whom})


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()
