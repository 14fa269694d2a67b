from crawler.reading.scrub import duplicated_body, scrub

SENTENCES = [
    f"第{n}项任务由市工业和信息化局牵头,于{2024 + n % 4}年底前完成{n * 7}个项目的建设改造,并报送第{n}期进展报告。"
    for n in range(1, 25)
]
BODY = "\n".join(["关于推进重点任务的实施方案", *SENTENCES, "市人民政府办公室", "2024年5月31日"])


def test_a_body_that_stands_twice_stands_once() -> None:
    found = scrub(f"{BODY}\n\n{BODY}")
    assert found.text == BODY
    (removed,) = found.removals
    assert (removed.code, removed.size) == ("double", len(BODY.replace("\n", "")))
    assert "stands again" not in found.text


def test_it_may_stand_three_times_or_on_one_line() -> None:
    assert scrub("\n".join([BODY] * 3)).text == BODY
    flat = BODY.replace("\n", " ")
    assert scrub(f"{flat} {flat}").text == flat


def test_the_more_complete_one_of_two_stays() -> None:
    lines = BODY.split("\n")
    shorter = "\n".join(lines[:9] + lines[10:])
    assert scrub(f"{BODY}\n{shorter}").text == BODY
    assert scrub(f"{shorter}\n{BODY}").text == BODY


def test_small_differences_of_script_width_and_marks_do_not_hide_it() -> None:
    other = BODY.replace(",", "，").replace("业", "業").replace("第3项任务", "第三项任务")
    assert scrub(f"{BODY}\n{other}").text in (BODY, other)


def test_lists_forms_and_comparisons_that_repeat_lines_stay() -> None:
    forms = "\n".join(f"附表{n}\n单位名称:\n法定代表人:\n联系电话:\n地址:\n备注:" for n in range(40))
    rows = "\n".join("| 市工信局 | 完成 | 100% |" for _ in range(60))
    names = "、".join(f"《某某管理办法{n}》" for n in range(60))
    listed = f"修订{names}\n附{names}\n局长 某某"
    before_after = "\n".join(
        f"第{n}条现行规定:企业应当在{n}日内报告。\n第{n}条修订为:企业应当在{n + 3}日内报告。" for n in range(30)
    )
    for text in (forms, rows, listed, before_after, f"{BODY}\n{SENTENCES[3]}", "\n".join(SENTENCES[:2] * 2)):
        found = scrub(text)
        assert found.text == text
        assert not found.removals


def test_a_body_that_stands_again_with_other_numbers_stays() -> None:
    for other in (BODY.replace("完成35个", "完成36个"), BODY.replace("第5期", "第六期")):
        for text in (f"{BODY}\n{other}", f"{other}\n{BODY}"):
            assert scrub(text).text == text


def test_two_bodies_with_nothing_between_them_leave_no_joint() -> None:
    assert scrub(f"{BODY}{BODY}").text == BODY
    flat = BODY.replace("\n", " ")
    assert scrub(f"{flat}{flat}").text == flat


def test_most_texts_with_frequent_words_need_no_places_of_their_clauses(monkeypatch):
    monkeypatch.setattr(duplicated_body, "_clauses", None)
    text = "\n".join(f"The council of the town and the board of the county met on day {day}." for day in range(60))
    assert scrub(text).text == text
