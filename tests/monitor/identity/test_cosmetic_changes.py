import pytest

from crawler.model.reason import Reason
from monitor.identity.cosmetic_changes import TYPOS, cosmetic_change, trivial_change
from monitor.identity.reasons import ChangeReason
from tests.monitor.builders import measure, notice
from tests.monitor.identity.texts import TEXT, TITLE, gist


def only(code, count=1):
    return Reason.of(ChangeReason.ONLY, parts=(Reason.of(code, count=count),))


def change(old, new, **fields):
    assert old in TEXT
    return cosmetic_change(notice(text=TEXT.replace(old, new), title=TITLE, **fields), notice(text=TEXT, title=TITLE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("部署", "布署"),
        ("弄虚作假", "弄虚做假"),
        ("如实填报", "如实的填报"),
        ("专家评审", "专家专家评审"),
        ("宣传", "宣穿"),
    ],
)
def test_mended_typos_mean_nothing(old, new):
    assert change(old, new) == only(ChangeReason.TYPOS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("50万元", "80万元"),
        ("6月30日", "6月28日"),
        ("不予受理", "予以受理"),
        ("应当", "可以"),
        ("市县两级", "省县两级"),
        ("云溪市内", "云西市内"),
        ("三年内", "三年外"),
        ("企业登录", "个人登录"),
        ("国家级", "省级"),
        ("周文彬", "周斌文"),
        ("前报送", "后报送"),
        ("公示五个", "公示五各"),
        ("各地要广泛宣传发动，", ""),
        ("2024年第三批", "2025年第三批"),
    ],
)
def test_what_may_mean_something_is_left_alone(old, new):
    assert change(old, new) is None


def test_many_typos_are_a_new_version():
    old = notice(text="".join(f"落实制造业{char}部署。\n" for char in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"))
    assert cosmetic_change(notice(text=old.text.replace("部署", "布署")), old) is None
    assert len(old.text.splitlines()) > TYPOS


def test_a_reworded_heading_means_nothing_where_its_clause_is_the_same():
    def document(heading, body="对认定的企业给予奖励。", **fields):
        clause = measure(f"（一）{heading}。{body}", path=("一",), heading=heading, **fields)
        return notice(text=f"前言。\n（一）{heading}。{body}\n尾声。", clauses=(clause,))

    known = document("强化政策支持")
    assert cosmetic_change(document("完善政策保障"), known) == only(ChangeReason.HEADINGS)
    assert cosmetic_change(document("不再支持"), known) is None
    assert cosmetic_change(document("完善政策保障", "对认定的企业不给予奖励。"), known) is None
    assert cosmetic_change(document("完善政策保障", responsible_units=("市财政局",)), known) is None


@pytest.mark.parametrize("fields", [{"document_number": "云工信发〔2024〕32号"}, {"issuers": ("某局",)}])
def test_what_a_notice_says_of_itself_is_no_wording(fields):
    assert change("部署", "布署", **fields) is None


def test_of_a_pruned_text_nothing_is_known():
    assert cosmetic_change(notice(text=TEXT), notice(text="")) is None


def test_words_in_latin_letters_are_left_alone():
    old = notice(text="Applicants shall file the form before the end of the year.", title=None)
    assert cosmetic_change(notice(text=old.text.replace("shall", "may"), title=None), old) is None
    assert cosmetic_change(notice(text=old.text.replace("now", "not"), title=None), old) is None


@pytest.mark.parametrize(
    ("before", "now"), [("6月30日前", "6月30日后"), ("没有发生", "曾有发生"), ("五日以上", "五日以下")]
)
def test_a_word_of_a_rule_at_the_same_url_is_no_trivial_change(before, now):
    known = gist(f"{TEXT}\n申请人应当在{before}办理。")
    found = gist(f"{TEXT}\n申请人应当在{now}办理。")
    assert trivial_change(found, known) is None


@pytest.mark.parametrize("word", ["不得", "未经批准", "应当", "可以"])
def test_a_word_of_a_rule_that_is_doubled_by_mistake_means_nothing(word):
    known = gist(f"{TEXT}\n申请人{word}自行办理有关手续。")
    found = gist(f"{TEXT}\n申请人{word[0]}{word}自行办理有关手续。")
    assert trivial_change(found, known) is not None
    assert trivial_change(known, found) is not None
    without = gist(f"{TEXT}\n申请人{word[1:]}自行办理有关手续。")
    assert trivial_change(without, known) is None
