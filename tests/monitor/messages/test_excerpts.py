import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.fold import fold
from monitor.messages.excerpts import excerpts


class TestExcerpts:
    def test_of_lines_with_as_many_words_the_first_three_are_quoted(self):
        text = "\n".join(["开头", "集群一", "无关", "產業鏈二", "集群三", "集群四"])
        assert excerpts(text, ["集群", "产业链"]) == ["集群一", "產業鏈二", "集群三"]

    def test_the_lines_with_most_words_are_quoted_in_the_order_of_the_text(self):
        text = "\n".join(["集群一", "集群二", "集群三", "集群与产业链", "集群四", "园区、集群与产业链"])
        assert excerpts(text, ["集群", "产业链", "园区"]) == ["集群一", "集群与产业链", "园区、集群与产业链"]

    def test_nothing_is_quoted_where_no_word_stands(self):
        assert excerpts("园区", ["集群"]) == []
        assert excerpts("集群", []) == []

    @pytest.mark.parametrize(
        ("before", "after", "marks"), [(0, 1000, (False, True)), (1000, 0, (True, False)), (500, 500, (True, True))]
    )
    def test_a_long_line_is_cut_around_its_word(self, before, after, marks):
        [quote] = excerpts("前" * before + "集群" + "后" * after, ["集群"])
        assert "集群" in quote
        assert (quote.startswith("…"), quote.endswith("…")) == marks
        assert len(quote) <= 122

    @pytest.mark.parametrize(
        "before",
        [
            pytest.param("前" * 300, id="letters"),
            *(
                pytest.param(text, id=name)
                for name, text in {"ellipses": "……" * 150, "units": "㎡" * 300, "ligatures": "ﬃ" * 300}.items()
            ),
            *(
                pytest.param(text, id=name)
                for name, text in {"spaces": "　" * 400, "invisible": "前\u200b" * 300}.items()
            ),
        ],
    )
    def test_an_excerpt_holds_the_word_whatever_stands_before_it(self, before):
        [quote] = excerpts(f"{before}产业集群{'后' * 400}", ["集群"])
        assert "集群" in quote

    @given(
        st.text(st.sampled_from("前后，。 ab")),
        st.sampled_from(["集群", "產業鏈"]),
        st.text(st.sampled_from("前后，。 ab")),
    )
    def test_an_excerpt_of_plain_text_holds_a_word(self, before, word, after):
        before = " ".join(before.split())
        [quote] = excerpts(f"前{before * 20}前{word}{after * 20}", ["集群", "产业链"])
        assert fold(word) in fold(quote)
