"""Regular expressions for page chrome: lines that belong to the web page, not to the text.

All patterns match a folded line: simplified characters, half-width forms, lower case. No pattern repeats a group that
can match the same characters in two ways, which prevents catastrophic backtracking.
"""

import re

from crawler.model.codes import PageField, RemovalReason
from crawler.model.reason import Reason

_WRAP = r"[\[(【<《]?\s{0,20}"
_END = r"\s{0,20}[\])】>》]?"


def _any(words: str) -> str:
    return "(?:" + "|".join(map(re.escape, words.split())) + ")"


_HERE = re.compile(
    r"(?:(?:您|你)(?:现在|当前|目前)?(?:所在)?的?位置|(?:当前|现在|目前)(?:所在)?的?位置)(?:是)?\s*[:>»›].*"
    r"|(?:所在)?位置\s*:[^。>»›]*[>»›].*|当前(?:页面|栏目)\s*:.*"
)
# A breadcrumb trail. It must also match `_HOME`: it starts at the home page, ends in 正文 or a similar word, or ends in
# a separator after two steps.
_PATH = re.compile(r"[^<>»›。,;；:!-]{1,20}(?:(?:>>?+|»|›)[^<>»›。,;；:]{0,32}+){1,8}")
_HOME = re.compile(
    r"^(?:本站|网站)?(?:首页|主页|home\b)|[>»›]\s*(?:正文|详情|内容|正文内容)$"
    r"|^[^<>»›]+[>»›]\s*+[^>»›\s][^>»›]*+[>»›]$"
)
# The fields of which lines of page chrome consist: a label with its value, or a button.
_COUNT = (
    r"(?:本文|本页|文章|页面|已|被|累计|总)?(?:浏览|点击|阅读|访问|查看|人气|浏览人|点击人)(?:次数|人数|总数|量"
    r"|数|率)?"
    r"\s*+:?\s*+[\[(]?\s*+(?:[\d,]{0,20}|-{1,20})\s*+[\])]?\s*+(?:次|人次|人)?|已有\s*+\d{0,20}\s*+人(?:浏览|阅读|访问)"
    r"|[您你]是(?:本站|本网站|本页|本文)?的?第\s?\d{0,12}\s?[位个名](?:访客|访问者|浏览者|读者|来访者)"
)
_FONT = (
    rf"{_WRAP}(?:文字|字体|字号)(?:大小)?\s*+:?\s*+[\[(【]?\s*+(?:(?:放大|缩小|正常|默认|超?大|中|小|a[+-]?|\+"
    rf"|-)[\s|/,\[\]()]*+){{1,6}}"
    rf"[\])】]?|{_WRAP}(?:视力保护色|保护视力色|背景色?)\s*+:{_END}"
)
_EDITORS = _any(
    "编辑 责编 编审 审核 审校 审签 校对 校审 初审 复审 终审 一审 二审 三审 监制 排版 录入 录入员 发布人 供稿"
    " 撰稿 审核人 编辑者 上传者 上传人"
)
_EDITOR = rf"{_WRAP}(?:责任|网络|文字|图片|美术|值班|本期|本文)?{_EDITORS}\s*+:\s*+[^:。;；]{{0,16}}?[\])】]?"
_SOURCE = (
    r"(?:信息|文章|稿件|新闻|内容|本文)?(?:来源|出处|作者|供稿单位|发布机构|发布者|发布单位)\s*+:\s*+[^:。;；]{0,30}?"
)
_DATE = (
    r"(?:发布|更新|发表|添加|录入|上传|公布)?(?:日期|时间|于)?\s*+:?\s*+[\[(]?(?:19"
    r"|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]"
    r"\s?\d{1,2}日?(?:\s*+t?\s*+\d{1,2}:\d\d(?::\d\d)?)?[\])]?"
)
_BUTTONS = _any(
    "打印 列印 关闭 关闭窗口 关闭本页 窗口关闭 打印本页 打印本文 打印此页 打印页面 友善列印 收藏 收藏本页"
    " 加入收藏 设为首页 分享 转发 推荐"
    " 推荐给好友 纠错 点赞 赞 评论 复制链接 复制本文链接 保存 下载 返回 返回顶部 返回上一页 返回列表 返回首页"
    " 回到顶部 回顶部 回首页 顶部"
    " 朗读 语音播报 听全文 无障碍 无障碍浏览 适老版 进入关怀版 放大 缩小 微信 微博 新浪微博 qq空间 qq好友"
    " 腾讯微博 朋友圈 微信好友 人人网"
    " facebook twitter print share email"
)
_BUTTON = rf"{_WRAP}(?:(?:分享|转发)[到至]\s?:?|(?:我要)?{_BUTTONS}){_END}"
_FIELD = {"count": _COUNT, "font": _FONT, "editor": _EDITOR, "button": _BUTTON, "source": _SOURCE, "date": _DATE}
# A value ends at the end of the line or where the next field begins.
_LABELS = (
    r"(?:信息|文章|稿件|发布|更新|发表|责任|网络|文字)?(?:来源|作者|日期|时间|编辑|校对|审核|责编|初审|复审"
    r"|终审)|本文|浏览|点击|阅读|访问|已有|人气|文字|字体"
    r"|字号|视力|打印|关闭|收藏|分享|返回|纠错|(?:19|20)\d\d[-/.年]"
)
_BETWEEN = re.compile(r"[\s|/,、·&]*")
_FIELDS = re.compile(
    "|".join(
        rf"(?P<{name}>{pattern})(?={_BETWEEN.pattern}(?:$|{_WRAP}(?:{_LABELS}|{_BUTTONS})))"
        for name, pattern in _FIELD.items()
    )
)
_WHOLE = {
    RemovalReason.NEIGHBOURS: re.compile(
        r"[\[(【<]?\s{0,20}(?:上|下|前|后)一?(?:篇|条|则)(?:文章|新闻|信息)?[\])】]?\s*[:>].*|(?:上|下)一篇|没有了"
    ),
    RemovalReason.SHARE: re.compile(
        r"(?:分享|转发|推荐)(?:到|至|给好友|本文)?\s*:.*|分享(?:到|至)"
        r"|点击上方[^。:]{0,8}(?:蓝字|名片|卡片)[^。:]{0,6}关注[^。:]{0,8}"
    ),
    RemovalReason.QR_CODE: re.compile(
        r"(?:(?:用|打开)?(?:微信|手机))?\s{0,20}(?:扫一扫|扫描|扫码|扫|长按)[^。:]{1,36}|(?:手机|移动端|微信)(?:扫码"
        r"|扫一扫|查看|浏览|版)[^。:]{0,12}"
        r"|扫一扫"
    ),
    RemovalReason.LINKS_HEADING: re.compile(
        r"[\[【]?(?:相关(?:链接|文章|阅读|新闻|信息|推荐|文档|文件|附件|稿件|报道|内容|解读|政策|资讯|下载)"
        r"|推荐(?:阅读|新闻|文章|信息)|延伸阅读|热门(?:新闻|文章"
        r"|推荐|信息|资讯)|最新(?:新闻|文章|资讯|信息)|附件下载|文件下载|下载附件|友情链接|猜你喜欢|更多>{1,3}"
        r"|查看更多|点击下载|点击排行|阅读排行)[\]】]?\s*[:>]?"
    ),
    RemovalReason.INTERPRETATION: re.compile(
        r"(?:解读文本|政策解读|文件解读|相关解读|图解|图文解读|一图读懂|解读链接|政策原文|原文链接"
        r"|解读材料)\s*:.{0,80}"
    ),
    RemovalReason.FOOTER: re.compile(
        r".{0,30}(?:icp[备证]\s?[\w-]*|公网安备|网站标识码).{0,60}|(?:版权|著作权)(?:所有|归).{0,50}"
        r"|[^。,;:、\d]{2,24}(?:网|网站|门户|政府|局|委|厅|办公室|公司|中心)\s?版权所有(?!权)[^。]{0,20}|.{0,40}all"
        r" rights? reserved.{0,20}"
        r"|(?:copyright|©|\(c\)\s*copyright)(?:\s|©)[^。]{0,80}|(?:技术支持|网站管理|网站维护)\s*:.{0,40}"
    ),
    # GB/T 9704-2012, 7.5: a page number stands between two dashes.
    RemovalReason.PAGE_NUMBER: re.compile(
        r"-{1,2}\s{0,3}\d{1,3}\s{0,3}-{1,2}|第\s{0,3}\d{1,3}\s{0,3}页[\s,/]{0,3}共\s{0,3}\d{1,3}\s{0,3}页"
    ),
    RemovalReason.PORTAL_NOTICE: re.compile(
        r"[\[(【]?(?:此页面|本页面|您的浏览器|请使用|建议使用)[^。]{0,30}浏览器?[^。]{0,20}|加载中\.{0,6}"
        r"|正在加载.{0,8}"
    ),
}
# Words that are page chrome only beside other page chrome or at the ends of a text, because headings and table cells
# may consist of the same words.
_NAMES = _any(
    "首页 地图 导航 网站首页 网站地图 网站导航 本站首页 返回首页 关于我们 联系我们 走进我们 加入我们 关于本站"
    " 联系本站 关于网站 在线留言 在线咨询 在线客服"
    " 繁体 繁体版 简体 简体版 english 手机版 政务公开 信息公开 政府信息公开 政民互动 公众参与 办事服务 互动交流"
    " 网站支持 登录 注册 menu home search 搜索"
)
_WEAK = {
    RemovalReason.NAVIGATION: re.compile(
        rf"{_NAMES}|(?:公司|企业|行业|产业|图片|媒体|国内|国际|本地|时政|要闻|最新|热点|工作)(?:新闻|动态|资讯)"
        r"|(?:新闻|产品|会员|下载|互动|办事|资讯|政务|服务)中心|登录\s*[|/]?\s*注册"
    ),
    RemovalReason.BUTTON: re.compile(_BUTTON),
    RemovalReason.SECTION: re.compile(r">?\s{0,20}(?:正文|内容|详情)"),
    RemovalReason.SEPARATORS: re.compile(r"[?|<>»›·•\s]{1,20}"),
}


def chrome_reason(text: str) -> Reason | None:
    """Return the reason why a folded line is page chrome regardless of its position in the text, or None."""
    if not text:
        return None
    if _HERE.fullmatch(text) or (_PATH.fullmatch(text) and _HOME.search(text)):
        return Reason.of(RemovalReason.BREADCRUMB)
    for code, pattern in _WHOLE.items():
        if pattern.fullmatch(text):
            return Reason.of(code)
    names = _fields(text)
    if {"count", "font", "editor"} & set(names) or names.count("button") > 1:
        fields = tuple(Reason.of(PageField(f"field.{name}")) for name in dict.fromkeys(names))
        return Reason.of(RemovalReason.FIELDS, fields=fields)
    return None


def weak_reason(text: str) -> Reason | None:
    """Return the reason why a folded line may be page chrome, or None.

    The line is page chrome only next to other page chrome or at an end of the text, which the caller must check.
    """
    return next((Reason.of(code) for code, pattern in _WEAK.items() if pattern.fullmatch(text)), None)


def is_over_links(text: str) -> bool:
    """Return whether a folded line is a heading of a list of links to other pages.

    A heading of attachments or downloads is not such a heading, because attachments belong to the text.
    """
    return bool(_WHOLE[RemovalReason.LINKS_HEADING].fullmatch(text)) and not re.search("附件|下载", text)


def is_button(text: str) -> bool:
    """Return whether a folded part of a line is the text of a button, or consists only of separators."""
    return bool(_WEAK[RemovalReason.BUTTON].fullmatch(text) or _WEAK[RemovalReason.SEPARATORS].fullmatch(text))


def _fields(text: str) -> list[str]:
    """Return the names of the fields (labels with values) in a line, or an empty list if it contains any other text."""
    names = []
    at = 0
    while at < len(text):
        match = _FIELDS.match(text, at)
        if not match or match.end() == at:
            return []
        names.append(str(match.lastgroup))
        between = _BETWEEN.match(text, match.end())
        at = between.end() if between else match.end()
    return names
