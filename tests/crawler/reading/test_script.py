import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.script import SAMPLE, script_of
from tests.crawler.builders import unhurried


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("关于印发先进制造业集群培育方案的通知", "Hans"),
        ("關於印發先進製造業集群培育方案的通知", "Hant"),
        ("各縣區人民政府，為規(guī)範發(fā)展產(chǎn)業(yè)集群，加快培育先進製造業", "Hant"),
        ("关于开展 AI 应用试点的通知", "Hans"),
        ("Notice on measures for industrial clusters", "Latn"),
        ("Décret relatif à l'économie sociale", "Latn"),
        ("Notice 通知 on measures for clusters", "Latn"),
        ("Уведомление о мерах", None),
        ("人工", None),
        ("2024-06-13 100%", None),
        ("", None),
    ],
)
def test_the_script_of_a_text_is_told(text, script):
    assert script_of(text) == script


def test_the_beginning_of_a_text_shows_its_script():
    assert script_of("关于印发通知" * (SAMPLE // 6 + 1) + "關於印發" * SAMPLE) == "Hans"


@given(st.text())
@unhurried
def test_any_text_has_one_of_the_scripts_or_none(text):
    assert script_of(text) in ("Hans", "Hant", "Latn", None)
