import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.topics import QueryError, parse_query
from monitor.topics.errors import QueryWarning
from monitor.topics.lint import ENOUGH, lint_query


def findings(written, **options):
    return [
        (finding.reason.code, finding.column, finding.suggestion)
        for finding in lint_query(parse_query(written), **options)
    ]


@pytest.mark.parametrize(
    ("written", "code", "column", "suggestion"),
    [
        ("集群 or 产业链", QueryWarning.LOWERCASE_OPERATOR, 4, "集群 OR 产业链"),
        ("集群 And 产业链", QueryWarning.LOWERCASE_OPERATOR, 4, "集群 AND 产业链"),
        ("集群　ｏｒ　产业链", QueryWarning.LOWERCASE_OPERATOR, 4, "集群 OR 产业链"),
        ('"集群" or (产业链)', QueryWarning.LOWERCASE_OPERATOR, 6, '"集群" OR (产业链)'),
        ("not 招标 集群", QueryWarning.LOWERCASE_OPERATOR, 1, "NOT 招标 集群"),
        ("集群 或 产业链", QueryWarning.CHINESE_OPERATOR, 4, "集群 OR 产业链"),
        ("集群 以及 产业链", QueryWarning.CHINESE_OPERATOR, 4, "集群 AND 产业链"),
        ("集群或产业链", QueryWarning.CHINESE_OPERATOR, 3, "集群 OR 产业链"),
        ("集群AND产业", QueryWarning.ATTACHED_OPERATOR, 3, "集群 AND 产业"),
        ("集群ＡＮＤ产业", QueryWarning.ATTACHED_OPERATOR, 3, "集群 AND 产业"),
        ("集群 OR产业", QueryWarning.ATTACHED_OPERATOR, 4, "集群 OR 产业"),
        ("集群 NOT招标", QueryWarning.ATTACHED_OPERATOR, 4, "集群 NOT 招标"),
        ("集群or产业", QueryWarning.ATTACHED_OPERATOR, 3, "集群 OR 产业"),
        ("集群、产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群，产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群,产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群；产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群|产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群｜产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群/产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群+产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("clusters|chains", QueryWarning.SEPARATOR, 9, "clusters OR chains"),
        ("集群, 产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群； 产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("集群、 (产业链 园区)", QueryWarning.SEPARATOR, 3, "集群 OR (产业链 园区)"),
        ("集群。产业链", QueryWarning.SEPARATOR, 3, "集群 OR 产业链"),
        ("clusters, chains", QueryWarning.SEPARATOR, 9, "clusters OR chains"),
        ("集群 —招标", QueryWarning.SEPARATOR, 4, "集群 NOT 招标"),
        ("集群 –招标", QueryWarning.SEPARATOR, 4, "集群 NOT 招标"),
        ("集群 不包括 招标", QueryWarning.CHINESE_OPERATOR, 4, "集群 NOT 招标"),
        ("集群 除了 招标", QueryWarning.CHINESE_OPERATOR, 4, "集群 NOT 招标"),
        ("集群 與 产业", QueryWarning.CHINESE_OPERATOR, 4, "集群 AND 产业"),
        ("集群 AND not 招标", QueryWarning.LOWERCASE_OPERATOR, 8, "集群 AND NOT 招标"),
        ("集群OR", QueryWarning.ATTACHED_OPERATOR, 3, "集群"),
        ("AND集群 产业", QueryWarning.ATTACHED_OPERATOR, 1, "集群 产业"),
        ("集群 NEAR 产业", QueryWarning.UNKNOWN_OPERATOR, 4, '"集群 产业"~10'),
        ("tax NEAR/5 credit reform", QueryWarning.UNKNOWN_OPERATOR, 5, '"tax credit"~10 reform'),
        ("集群 XOR 产业", QueryWarning.UNKNOWN_OPERATOR, 4, "集群 OR 产业"),
        ('"a b" NEAR c', QueryWarning.UNKNOWN_OPERATOR, 7, '"a b" AND c'),
        ("集群 抑或 产业", QueryWarning.CHINESE_OPERATOR, 4, "集群 OR 产业"),
        ("集群 还是 产业", QueryWarning.CHINESE_OPERATOR, 4, "集群 OR 产业"),
        ("集群 排除 招标", QueryWarning.CHINESE_OPERATOR, 4, "集群 NOT 招标"),
        ("集群 不包括招标", QueryWarning.CHINESE_OPERATOR, 4, "集群 NOT 招标"),
        ("集群 以及产业链", QueryWarning.CHINESE_OPERATOR, 4, "集群 AND 产业链"),
        ("集群，不含招标", QueryWarning.SEPARATOR, 3, "集群 NOT 招标"),
        ("集群、产业链、园区", QueryWarning.SEPARATOR, 3, "集群 OR 产业链 OR 园区"),
        ("集群、产业链、园区 资金", QueryWarning.SEPARATOR, 3, "(集群 OR 产业链 OR 园区) 资金"),
        ("产/学/研", QueryWarning.SEPARATOR, 2, "产 OR 学 OR 研"),
        ("grants/loans", QueryWarning.SEPARATOR, 7, "grants OR loans"),
        ("grants but not loans", QueryWarning.LOWERCASE_OPERATOR, 8, "grants NOT loans"),
        ("grants Except loans", QueryWarning.CHINESE_OPERATOR, 8, "grants NOT loans"),
        ("grants AND-NOT loans", QueryWarning.CHINESE_OPERATOR, 8, "grants NOT loans"),
        ("grants w/5 loans", QueryWarning.UNKNOWN_OPERATOR, 8, '"grants loans"~10'),
        ("集群 near/3 产业", QueryWarning.UNKNOWN_OPERATOR, 4, '"集群 产业"~10'),
        ("A OR B C", QueryWarning.NEIGHBOURS_OF_OR, 8, "(A OR B) C"),
        ("A B OR C OR D", QueryWarning.NEIGHBOURS_OF_OR, 3, "A (B OR C OR D)"),
        ("(A B OR C) D", QueryWarning.NEIGHBOURS_OF_OR, 4, "(A (B OR C)) D"),
        ("(A B) OR C D", QueryWarning.NEIGHBOURS_OF_OR, 12, "((A B) OR C) D"),
        ("A OR B C NOT D", QueryWarning.NEIGHBOURS_OF_OR, 8, None),
        ("กรุงเทพ", QueryWarning.NO_WORD_EDGES, 1, None),
        ("集群 NOT 集群", QueryWarning.CONTRADICTION, 8, None),
        ("产业集群 AND NOT 集群", QueryWarning.CONTRADICTION, 14, None),
        ("产业集群 NOT (招标 OR 集羣)", QueryWarning.CONTRADICTION, 17, None),
        ("(产业集群 OR 集群) NOT 集群", QueryWarning.CONTRADICTION, 18, None),
        ("集群 AND (产业 NOT 集群)", QueryWarning.CONTRADICTION, 16, None),
        ('"tax credits" NOT credit', QueryWarning.CONTRADICTION, 19, None),
        ("title:集群 NOT title:集群", QueryWarning.CONTRADICTION, 14, None),
        ("issued:2024 NOT issued:2024", QueryWarning.CONTRADICTION, 1, None),
    ],
)
def test_likely_mistakes_are_found_with_their_columns(written, code, column, suggestion):
    assert findings(written)[0] == (code, column, suggestion)


@pytest.mark.parametrize(
    "written",
    [
        "集群 OR 产业链 NOT 招标",
        "(集群 OR 产业链) AND 先进制造业",
        '"集群、产业链" OR "A or B"',
        '"he said not" OR 或者',
        "TCP/IP",
        "1,000万",
        "Oracle数据库 OR ORACLE数据库",
        "sandbox AND candor",
        "title:(集群 OR 产业) issuer:工信",
        "issued:[2024 TO *] AND (A OR B)",
        "集群 && 产业 || 园区",
        "(集群 OR 产业) NOT 集群",
        "集群 NOT 产业集群",
        "title:集群 NOT 集群",
        "barak NOT rak",
        "manufactur* NOT manufactur",
        "集群 NOT (集群 产业)",
        '"产业 升级"~5 OR 集群',
        "和谐 OR 与会 OR 及格",
        "集群 或许",
        "集群 不含糊",
        "5G/6G",
        "R&D AT&T",
        "except",
    ],
)
def test_good_queries_have_no_findings(written):
    assert findings(written) == []


def test_terms_that_nothing_contains_are_found():
    assert findings('集群 AND "智能 算力"~3', texts=["培育集群"] * ENOUGH) == [
        (QueryWarning.UNSEEN_TERM, 9, None),
        (QueryWarning.UNSEEN_TERM, 12, None),
    ]
    assert findings('集群 AND "智能 算力"~3', texts=["培育集群"] * (ENOUGH - 1)) == []


@given(st.text(st.sampled_from('集群或、or AND NOT|/()"~:*+-x'), max_size=30))
def test_a_finding_has_a_column_of_the_query(written):
    try:
        query = parse_query(written)
    except QueryError:
        return
    for finding in lint_query(query):
        assert 1 <= finding.column <= len(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A OR B C", "A OR B AND C"),
        ("A OR B C", "A OR (B AND C)"),
        ("A B OR C", "(A AND B) OR C"),
        ("A OR B C OR D", "A OR (B AND C) OR D"),
        ("A AND B OR C D", "(A AND B) OR (C AND D)"),
        ("A OR B NOT C", "(A OR B) AND NOT C"),
        ("(A OR B) C", "(A OR B) AND C"),
        ("title:(A OR B C)", "title:(A OR (B AND C))"),
    ],
)
def test_neighbours_are_anded_before_or(written, meant):
    assert parse_query(written).expression == parse_query(meant).expression
