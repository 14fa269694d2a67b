"""The starter configuration: every comment has a Chinese form, and every choice gives a folder that loads."""

import re
from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.config.starter import (
    StarterChoice,
    catalogue,
    channel_names,
    comments,
    english_regions,
    find_region,
    is_chosen,
    regions_of,
    starter_files,
    starter_folder,
)

EXAMPLE = re.compile(r"(?:- )?\w+:(?: .*)?$")
MODELINE = "yaml-language-server:"
REGIONS = regions_of(catalogue().sources)


def written(choice, folder):
    for place, text in starter_files(choice).items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_config(folder, {})


def comment_texts():
    for path in starter_folder().rglob("*.yaml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#") and MODELINE not in line:
                yield from filter(None, (text.strip() for text in re.split(r"(?:^|\s)#(?: |$)", line)))


def test_every_comment_of_the_starter_configuration_is_translated():
    texts = set(comment_texts())
    assert {text for text in texts if text not in comments() and not EXAMPLE.match(text)} == set()
    assert set(comments()) <= texts


def test_without_choices_the_files_are_those_of_the_catalogue(tmp_path):
    for place, text in starter_files(StarterChoice()).items():
        assert text == (starter_folder() / place).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("regions", [None, *[(region,) for region in REGIONS], ("浙江省", "GB")])
def test_only_sources_of_the_chosen_regions_are_enabled(tmp_path, language, regions):
    loaded = written(StarterChoice(language=language, regions=regions), tmp_path)
    known = {source.id: source for source in catalogue().sources}
    enabled = [source for source in loaded.sources if source.enabled]
    assert enabled
    assert {source.id for source in enabled} == {name for name, source in known.items() if is_chosen(source, regions)}
    # Nothing else of a source has changed.
    assert [source.model_copy(update={"enabled": True}) for source in loaded.sources] == [
        source.model_copy(update={"enabled": True}) for source in known.values()
    ]
    if regions and "浙江省" in regions:
        assert {source.region[0] for source in enabled} == {"CN", *regions} - {"浙江省"}
        assert {source.region[1] for source in enabled if len(source.region) > 1} == {"浙江省"}


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("浙江", "浙江省"),
        ("浙江省", "浙江省"),
        ("Zhejiang", "浙江省"),
        (" zhejiang ", "浙江省"),
        ("cn", "CN"),
        ("廣東省", "广东省"),
        ("江蘇", "江苏省"),
        ("ＺＨＥＪＩＡＮＧ", "浙江省"),
        ("火星", None),
    ],
)
def test_regions_have_several_names(name, region):
    assert find_region(name, REGIONS) == region
    assert set(english_regions()) <= set(REGIONS)


@pytest.mark.parametrize(
    ("urls", "names"),
    [
        ([], []),
        (["mailto://a@example.org"], ["main"]),
        (["mailtos://a@example.org", "json://127.0.0.1:9/"], ["mail", "webhook"]),
        (["ntfy://topic", "NTFY://other", "xmls://example.org/"], ["ntfy", "ntfy-2", "webhook"]),
        (["json://one/", "jsons://two/", "cloudevents://three/"], ["webhook", "webhook-2", "webhook-3"]),
    ],
)
def test_channels_are_named_by_their_kind(urls, names):
    assert channel_names(urls) == dict(zip(names, urls, strict=True))


def test_several_channels_all_receive_the_alerts(tmp_path):
    choice = StarterChoice(topics=("clusters",), channels=("json://127.0.0.1:9/", "mailto://127.0.0.1:25?to=a@b.cn"))
    loaded = written(choice, tmp_path)
    assert set(loaded.settings.channels) == {"webhook", "mail"}
    [subscription] = loaded.subscriptions
    assert subscription.channels == ("webhook", "mail")
    assert loaded.settings.operator == "webhook"


def test_chosen_topics_a_query_and_a_channel(tmp_path):
    choice = StarterChoice(
        language="zh",
        topics=("clusters", "carbon"),
        queries=(("my-topic", '"专精特新" AND 补贴'),),
        channels=("json://127.0.0.1:9/?a=${TOKEN:-b}",),
    )
    loaded = written(choice, tmp_path)
    assert {topic.id for topic in loaded.topics} == {"clusters", "carbon", "my-topic"}
    assert next(topic for topic in loaded.topics if topic.id == "clusters").name == "先进制造业集群"
    [subscription] = loaded.subscriptions
    assert set(subscription.topics) == {"clusters", "carbon", "my-topic"}
    assert (loaded.settings.language, loaded.settings.timezone) == ("zh", "Asia/Shanghai")
    assert loaded.settings.operator == subscription.channels[0] == "main"


def test_a_chinese_folder_has_no_english_comments(tmp_path):
    written(StarterChoice(language="zh"), tmp_path)
    for path in Path(tmp_path).rglob("*.yaml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# ") and MODELINE not in line and not EXAMPLE.match(line[2:].lstrip()):
                assert re.search("[一-鿿]", line), (path, line)
