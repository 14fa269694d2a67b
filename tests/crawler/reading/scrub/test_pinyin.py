import subprocess
import sys

import pytest

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub import scrub
from crawler.reading.scrub.pinyin import _SPELLED, _plain_readings

PLAIN = "為規範產業發展,推進轉型升級,設立專項資金,組織實施計劃,加強監測。"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("推進(jìn)規(guī)範管理", "推進規範管理"),
        ("推進（jìn）規（guī）範管理", "推進規範管理"),
        ("推進( jìn )規(guī)範管理", "推進規範管理"),
        ("推進(ji\u0300n)規(gui\u0304)範管理", "推進規範管理"),
        ("推进(jìn)规(guī)范管理", "推进规范管理"),
        ("調(diào)動與調(tiáo)整都是強(qiáng)項,也有勉強(qiǎng)", "調動與調整都是強項,也有勉強"),
        ("綠(lǜ)色制造與戰(zhàn)略", "綠色制造與戰略"),
        ("規(guī)(guī)範與標準(zhǔn)體系", "規範與標準體系"),
        # One of the brackets lost.
        ("推進(jìn)規(guī范管理與發(fā)展", "推進規范管理與發展"),
        ("推進(jìn)規guī)范管理與發(fā)展", "推進規范管理與發展"),
    ],
)
def test_readings_in_brackets_go(dirty: str, clean: str) -> None:
    assert scrub(dirty).text == clean


@pytest.mark.parametrize(
    "text",
    [
        "國內生產總值(GDP)增長5%,研發(R&D)投入強度提高,進(a)項與出(b)項分列。",
        "條款(a)及(bi)與附錄(i),產業(chan)是英文名,以上僅供參閱。",
        "軟體(software)與資料(data)應予標示;標準(ISO)編號照錄。",
        "流經浐(chǎn)河两岸的企业应当在规定时间内完成设备改造,逾期未完成的由主管部门责令限期整改并处罚款。",
        "關於龜(qiū)茲石窟保護規劃的說明:遺產範圍內禁止採礦與爆破,違者由縣級以上機關責令停止並處罰鍰。",
        "圳(zhèn)字读音见附注。",
        "Pinyin: guī (規) jìn (進).",
        "vị trí (là) nào?là) đúng",
    ],
)
def test_ordinary_brackets_stay(text: str) -> None:
    found = scrub(text)
    assert found.text == text
    assert not found.removals


def test_a_reading_alone_in_a_long_traditional_text_is_the_authors() -> None:
    text = PLAIN * 5 + "龜(qiū)茲" + PLAIN * 5
    assert scrub(text).text == text


@pytest.mark.parametrize(
    ("dirty", "left", "lost"),
    [
        ("發(fā)布清單,確??萍紕?chuàng)新為企業(yè)服務(wù)", "發布清單,確??萍紕?新為企業服務", 2),
        ("工作納入?yún)^(qū)域發(fā)展與規(guī)劃", "工作納入?域發展與規劃", 1),
        ("工作納入\ufffdyún)^(qū)域發(fā)展與規(guī)劃", "工作納入\ufffd域發展與規劃", 2),
    ],
)
def test_broken_remains_go_and_what_is_lost_is_marked(dirty: str, left: str, lost: int) -> None:
    found = scrub(dirty)
    assert found.text == left
    assert len(found.damage) == lost


def test_a_removal_says_where_what_and_why() -> None:
    found = scrub("第一行\n推進(jìn)規(guī)範")
    assert [(removal.code, removal.line, removal.text, removal.size) for removal in found.removals] == [
        ("pinyin", 2, "(jìn)", 5),
        ("pinyin", 2, "(guī)", 5),
    ]
    assert found.removals[0].detail == "the pinyin of 進 in brackets"
    assert found.removals[0].reason == Reason.of(RemovalReason.READING, char="進")


def test_abbreviations_are_told_from_pinyin_without_a_dictionary() -> None:
    code = """
import sys
from crawler.reading.scrub import scrub
assert scrub("加入世界貿易組織(WTO)和國際貨幣基金組織(IMF)後,國內生產總值(GDP)持續增長。").removals == ()
assert "pypinyin" not in sys.modules
assert scrub("推進(jìn)規(guī)範管理").text == "推進規範管理"
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_reading_of_a_character_may_be_spelled_so() -> None:
    from pypinyin.pinyin_dict import pinyin_dict

    readings = {reading for code in pinyin_dict for reading in _plain_readings.__wrapped__(chr(code))}
    assert len(readings) > 400
    assert [reading for reading in sorted(readings) if not _SPELLED.fullmatch(reading)] == []
