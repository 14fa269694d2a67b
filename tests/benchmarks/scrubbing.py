"""Measure scrubbing: false removals from clean texts, the share of made damage that is removed, and the speed.

The clean texts are the gazette notices and laws of `--data`, or made ones. Every tenth text is damaged in five ways,
one at a time: converted to traditional characters, with the pronunciation in brackets after each changed character;
with a line of spam at its end or between two lines; with a line of page chrome before and after it; or with its body
repeated, completely or without one line. Recall is the share of the damage's characters that were removed. False
removals are removed characters of the text itself. The forms of spam and chrome differ from those in the tests.
"""

import random
import re
import time
from collections.abc import Callable, Iterator

import opencc
from pypinyin import Style, pinyin

from crawler.reading.scrub import scrub
from tests.benchmarks import data

SPAM = (
    "久久国产精品免费视频 欧美日韩在线观看 无码人妻一区二区三区",
    "国产成人综合亚洲欧美日韩精品_成人av在线播放_久久综合",
    "澳门银河娱乐城官网|真人百家乐投注平台|皇冠体育app下载|注册送彩金",
    "北京赛车pk10计划群 时时彩开奖结果 幸运飞艇 六合彩特码资料",
    "代开发票加微信kp66778899 全国各地增值税发票 住宿费餐饮发票",
    "急用钱私人放款 无抵押贷款 黑户秒批当天放款 电话15912345678",
    "私家侦探 婚外情调查 手机定位软件 QQ:987654321",
    "亚洲av永久无码精品|国产自拍偷拍视频|免费观看黄色网站",
)
HEADS = (
    "您当前的位置：首页 > 政府信息公开 > 法定主动公开内容 > 通知公告",
    "发布日期：2024-05-17 09:30　来源：办公室　浏览次数：318　字号：大 中 小",
    "首页 >> 政策法规 >> 正文",
    "【字号：大 中 小】 【打印】 【关闭】",
    "来源：法规处 作者：佚名 点击数：2041",
)
TAILS = (
    "上一篇：关于公布第三批示范企业名单的通知",
    "下一篇：没有了",
    "责任编辑：陈晓",
    "分享到：微信 微博 QQ空间",
    "扫一扫在手机打开当前页面",
    "苏ICP备11012345号-2 苏公网安备32010602010101号",
    "版权所有：某某市人民政府 网站标识码：3201000001",
    "打印本页 关闭窗口 返回顶部",
)
_SPACE = re.compile(r"\s+")
_TO_TRADITIONAL = opencc.OpenCC("s2t")
Made = tuple[str, int, str]
"""A damaged text, the size of the damage, and the text without it."""


def _size(text: str) -> int:
    return len(_SPACE.sub("", text))


def _clean() -> Iterator[dict[str, str]]:
    for name in ("tw-gazette", "prc-laws"):
        yield from data.rows(f"texts/{name}")


def _with_pinyin(text: str, chance: random.Random) -> Made:
    simplified = opencc.OpenCC("t2s").convert(text)
    written = []
    size = 0
    for old, new in zip(simplified, _TO_TRADITIONAL.convert(simplified), strict=False):
        written.append(new)
        if old != new and "\u4e00" <= new <= "\u9fff":
            reading = f"({pinyin(chance.choice((old, new)), style=Style.TONE)[0][0]})"
            written.append(reading)
            size += len(reading)
    return "".join(written), size, _TO_TRADITIONAL.convert(simplified)[: len(simplified)]


def _with_spam(text: str, chance: random.Random) -> Made:
    spam = chance.choice(SPAM)
    lines = text.split("\n")
    lines.insert(len(lines) if chance.random() < 0.5 else chance.randrange(1, len(lines) + 1), spam)
    return "\n".join(lines), _size(spam), text


def _with_chrome(text: str, chance: random.Random) -> Made:
    head = chance.choice(HEADS)
    tail = chance.choice(TAILS)
    return f"{head}\n{text}\n\n{tail}", _size(head + tail), text


def _twice(text: str, _: random.Random) -> Made:
    return f"{text}\n\n{text}", _size(text), text


def _nearly_twice(text: str, chance: random.Random) -> Made:
    lines = text.split("\n")
    short = sorted(range(len(lines)), key=lambda at: len(lines[at]))[: max(1, len(lines) // 2)]
    without = chance.choice(short)
    shorter = "\n".join(lines[:without] + lines[without + 1 :])
    return f"{text}\n\n{shorter}", _size(shorter), text


DAMAGE: dict[str, Callable[[str, random.Random], Made]] = {
    "pinyin": _with_pinyin,
    "spam": _with_spam,
    "chrome": _with_chrome,
    "double": _twice,
    "nearly double": _nearly_twice,
}


def _measure_clean(texts: list[dict[str, str]]) -> None:
    total = sum(len(text["text"]) for text in texts)
    start = time.perf_counter()
    cut = sum(removal.size for text in texts for removal in scrub(text["text"], text["title"]).removals)
    seconds = time.perf_counter() - start
    print(f"clean: {len(texts)} texts, {total} characters, {cut} cut: {cut / total * 10_000:.3f} in 10,000")
    print(f"speed: {total / seconds:,.0f} characters/s, {len(texts) / seconds:,.0f} texts/s")


def _measure_damage(texts: list[str], name: str) -> None:
    chance = random.Random(7)
    done = made = gone = false = 0
    for text in texts:
        damaged, size, clean = DAMAGE[name](text, chance)
        found = scrub(damaged)
        cut = sum(removal.size for removal in found.removals)
        lost = max(0, _size(clean) - _kept(clean, found.text))
        made = made + size
        gone = gone + min(cut, size)
        false = false + lost
        done += _SPACE.sub("", found.text) == _SPACE.sub("", clean)
    result = f"recall {gone / made:.4f} of {made} characters; {false} characters of the texts cut"
    print(f"{name}: {result}; {done} of {len(texts)} texts restored exactly")


def _kept(clean: str, found: str) -> int:
    """How many characters of the clean text are still there: by lines, order aside."""
    left = {_SPACE.sub("", line) for line in found.split("\n")}
    return sum(_size(line) for line in clean.split("\n") if _SPACE.sub("", line) in left)


def _measure_growth() -> None:
    line = "各县(市、区)要加强組織領導,推進規範管理,于2024年底前完成第{}项任务。澳门?"
    for times in (1, 10, 100):
        text = "\n".join(line.format(n) for n in range(1000 * times))
        start = time.perf_counter()
        scrub(text)
        print(f"{len(text):>9,} characters in {time.perf_counter() - start:.2f} s")


def main(arguments: list[str]) -> None:
    """Prints the figures."""
    parser = data.parser("scrubbing", __doc__)
    parser.add_argument("--every", type=int, default=10, help="damage every so many texts")
    every = parser.parse_args(arguments).every
    texts = list(_clean())
    _measure_clean(texts)
    sample = [text["text"].strip() for text in texts[::every] if len(text["text"]) > 300]
    for name in DAMAGE:
        _measure_damage(sample, name)
    _measure_growth()
