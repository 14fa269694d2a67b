import random

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.reason import Reason
from monitor.identity.comparison import compare, compare_by_sketch
from monitor.identity.cosmetic_changes import trivial_change
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ChangeReason, ComparisonReason
from tests.monitor.identity.texts import LINES, TEXT, TITLE, gist

KNOWN = gist()


def damaged(text: str, seed: int, share: int = 100) -> str:
    chance = random.Random(seed)
    letters = list(text)
    for at in chance.sample(range(len(letters)), len(letters) // share):
        letters[at] = chance.choice("?�馍霓")
    return "".join(letters)


COPIES = {
    "traditional": gist(opencc.OpenCC("s2t").convert(TEXT)),
    "one line": gist(TEXT.replace("\n", "")),
    "chrome": gist(f"首页 > 政务公开 > 通知\n发布日期：2024-05-20 浏览次数：17\n{TEXT}\n主办单位：云溪市工信局"),
    "no number": gist("\n".join(LINES[1:])),
    "a line of the site in the text": gist("\n".join([*LINES[:5], "【字体：大 中 小】", *LINES[5:]])),
    "a table in the text": gist("\n".join([*LINES[:8], "序号", "县区", "名额", "1", "东山", "12", *LINES[8:]])),
    "letters of similar shape": gist(TEXT.replace("未发生", "末发生").replace("人资格", "入资格")),
    "percentages written otherwise": gist(TEXT.replace("百分之七十", "70%")),
    "first third": gist("\n".join(LINES[:6])),
    "last third": gist("\n".join(LINES[9:])),
    "another title": gist(title="云溪市人民政府门户网站"),
    "no title": gist(title=None),
    "readings of neighbouring letters": gist(TEXT.replace("拟认定名单", "拟ni认ren定ding名单")),
    "a spam sentence": gist(TEXT.replace("逾期不予受理。", "逾期不予受理。本文由某某论文网整理发布。")),
    "another spam sentence": gist(TEXT.replace("逾期不予受理。", "逾期不予受理。彩票平台注册送彩金！")),
    "a line twice": gist("\n".join([*LINES[:8], *LINES[7:]])),
    "an article around it": gist(f"昨天记者从市工信局获悉，有一份文件已经印发，全文如下。\n{TEXT}\n据悉不少车间入选。"),
    "letters misread in a row": gist(TEXT.replace("人资格和", "入资格和").replace("年未发生", "午末发生")),
    "a slip": gist(TEXT.replace("广泛宣传发动", "广泛宣传发勤")),
    "a percentage as a fraction": gist(TEXT.replace("百分之七十", "十分之七")),
    "a percentage as a fraction in digits": gist(TEXT.replace("百分之七十", "7/10")),
    "numerals written otherwise": gist(TEXT.replace("百分之七十", "百分之70")),
    **{f"damaged {seed}": gist(damaged(TEXT, seed)) for seed in range(6)},
    "much damaged": gist(damaged(TEXT, 3, 50)),
}
OTHERS = {
    "another batch": gist(TEXT.replace("第三批", "第四批"), TITLE.replace("第三批", "第四批")),
    "another batch in the text alone": gist(TEXT.replace("第三批", "第四批")),
    "another year": gist(TEXT.replace("2024", "2025"), TITLE.replace("2024", "2025")),
    "another number": gist(TEXT.replace("31号", "32号"), document_number="云工信发〔2024〕32号"),
    "an amount": gist(TEXT.replace("100万元", "150万元")),
    "a digit more": gist(TEXT.replace("50万元", "500万元")),
    "a deadline": gist(TEXT.replace("6月30日", "7月15日")),
    "a place": gist(TEXT.replace("云溪", "雨泽"), TITLE.replace("云溪", "雨泽")),
    "a place of one letter": gist(TEXT.replace("云溪市", "云泽市"), TITLE.replace("云溪市", "云泽市")),
    "an addressee": gist(TEXT.replace("各县区工业和信息化主管部门", "各县区科学技术主管部门")),
    "a rule": gist(TEXT.replace("逾期不予受理", "可以延期十日报送")),
    "a paragraph missing": gist("\n".join(LINES[:5] + LINES[6:])),
    "a sentence missing": gist(TEXT.replace("我局组织专家评审和现场核查，", "")),
    "an item inserted": gist("\n".join([*LINES[:6], "车间应当连续两年盈利，并按月报送运行数据。", *LINES[6:]])),
    "an obligation that is allowed": gist(TEXT.replace("申报单位应当在", "申报单位可以在")),
    "a prohibition that is allowed": gist(TEXT.replace("三年内不得再次", "三年内可以再次")),
    "a prohibition that is an obligation": gist(TEXT.replace("不得再次", "应当再次")),
    "a negation exchanged": gist(TEXT.replace("近三年未发生", "近三年曾发生")),
    "an affirmation negated": gist(TEXT.replace("车间应当已经建成", "车间应当没有建成")),
    "a limit exchanged": gist(TEXT.replace("6月30日前", "6月30日后")),
    "a qualification": gist(TEXT.replace("财务状况良好", "主要财务状况良好")),
    "a term throughout": gist(TEXT.replace("车间", "工厂车间")),
    "a percentage": gist(TEXT.replace("百分之七十", "75%")),
    "a fraction": gist(TEXT.replace("百分之七十", "三分之二")),
    "the reverse of a fraction": gist(TEXT.replace("百分之七十", "七分之十")),
    "per mille": gist(TEXT.replace("百分之七十", "千分之七十")),
    "a condition in mid-sentence": gist(TEXT.replace("财务状况良好", "信用记录和财务状况良好")),
    "the title's batch alone": gist(title=TITLE.replace("第三批", "第四批")),
    "a draft": gist(title=f"{TITLE}（征求意见稿）"),
    "handed on": gist(f"现将通知转发给你们，请遵照执行。\n{TEXT}", f"高新区管委会关于转发《{TITLE}》的通知"),
    "another text": gist("各有关单位：为做好高技能人才的引进、培养和服务工作，经研究，制定以下措施。" * 5, "人才措施"),
}


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_is_known_in_either_direction(kind):
    for one, other in ((KNOWN, COPIES[kind]), (COPIES[kind], KNOWN)):
        assert compare(one, other).relation == "copy", compare(one, other).reason


REST = "\n".join(f"（{number}）{line}" for number, line in enumerate(LINES[4:12] * 5, 1))
FRAME = "此件公开发布"


@pytest.mark.parametrize(
    ("words", "edited"),
    [
        ("智能化改造，现就", "智能化改造，经市人民政府同意，现就"),
        ("引导企业加快", "引导规模以上工业企业加快"),
        ("引导企业加快", "引导营业收入两千万元以上且连续盈利的工业企业加快"),
        ("引导企业加快车间智能化改造", "支持县区围绕主导产业建设公共服务平台并组织供需对接"),
    ],
)
def test_a_clause_in_the_first_sentence_of_a_long_text_makes_a_version(words, edited):
    long = f"{TEXT}\n{REST}"
    one, other = gist(long), gist(long.replace(words, edited))
    assert compare(one, other).relation == compare(other, one).relation == "version"


@pytest.mark.parametrize("between", ["\n", ""], ids=["lines", "one line"])
def test_remarks_between_the_first_lines_of_a_long_text_make_no_version(between):
    lines = [*LINES, *REST.split("\n")]
    one, other = gist(between.join(lines)), gist(between.join([*lines[:2], FRAME, *lines[2:]]))
    assert compare(one, other).relation == compare(other, one).relation == "copy"


SENTENCES = [LINES[place] for place in (2, 4, 5, 7, 9, 10, 12)]
ARTICLES = [f"第{number}条 {line}" for number, line in zip("一二三四五六七", SENTENCES, strict=True)]
CLOSING = "县区主管部门应当每年对示范车间开展一次复核，复核结果向社会公布。"
COMMENCEMENT = "本办法自发布之日起施行。"


@pytest.mark.parametrize(
    ("lines", "appended"),
    [
        (ARTICLES, f"第八条 {CLOSING}"),
        ([f"第一条 {COMMENCEMENT}", *ARTICLES[1:]], f"第八条 本办法的修改{COMMENCEMENT[3:]}"),
        (ARTICLES, f"第八条 {CLOSING}\n第九条 {CLOSING}"),
        ([f"{place}. {line}" for place, line in enumerate(SENTENCES, 1)], f"8. {CLOSING}"),
        ([f"（{number}）{line}" for number, line in zip("一二三四五六七", SENTENCES, strict=True)], f"（八）{CLOSING}"),
        ([*LINES[:5], f"二、{LINES[9]}", LINES[10], f"三、{LINES[12]}"], f"四、{CLOSING}"),
    ],
)
@pytest.mark.parametrize("joined", ["\n", ""], ids=["lines", "one line"])
def test_a_further_numbered_part_at_the_end_makes_a_version(lines, appended, joined):
    one = gist(joined.join(lines))
    other = gist(joined.join([*lines, appended]))
    assert compare(one, other).relation == compare(other, one).relation == "version"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("\n".join(ARTICLES)[:-1], "\n".join([*ARTICLES, f"第八条 {CLOSING}"])),
        ("\n".join([*ARTICLES, "展开"]), "\n".join([*ARTICLES, f"第八条 {CLOSING}"])),
        ("\n".join([*ARTICLES, "点击阅读全文"]), "\n".join([*ARTICLES, f"第八条 {CLOSING}"])),
        ("\n".join(ARTICLES[:4]), "\n".join(ARTICLES)),
        ("\n".join(ARTICLES), "\n".join([*ARTICLES, f"第八条 {CLOSING}", "云溪市工业和信息化局", "2024年5月20日"])),
        ("\n".join(ARTICLES), "\n".join([*ARTICLES, f"第八条 {COMMENCEMENT}"])),
        ("\n".join(ARTICLES), "\n".join([*ARTICLES, "1. 云溪市召开工作会议，研究部署下一阶段工作。"])),
    ],
    ids=[
        "within a sentence",
        "expand",
        "read more",
        "far shorter",
        "no signature",
        "no commencement",
        "another numbering",
    ],
)
def test_a_text_that_was_cut_is_a_copy(short, long):
    one, other = gist(short), gist(long)
    assert compare(one, other).relation == compare(other, one).relation == "copy"


def test_the_words_of_taiwan_are_the_same_in_the_other_script():
    text = f"{TEXT}\n建设项目的数据通过互联网实时报送，软件由市局提供。{TEXT[-60:]}"
    known = gist(text, script="Hans")
    converted = opencc.OpenCC("s2twp").convert(text)
    found = gist(converted, script="Hant")
    assert "專案" in converted
    assert compare(found, known).relation == compare(known, found).relation == "copy"
    edited = gist(converted.replace("一次性獎勵", "一次性補助"), script="Hant")
    assert compare(edited, known).relation == compare(known, edited).relation == "version"


@pytest.mark.parametrize("kind", OTHERS)
def test_what_says_something_else_is_no_copy_in_either_direction(kind):
    for one, other in ((KNOWN, OTHERS[kind]), (OTHERS[kind], KNOWN)):
        assert compare(one, other).relation != "copy"


@pytest.mark.parametrize(
    ("kind", "relation", "reason"),
    [
        ("another batch", "follows", Reason.of(Aspect.TITLE, here="四", there="三")),
        ("another year", "follows", Reason.of(Aspect.TITLE, here="2025", there="2024")),
        ("the title's batch alone", "follows", Reason.of(Aspect.TITLE, here="四", there="三")),
        ("an amount", "version", Reason.of(ComparisonReason.DIFFERENCE, here="150", there="100")),
        ("a draft", "draft", Reason.of(Aspect.DRAFT)),
        ("handed on", "forwards", Reason.of(Aspect.FORWARDS)),
        ("another text", "other", None),
    ],
)
def test_how_others_are_related_is_said_in_words_and_figures(kind, relation, reason):
    judgement = compare(OTHERS[kind], KNOWN)
    assert judgement.relation == relation
    params = judgement.reason.params
    if reason is None:
        assert judgement.reason == Reason.of(ComparisonReason.UNRELATED, percent=params["percent"])
    elif relation == "version":
        assert judgement.reason.code == ComparisonReason.CHANGED
        assert len(params["differences"]) >= 1
    else:
        assert judgement.reason == Reason.of(ComparisonReason.DISTINCT, percent=params["percent"], distinction=reason)
    assert compare(KNOWN, OTHERS["another batch"]).relation == "sibling"


def test_a_copy_says_what_differs_and_which_number_is_on_both():
    numbered = {"document_number": "云工信发〔2024〕31号"}
    judgement = compare(gist(f"{TEXT}\n主办单位：云溪市工信局", **numbered), gist(**numbered))
    assert judgement.reason == Reason.of(
        ComparisonReason.SAME_NUMBER,
        number="云工信发〔2024〕31号",
        comparison=Reason.of(
            ComparisonReason.SAME_TEXT_EXCEPT, parts=(Reason.of(ComparisonReason.AROUND_HERE, count=10),)
        ),
    )


def test_a_short_part_shows_nothing():
    assert compare(gist(LINES[3] + LINES[6]), KNOWN).relation == "other"


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("浏览次数：17", "浏览次数：2318", ChangeReason.COUNTERS),
        ("打印日期：2024-05-20", "打印日期：2024-06-01", ChangeReason.COUNTERS),
        ("发布日期：2024-05-20", "发布日期：2024-06-01", None),
        ("奖励50万元", "奖励60万元", None),
        ("发生重大", "未发生重大", None),
    ],
)
def test_what_means_nothing_at_one_address(old, new, changed):
    before, after = (gist(f"{TEXT}\n{piece}") for piece in (old, new))
    found = trivial_change(after, before)
    if changed is None:
        assert found is None
    else:
        assert found == Reason.of(ChangeReason.ONLY, parts=(Reason.of(changed, count=1),))


def test_a_pruned_notice_is_known_by_its_sketch_and_its_name():
    pruned = gist("")
    assert compare_by_sketch(KNOWN, pruned, 0.99).relation == "copy"
    assert compare_by_sketch(KNOWN, pruned, 0.5).relation == "other"
    assert compare_by_sketch(KNOWN, gist("", "别的"), 0.99).relation == "other"
    assert compare_by_sketch(OTHERS["another batch"], pruned, 0.99).relation == "follows"


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_are_judged(one, other):
    compare(gist(one, other), gist(other, one))
    trivial_change(gist(one), gist(other))
