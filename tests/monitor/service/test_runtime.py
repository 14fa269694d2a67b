"""The configuration in force: one value, replaced as a whole."""

import pytest

from crawler.model.source import Source
from monitor.config import load_config
from monitor.delivery.channels import Channels
from monitor.schedule.intervals import PollPlan
from monitor.service.runtime import CurrentRuntime, build_runtime, network_evidence, settings_needing_restart
from tests.monitor.builders import HOUR, MINUTE, NOW
from tests.stores import new_store

SETTINGS = (
    'channels: {desk: {url: "json://127.0.0.1:9/", at_most: 2/min}, ops: "json://127.0.0.1:9/ops"}\noperator: ops\n'
)
SOURCES = """
- {id: fixed, name: f, type: html, url: "https://a.example.cn/", every: 1h}
- {id: auto, name: a, type: html, url: "https://b.example.cn/", every: auto}
- {id: off, name: o, type: html, url: "https://c.example.cn/", enabled: no}
"""


@pytest.fixture
def runtime(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "all.yaml").write_text(SOURCES)
    (tmp_path / "subscriptions.yaml").write_text("[]")
    (tmp_path / "noticewatch.yaml").write_text(SETTINGS)
    config = load_config(tmp_path)
    return build_runtime(config, Channels(config.settings.channels), new_store(), lambda: NOW)


def test_everything_is_built_from_one_configuration(runtime):
    assert set(runtime.sources) == {"fixed", "auto"}
    assert runtime.intervals()["fixed"].every == HOUR
    assert (runtime.operator.first, list(runtime.operator.others)) == ("ops", ["desk", "ops"])
    assert runtime.delivery.rules.limits["desk"].period == MINUTE


def test_another_plan_changes_the_intervals_and_nothing_else(runtime):
    current = CurrentRuntime(runtime)
    current.replace(runtime.with_plan(PollPlan(even=4)))
    assert current.get().intervals()["auto"].usual == 15 * MINUTE
    assert current.get().intervals()["fixed"] == runtime.intervals()["fixed"]
    assert current.get().polling.matcher is runtime.polling.matcher
    assert current.get().config is runtime.config


def test_settings_that_need_a_restart_are_named(runtime):
    config = runtime.config
    settings = config.settings.model_copy(
        update={"children": config.settings.children + 1, "database": "sqlite:///other.db"}
    )
    changed = config.model_copy(update={"settings": settings})
    assert list(settings_needing_restart(config, config)) == []
    assert list(settings_needing_restart(config, changed)) == ["database", "children"]


def test_local_sources_and_programs_do_not_show_whether_the_network_works():
    given = {"a": "https://www.gov.cn/", "b": "http://127.0.0.1:9/", "c": "http://localhost/", "d": "http://10.0.0.8/"}
    sources = {name: Source(id=name, url=url, trusted=True) for name, url in given.items()}
    assert list(network_evidence(sources)) == ["a"]
    assert list(network_evidence({"b": sources["b"], "c": sources["c"]})) == ["b", "c"]
