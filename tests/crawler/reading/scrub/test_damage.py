import pytest

from crawler.reading.scrub import scrub


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("关于??????的通知", "??????"),
        ("市政府锟斤拷锟斤拷办公室", "锟斤拷锟斤拷"),
        ("烫烫烫烫烫烫", "烫烫烫烫烫烫"),
        ("第\ufffd\ufffd条", "\ufffd\ufffd"),
        ("作者:????????", "????????"),
        ("å·¥ä½œ", "å·¥ä½œ"),
    ],
)
def test_damage_is_marked_and_stays(text: str, shown: str) -> None:
    found = scrub(f"第一行\n{text}")
    assert found.text == f"第一行\n{text}"
    assert [(damage.line, damage.text) for damage in found.damage] == [(2, shown)]


@pytest.mark.parametrize("text", ["真的吗??", "Why? Who? What???", "烫烫的水", "为什么?因为需要。", "屯兵"])
def test_questions_are_no_damage(text: str) -> None:
    assert not scrub(text).damage


def test_padding_of_dates_goes() -> None:
    assert scrub("来源:??????2023/6/13 19:01:47??????\n各单位:").text == "来源:2023/6/13 19:01:47\n各单位:"
    assert scrub("关于2023????工作的通知").text == "关于2023????工作的通知"
