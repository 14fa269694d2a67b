import pytest

from crawler.text.fold import fold
from monitor.topics import Matchable, parse_query
from monitor.topics.false_friends import _friends


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("教育部", "各继续教育部门", False),
        ("教育部", "各繼續教育部門", False),
        ("教育部", "教育部门户网站", True),
        ("教育部", "教育部和教育部门", True),
        ("继续教育部门", "各继续教育部门", True),
        ("入学", "深入学习贯彻", False),
        ("入学", "参加入学考试", True),
        ("办法", "选举办法", True),
        ("办法", "承办法官", False),
        ("人才", "技工人才", True),
        ("评标", "考评标准", False),
        ("评标", "评标准备", True),
        ("开学", "召开\n学习会议", False),
        ('"产业 升级"~3', "生产业务升级", False),
        ('"产业 升级"~3', "产业升级", True),
        ("title:入学", "深入学习", True),
    ],
)
def test_a_term_is_not_found_inside_its_false_friends(term, text, found):
    matchable = Matchable(fold(text), {"title": fold("入学")})
    assert (parse_query(term).match(matchable) is not None) is found


def test_every_false_friend_contains_its_term_and_excludes_it():
    for term, friends in _friends().items():
        for friend in friends:
            text = friend.partition("!")[0]
            assert parse_query(term).match(Matchable(text)) is None, (term, friend)
            assert parse_query(term).match(Matchable(f"{text}，{term}。")) is not None
