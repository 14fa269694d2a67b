"""Values of sums of money, and the currencies of countries and territories."""

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.model.notice import AmountComparison


@dataclass(frozen=True)
class Sum:
    """A sum of money in a sentence.

    `start` and `end` are the indices of the sum, including its words of comparison. `value` is the number before
    `unit`, and `high` is the upper end of a range.
    """

    start: int
    end: int
    value: float
    unit: str
    currency: str
    comparison: AmountComparison = "exactly"
    high: float | None = None


COMPARISONS: Mapping[str, AmountComparison] = {
    "at_most": "at_most",
    "at_least": "at_least",
    "more_than": "more_than",
    "less_than": "less_than",
    "about": "about",
}
"""The comparison for each named group in the patterns of words beside a sum, such as `at_most` for 最高."""
MONEY_NOUNS = tuple(
    "投资 保额 注册资本 贷款 预算 资金 奖励 补助 补贴 罚款 金额 经费 年薪 资助 奖补 奖金 津贴 授信 融资 产值 营收 收入"
    " 销售额 税收 纳税".split()
)
"""Nouns after which a number with 万 or 亿 is a sum even without 元: 保额为90万."""
YUAN: Mapping[str, str] = {"HK": "HKD", "TW": "TWD", "MO": "MOP"}
"""The currency that 元 stands for, by territory; elsewhere CNY."""
DOLLAR: Mapping[str, str] = {"HK": "HKD", "TW": "TWD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD"}
"""The currency that $ stands for, by country or territory; elsewhere USD."""
CHINESE_CURRENCIES: Mapping[str, str] = {
    "人民币": "CNY",
    "港元": "HKD",
    "港币": "HKD",
    "澳门元": "MOP",
    "澳门币": "MOP",
    "新台币": "TWD",
    "台币": "TWD",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "日圆": "JPY",
    "韩元": "KRW",
    "加元": "CAD",
    "澳元": "AUD",
    "新加坡元": "SGD",
    "瑞士法郎": "CHF",
    "卢布": "RUB",
}
"""Names of currencies in Chinese by ISO 4217 code, for both notations: 港币500元, 500港元."""


def tidy_number(value: float) -> float:
    """Return a number rounded so that the floating-point error of a division is removed."""
    return round(value, 6)
