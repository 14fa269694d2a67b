import json
from datetime import UTC, datetime

import pytest

from crawler.listings.json_guess import guessed_select
from crawler.model.source import Source

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SOURCE = Source(id="a", url="http://portal.cn/", region=["CN"])


def rows(count=5, **fields):
    made = []
    for n in range(count):
        row = {
            "id": n,
            "title": f"关于组织开展第{n}批项目申报的通知",
            "url": f"/art/{n}.html",
            "date": f"2024-05-{n + 10}",
        }
        made.append({**row, **{name: value(n) for name, value in fields.items()}})
    return made


def guess(document):
    found = guessed_select(json.dumps(document), SOURCE, NOW)
    return found.model_dump(exclude_none=True) if found else None


PLAIN = {"link": "url", "title": "title", "date": "date"}


@pytest.mark.parametrize(
    ("document", "item"),
    [
        (rows(), "@"),
        ({"rows": rows()}, "rows"),
        ({"data": {"page": {"list": rows()}, "menu": [{"a": 1}]}}, "data.page.list"),
        ({"结果": {"rows-2": rows()}}, '"结果"."rows-2"'),
        ({"short": rows(3), "long": rows(9)}, "long"),
    ],
)
def test_the_longest_list_of_dated_titles_with_links_is_found(document, item):
    assert guess(document) == {"item": item, **PLAIN}


def test_fields_are_recognized_by_their_values():
    more = {
        "summary": lambda n: "为贯彻落实市委市政府的决策部署，现将有关事项通知如下。" * 6,
        "createTime": lambda n: "2024-05-30 10:00:00",
        "publishDate": lambda n: 1715000000000 + n * 86400000,
        "cover": lambda n: f"/images/{n}.png",
        "column": lambda n: "/col/list.html",
        "site": lambda n: "市工业和信息化局",
        "date": lambda n: "长期有效",
    }
    assert guess(rows(**more)) == {"item": "@", "link": "url", "title": "title", "date": "publishDate"}


def test_fields_of_objects_in_a_row_are_found():
    made = [{"_source": row} for row in rows()]
    assert guess({"hits": made}) == {
        "item": "hits",
        "link": "_source.url",
        "title": "_source.title",
        "date": "_source.date",
    }


def test_a_few_rows_without_a_field_are_no_obstacle():
    made = rows(10)
    del made[3]["date"]
    made[4]["url"] = None
    assert guess(made) == {"item": "@", **PLAIN}


@pytest.mark.parametrize(
    "document",
    [
        rows(2),
        [{key: value for key, value in row.items() if key != "url"} for row in rows()],
        [{key: value for key, value in row.items() if key != "date"} for row in rows()],
        [{key: value for key, value in row.items() if key != "title"} for row in rows()],
        {"a": [1, 2, 3, 4], "b": [[1], [2], [3]]},
        [rows()[0], "x", None, 4],
        {},
        None,
        "text",
    ],
)
def test_other_data_is_no_list_of_notices(document):
    assert guess(document) is None


@pytest.mark.parametrize("text", ["", "{", "<html>", "[" * 100_000, '{"a":' * 50_000])
def test_what_is_no_json_is_no_list(text):
    assert guessed_select(text, SOURCE, NOW) is None
