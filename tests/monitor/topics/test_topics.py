import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.fold import fold
from monitor.topics import FIELDS, Matchable, QueryError, parse_query
from monitor.topics.expression import join_fields


def found(query: str, text: str, **fields: str):
    return parse_query(query).match(Matchable(fold(text), {name: fold(value) for name, value in fields.items()}))


def matches(query: str, text: str, **fields: str) -> bool:
    return found(query, text, **fields) is not None


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("集群", "先进制造业集群", True),
        ("集群", "产业园区", False),
        ("制造 AND 集群", "制造业的集群", True),
        ("制造 AND 集群", "制造业", False),
        ("制造 集群", "集群与制造", True),
        ("制造 集群", "集群", False),
        ("制造 && 集群", "集群", False),
        ("集群 OR 产业链", "产业链", True),
        ("集群 || 产业链", "产业链", True),
        ("集群 OR 产业链", "园区", False),
        ("集群 NOT 招标", "集群培育", True),
        ("集群 NOT 招标", "集群招标", False),
        ("集群 AND NOT 招标", "集群招标", False),
        ("集群 -招标", "集群招标", False),
        ("+集群 -招标", "集群", True),
        ("制造 AND (集群 OR 产业链) NOT 招标", "制造业产业链", True),
        ("制造 AND (集群 OR 产业链) NOT 招标", "制造业", False),
        ("制造 AND (集群 OR 产业链) NOT 招标", "制造业产业链招标", False),
        ("集群 NOT (招标 OR 中标)", "集群中标公告", False),
        ("制造 AND 集群 OR 园区", "园区", True),
        ("NOT (NOT 集群)", "集群", True),
    ],
)
def test_operators_mean_what_lucene_means_by_them(query, text, expected):
    assert matches(query, text) is expected


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ('"先进制造业 集群"', "先进制造业集群", True),
        ('"先进制造业 集群"', "先进制造业\n集群", True),
        ('"先进制造业 集群"', "集群与先进制造业", False),
        ('"smart manufacturing"', "Smart\n  manufacturing", True),
        ('"smart manufacturing"', "manufacturing that is smart", False),
        ('"smart manufacturing"', "smartmanufacturing", False),
        ('"AI 芯片"', "AI芯片", True),
        ('"工业: 重点"', "工业: 重点领域", True),
        ('"AND"', "this and that", True),
    ],
)
def test_quotes_keep_words_together(query, text, expected):
    assert matches(query, text) is expected


@pytest.mark.parametrize(
    "query",
    [
        "制造 AND （集群 OR 产业链）",
        "“制造业” AND 集群",
        "「制造业」 集群",
        "『制造业』　集群",
        "制造业 ＋集群",
        "制造业 －招标",
    ],
)
def test_brackets_quotes_and_spaces_of_full_width_are_understood(query):
    assert matches(query, "制造业集群")
    assert not matches(query, "园区")


def test_a_field_takes_a_full_width_colon():
    assert matches("title：集群", "", title="集群")


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("AI", "AI时代", True),
        ("AI", "推动AI+制造", True),
        ("AI", "he SAID so", False),
        ("AI", "to aim high", False),
        ("AI", "ＡＩ技术", True),
        ("ai", "AI", True),
        ("5G", "5G网络", True),
        ("5G", "15G", False),
        ("5G", "5GHz", False),
        ("tat", "état", False),
        ("chip", "chip-based", True),
    ],
)
def test_latin_words_are_matched_whole(query, text, expected):
    assert matches(query, text) is expected


@pytest.mark.parametrize(("query", "text"), [("vi", "Việt Nam"), ("thi", "thiết bị")])
def test_latin_words_are_matched_whole_also_in_vietnamese(query, text):
    assert not matches(query, text)


@pytest.mark.parametrize(
    ("singular", "many"),
    [
        ("policy", "policies"),
        ("measure", "measures"),
        ("box", "boxes"),
        ("class", "classes"),
        ("house", "houses"),
        ("day", "days"),
        ("status", "statuses"),
        ("batch", "batches"),
    ],
)
def test_singular_and_plural_find_each_other(singular, many):
    assert matches(singular, f"the {many} of 2024")
    assert matches(many, f"a {singular} of 2024")
    assert matches(singular, singular)
    assert matches(many, many)


@pytest.mark.parametrize(("query", "text"), [("policy", "police"), ("class", "clas"), ("bus", "bu"), ("day", "dais")])
def test_a_plural_is_no_licence(query, text):
    assert not matches(query, text)


@pytest.mark.parametrize(
    ("query", "text"), [("产业链", "產業鏈"), ("產業鏈", "产业链"), ("着名", "著名"), ("干部", "幹部")]
)
def test_script_makes_no_difference(query, text):
    assert matches(query, text)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("title:集群", {"title": "集群培育方案"}),
        ("issuer:工业和信息化部", {"issuer": "工業和信息化部"}),
        ("kind:通知", {"kind": "通知"}),
        ('number:"〔2024〕5号"', {"number": "甬政发〔2024〕5号"}),
        ("region:宁波", {"region": "浙江省\n宁波市"}),
        ("title:(集群 OR 园区)", {"title": "园区"}),
    ],
)
def test_a_field_is_looked_at_alone(query, fields):
    assert matches(query, "", **fields)
    elsewhere = " ".join(fields.values())
    assert not matches(query, elsewhere)
    assert not matches(query, elsewhere, **{name: elsewhere for name in FIELDS if name not in fields})


def test_a_word_without_a_field_is_looked_for_in_the_text_alone():
    assert not matches("集群", "园区", title="集群")


def test_a_field_the_notice_has_not_is_empty():
    assert not matches("title:集群", "集群")


@pytest.mark.parametrize("query", ['"工业部 财政部"', '"Industry Ministry"'])
def test_a_phrase_cannot_reach_from_one_value_of_a_field_into_the_next(query):
    issuers = join_fields(["Ministry of Industry", "Ministry of Finance", "工业部", None, "", "财政部"])
    assert parse_query(f"issuer:{query}").match(Matchable("", {"issuer": issuers})) is None


@pytest.mark.parametrize(
    ("query", "text", "terms"),
    [
        ("集群", "集群", {"集群"}),
        ("制造 AND 集群", "制造集群", {"制造", "集群"}),
        ("集群 OR 产业链 OR 园区", "产业链与园区", {"产业链", "园区"}),
        ("產業鏈 NOT 招标", "产业链", {"產業鏈"}),
        ('"Smart City"', "smart cities", {"Smart City"}),
    ],
)
def test_the_words_that_were_found_come_as_the_query_writes_them(query, text, terms):
    assert found(query, text) == terms


def test_words_are_found_in_fields_too():
    assert found("title:集群 制造", "制造", title="集群") == {"集群", "制造"}


@pytest.mark.parametrize(
    ("query", "column", "hint"),
    [
        ("", None, "the query is empty"),
        ("　 ", None, "the query is empty"),
        ("集群 AND", 6, "is incomplete"),
        ("AND 集群", 1, "is incomplete"),
        ("集群 AND OR 园区", 8, "is incomplete"),
        ("集群 AND (制造", 8, "unbalanced bracket"),
        ("集群)", 3, "unbalanced bracket"),
        ("（集群", 1, "unbalanced bracket"),
        ('制造 "集群', 4, "unbalanced quotation mark"),
        ("“集群", 1, "unbalanced quotation mark"),
        ("titel:集群", 1, "there is no field `titel` (available: title, issuer, kind, number, region, unit, issued,"),
        ("制造 http://x", 4, "put text with a colon in quotes"),
        ("集群*", 1, "Chinese words need no *"),
        ("制造 集?", 4, "? is not supported"),
        ("[2020 TO 2024]", 1, "a range needs one of the fields"),
        ("集群~2", 1, "is not supported"),
        ('制造 "a"~3', 4, "a distance search needs two words"),
        ("集群^2", 1, "is not supported"),
        ("/集.群/", 1, "is not supported"),
        ('制造 "……"', 4, "contains no letter or digit"),
        ('"产业 集群"~1.5', 8, "a whole number"),
        ("集群 AND “产业 集群”～.5", 15, "a whole number"),
        ("集群~.", 3, "a whole number"),
        ("集群^.", 3, "a whole number"),
    ],
)
def test_a_query_that_cannot_be_read_is_refused_where_it_goes_wrong(query, column, hint):
    with pytest.raises(QueryError) as refused:
        parse_query(query)
    assert refused.value.column == column
    assert hint in str(refused.value)
    assert str(refused.value).startswith(f"column {column}: ") is (column is not None)


def test_a_bracket_in_quotes_is_not_what_is_wrong():
    with pytest.raises(QueryError, match="is incomplete"):
        parse_query('"(试行" AND')


@pytest.mark.parametrize("query", ["NOT 招标", "-招标", "集群 OR NOT 招标", "NOT (招标 AND 中标)", "NOT title:招标"])
def test_what_would_match_everything_is_refused(query):
    with pytest.raises(QueryError, match="would match every notice"):
        parse_query(query)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("集群 !招标", "集群招标", id="exclamation mark"),
        pytest.param("集群 ！招标", "集群招标", id="wide exclamation mark"),
    ],
)
def test_an_exclamation_mark_excludes_as_in_lucene(query, text):
    assert matches(query, "集群")
    assert not matches(query, text)


def test_a_backslash_takes_the_meaning_from_the_next_character():
    assert matches(r"a\:b", "a:b")


PIECES = st.sampled_from(
    '集群 制造 AND OR NOT && || TO ( ) （ ） [ ] { } " “ ” 「 ＂ : ： title: issuer:( foo: + - !'
    " * ? ~ ~2 ^ ^3 / \\ y s ies AI policies < <= > >= = @ # ' . , \x00 \u200b \u3000 \n é İ ß ﬁ 〇 ½".split(" ")
)


@given(st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join))
def test_any_text_is_a_query_or_is_refused_as_one(written):
    try:
        query = parse_query(written)
    except QueryError:
        return
    assert query.match(Matchable("")) is None


@pytest.mark.parametrize("written", ["集群 OR " * 1400 + "集群", "集群 " * 3000, "集" * 10_000])
def test_a_long_query_is_read(written):
    assert matches(written, "集群" if len(set(written)) > 1 else "集" * 10_000)


@pytest.mark.parametrize("written", ["(" * 1000 + "集群" + ")" * 1000, "NOT " * 2000 + "集群"])
def test_a_query_nested_too_deeply_is_refused(written):
    with pytest.raises(QueryError):
        parse_query(written)


def test_half_a_character_is_refused():
    with pytest.raises(QueryError):
        parse_query("\ud800")


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("рак", "это рак", True),
        ("рак", "барак у реки", False),
        ("ΑΘΗΝΑ", "στην Αθήνα σήμερα", True),
        ("θήνα", "στην Αθήνα", False),
        ("صناعة", "دعم الصناعة الوطنية", True),
        ("صناعة", "والصناعة", True),
        ("صناعة", "مصناعةب", False),
        ("אוניברסיטה", "באוניברסיטה", True),
        ("कर", "करना है", False),
        ("กรุงเทพ", "ในกรุงเทพมหานคร", True),
        ("집적단지", "산업집적단지를", True),
        ("产业", "农产业带", True),
        ("промышлен*", "промышленность", True),
        ("SARS", "the SAR government", False),
        ("sars", "the SAR government", False),
        ("news", "a new bridge", False),
        ("news", "The News today", True),
        ("WHO", "whos", False),
        ("US", "it uses", False),
        ("SME", "help for SMEs", True),
        ("SMEs", "an SME", True),
        ("economics", "economic growth", False),
        ("clusters", "a cluster", True),
        ("policy", "policies", True),
    ],
)
def test_words_have_edges_and_english_nouns_a_plural(query, text, found):
    assert (parse_query(query).match(Matchable(fold(text))) is not None) is found
