"""Each form of number, and each number that opens nothing."""

import pytest

from crawler.reading.outline import LIMIT, outline


def paths(text):
    return [".".join(clause.path) for clause in outline(text).clauses]


def headings(text):
    return [clause.heading for clause in outline(text).clauses]


def warnings(text):
    return [warning.detail for warning in outline(text).warnings]


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("一、", "二、", ["一", "二"]),
        ("壹、", "貳、", ["壹", "贰"]),
        ("(一)", "(二)", ["一", "二"]),
        ("（一）", "（二）", ["一", "二"]),
        ("〔一〕", "〔二〕", ["一", "二"]),
        ("㈠", "㈡", ["一", "二"]),
        ("1.", "2.", ["1", "2"]),
        ("１．", "２．", ["1", "2"]),
        ("1、", "2、", ["1", "2"]),
        ("⒈", "⒉", ["1", "2"]),
        ("(1)", "(2)", ["1", "2"]),
        ("1)", "2)", ["1", "2"]),
        ("⑴", "⑵", ["1", "2"]),
        ("①", "②", ["1", "2"]),
        ("第一章 ", "第二章 ", ["一", "二"]),
        ("第一节　", "第二节　", ["一", "二"]),
        ("第一條 ", "第二條 ", ["一", "二"]),
        ("第 一 條     ", "第 二 條     ", ["一", "二"]),
        ("第1条 ", "第2条 ", ["1", "2"]),
        ("第一部分 ", "第二部分 ", ["一", "二"]),
        ("## 一、", "## 二、", ["一", "二"]),
    ],
)
def test_each_form_of_number_opens_clauses(one, two, expected):
    assert (
        paths(f"现将有关事项通知如下。\n{one}加强组织领导\n各地要重视。\n{two}落实工作责任\n各地要落实。") == expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I. Background\nText here.\nII. Scope\nMore text.\nIII. Rules\nEnd.", ["I", "II", "III"]),
        ("A. Background\nText here.\nB. Scope\nMore text.\nC. Rules\nEnd.", ["A", "B", "C"]),
        ("Section 1. Purpose\nText.\nSection 2. Scope\nText.", ["1", "2"]),
        ("§ 12 Purpose\nText.\n§ 13 Scope\nText.", ["12", "13"]),
        ("1. Aim\n(a) First thing.\n(b) Second thing.\n2. Scope\nText.", ["1.a", "1.b", "2"]),
        ("(a) One.\n(1) Two.\n(i) Three.\n(ii) Four.\n(2) Five.\n(b) Six.", ["a.1.i", "a.1.ii", "a.2", "b"]),
        ("(g) One.\n(h) Two.\n(i) Three.\n(j) Four.", ["g", "h", "i", "j"]),
        ("Part I General\nArticle 1\nText.\nArticle 2\nText.\nPart II Rest\nArticle 3\nText.", ["I.1", "I.2", "II.3"]),
    ],
)
def test_english_numbers_are_known(text, expected):
    assert paths(text) == expected


def test_levels_lie_in_each_other_and_only_the_innermost_are_clauses():
    text = "一、任务\n(一)创新\n1.平台。建设平台。\n2.机制。完善机制。\n(二)人才\n引进人才。\n二、保障\n落实责任。"
    assert paths(text) == ["一.一.1", "一.一.2", "一.二", "二"]
    assert outline(text).clauses[0].headings == ("任务", "创新")


def test_decimal_numbers_name_their_parents():
    assert paths("1. 范围\n1.1 对象\n企业。\n1.2 条件\n注册。\n2. 程序\n2.1 申请\n提交。") == ["1.1", "1.2", "2.1"]


def test_articles_count_through_the_chapters():
    text = (
        "第一章 总则\n第一条 为了发展。\n第二条 适用。\n第二章 管理\n第三条 管理。\n第三条之一 再管理。\n第四条 施行。"
    )
    assert paths(text) == ["一.一", "一.二", "二.三", "二.三之一", "二.四"]
    assert warnings(text) == []


def test_numbers_may_count_on_below_the_next_part():
    text = "一、任务\n(一)甲。做好甲。\n(二)乙。做好乙。\n二、保障\n(三)丙。做好丙。\n(四)丁。做好丁。"
    assert paths(text) == ["一.一", "一.二", "二.三", "二.四"]
    assert warnings(text) == []


def test_items_of_an_article_stay_in_the_article():
    text = "第一条 有下列情形之一的,处罚:\n(一)甲;\n(二)乙。\n第二条 施行。"
    assert paths(text) == ["一", "二"]
    assert "(二)乙" in outline(text).clauses[0].text


def test_items_of_a_sentence_stay_in_the_sentence():
    assert paths("一、支持对象。包括:\n1.企业;\n2.高校;\n3.院所。\n二、标准。按规定。") == ["一", "二"]


def test_numbering_starts_again_in_an_annex():
    text = (
        "一、高度重视。各地要重视。\n二、抓好落实。各地要落实。\n市政府办公室\n2024年5月31日\n附件:\n1.方案\n2.表格\n"
        "附件1\n实施方案\n一、目标。到2027年建成。\n二、任务。建设平台。"
    )
    read = outline(text)
    assert paths(text) == ["一", "二", "一", "二"]
    assert read.clauses[1].text == "二、抓好落实。各地要落实。"
    assert read.warnings == ()


def test_attachments_are_no_clauses():
    text = "一、甲。做好甲。\n二、乙。做好乙。\n附件:1.\n申报书\n2.\n汇总表\n工业和信息化部办公厅\n2024年9月22日"
    assert paths(text) == ["一", "二"]
    assert outline(text).clauses[-1].text == "二、乙。做好乙。"


@pytest.mark.parametrize("offices", [1, 2, 12])
def test_a_signature_ends_the_last_clause(offices):
    signature = "".join(f"第{number}个司局\n" for number in range(offices))
    read = outline(f"一、甲。做好甲。\n二、乙。做好乙。\n{signature}2024年1月18日\n(此件公开发布)")
    assert read.clauses[-1].text == "二、乙。做好乙。"
    assert read.tail.startswith(signature)


def test_a_day_in_the_text_ends_no_clause():
    text = "一、甲。本办法自2024年1月18日起施行。其他事项另行通知。\n二、乙。截至2024年1月18日,做好乙。"
    assert [clause.text for clause in outline(text).clauses] == text.split("\n")


def test_a_table_of_contents_is_not_read_twice():
    text = "目录\n第一章 总则\n第二章 管理\n第一章 总则\n第一条 甲。\n第二章 管理\n第二条 乙。"
    assert paths(text) == ["一.一", "二.二"]


def test_a_number_after_a_bracket_on_the_same_line_opens_a_clause():
    text = (
        "(一)创新\n1.甲。做好。(责任单位:市科技局)\n2.乙。做好。(责任单位:市科技局)(二)制造\n1.丙。做好。\n2.丁。做好。"
    )
    assert paths(text) == ["一.1", "一.2", "二.1", "二.2"]


def test_a_number_before_a_year_opens_a_clause():
    text = (
        "一、任务\n1．做好甲。(市科技局负责)2．2026年底前做好乙。(市科技局负责)3.2026年底前做好丙。产值达3.2026亿元。"
    )
    assert paths(text) == ["一.1", "一.2", "一.3"]


def test_lines_that_were_lost_are_found_again():
    text = (
        "一、总体要求(一)指导思想。以发展为主题,推进工作。(二)目标。建成体系。"
        "二、任务(一)创新1.平台。建设平台。2.机制。完善机制。(二)人才。引进人才。"
    )
    assert paths(text) == ["一.一", "一.二", "二.一.1", "二.一.2", "二.二"]
    assert headings(text) == ["指导思想", "目标", "平台", "机制", "人才"]


@pytest.mark.parametrize(
    "sentence",
    [
        "投资1.5亿元,其中设备1.2亿元。",
        "公布第3批名单。第3、第4批另行公布。",
        "到2027年,产值达到850家。",
        "设一、二、三等奖。",
        "一、二、三等奖各若干名。",
        "根据第十二条规定,予以处罚。",
        "第十二条规定的情形除外。",
        "第三条第一款修改为下列内容。",
        "第一、第二季度完成。",
        "依照第(一)项、第(二)项处理。",
        "(一)、(二)项所列情形除外。",
        "(一)至(三)项适用前款。",
        "采用GB/T 1.1标准和V2.0版本。",
        "3.15消费者权益日。",
        "2024.5.31发布。",
        "1.5万吨产能,2.5万吨储备。",
        "0.0 → 1.0",
        "1.20 ± 0.1",
        "表1 | 2 | 3",
        "联系电话:(010)68205243。",
        "包括以下方式:(1)贴息;(2)补助。",
        "分为:1.大型;2.中型;3.小型。",
    ],
)
def test_a_number_in_a_sentence_opens_no_clause(sentence):
    assert paths(f"一、重点任务。加快发展。\n{sentence}\n二、工作要求。抓好落实。") == ["一", "二"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、甲。做。\n三、丙。做。\n四、丁。做。", ["the numbering jumps from 一 to 三"]),
        ("一、甲。做。\n二、乙。做。\n二、丙。做。\n三、丁。做。", ["the number 二 is repeated"]),
        ("(三)甲。做。\n(四)乙。做。", ["the numbering begins with 三"]),
        ("一、甲。做。\n二、乙。做。", []),
    ],
)
def test_numbers_skipped_or_repeated_are_a_warning(text, expected):
    assert warnings(text) == expected


def test_warnings_are_few():
    shown = warnings("".join(f"第{number}条 甲。\n" for number in range(1, 99, 2)))
    assert (len(shown), shown[-1]) == (11, "and 38 more")


def test_targets_of_a_text_without_numbers_are_clauses():
    text = "各市要抓好落实。\n到2027年，产值达到850亿元。\n现将有关事项通知如下。"
    assert [clause.text for clause in outline(text).clauses] == ["到2027年，产值达到850亿元。"]


def test_items_below_a_date_in_a_text_without_numbers_have_this_date():
    text = "到2027年，实现以下目标：\n——产值达到1亿元；\n——新增企业50家。\n——加强宣传。\n现予公布。\n——投资30亿元。"
    found = [(target.by, clause.text) for clause in outline(text).clauses for target in clause.targets]
    assert found == [("2027", "——产值达到1亿元；"), ("2027", "——新增企业50家。")]


def test_items_below_a_date_in_english_have_this_date():
    text = (
        "Our goals by 2030 are to:\n• Cut emissions by 30%\n• Recycle 50% of waste\n"
        "2035 targets:\n• Recycle 70% of waste\nTargets for 2040\n• Recycle 80% of waste\nContact\n• 20% of calls"
    )
    found = [(target.by, clause.text) for clause in outline(text).clauses for target in clause.targets]
    assert found == [
        ("2030", "• Cut emissions by 30%"),
        ("2030", "• Recycle 50% of waste"),
        ("2035", "• Recycle 70% of waste"),
        ("2040", "• Recycle 80% of waste"),
    ]


def test_a_text_without_numbers_has_no_clauses():
    read = outline("各单位:\n请认真执行。")
    assert (read.clauses, read.head, read.tail) == ((), "各单位:\n请认真执行。", "")


def test_more_numbers_than_are_read_is_a_warning():
    assert [warning.code for warning in outline("1.甲。\n" * (LIMIT + 1)).warnings][-1] == "outline"
