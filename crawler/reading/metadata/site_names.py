"""Detection of texts that look like titles but name a website, a section of it ("column", 栏目), or an authority."""

import re

from crawler.reading.metadata.folded import fold_chars, squashed
from crawler.reading.metadata.organs import is_organ

_COLUMN = re.compile(
    r"^(?:首页|主页|网站首页|home|index|untitled(?:\s?(?:document|page))?|无标题(?:文档|页)?|无题|文档|正文|详情|详细(?:页|内容|信息)?|内容页?|通知公告|公告公示|公示公告|通知|公告|政策文件|政策法规|政策解读|"
    r"规范性文件|政府文件|政务公开|信息公开|政府信息公开|法规文件|文件发布|新闻中心|行业新闻|新闻动态|工作动态|要闻|产业规划|政策|文章)$",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|频道|官网|日报|晚报|政务|公开|专栏|栏目)$")
_AUTHORITY = re.compile(
    r"(?:The )?(?:[A-Z][\w.'’-]+,? ){0,4}"
    r"(?:Ministry|Department|Office|Bureau|Agency|Commission|Council|Authority|Board|Government|Secretariat|Directorate"
    r"|Administration|Inspectorate|Chancellery)"
    r"(?: (?:of|for|on)(?:,? (?:of|for|on|and|the|&|[A-Z][\w.'’-]+)){0,9} ?[A-Z][\w.'’-]+)?"
)
"""Matches an English name of an authority: capitalized words around a noun for an authority."""
_DOMAIN = re.compile(
    r"(?:[a-z0-9-]{1,63}\.){1,4}(?!(?:pdf|docx?|xlsx?|pptx?|ofd|wps|zip|rar|txt|html?)$)[a-z]{2,12}", re.IGNORECASE
)
"""Matches a domain name, but not the name of a file."""
_CALL = re.compile(
    r"^(?:[【〔\[(]?\s*)?(?:点击|单击|点此|请点|扫码|扫一扫|扫描|长按|查看|下载|返回|打印|分享|字体|收藏|关闭)"
    r"|(?:点击|单击|点此|扫码)(?:这里|此处|链接|标题|上方|下方|图片)?(?:查看|下载|进入|阅读|浏览|打开|收听|观看)"
    r"|^(?:click|download|view|read more|print|share)\b|^(?:相关|政策|延伸)(?:阅读|链接|解读|文件|新闻|附件)\s?:"
)
# Verbs and nouns for events and publications. A title that contains such a word is not the name of a site or an
# authority, even if it ends like one.
_EVENT = re.compile(
    r"关于|召开|举行|举办|成立|启用|启动|开通|上线|调研|出席|走访|慰问|签约|揭牌|印发|打造|走进|入选|荣获|致|\d{4}\s?年"
    r"|(?:推进|座谈|发布|现场|工作|动员|协调|视频|培训|论坛|听证|评审|洽谈|招聘|交流|总结|表彰|研讨|报告|见面|专题|调度|启动"
    r"|对接|推介|代表大|动员大|全体|电视电话)会(?:议)?$"
)
_HAPPENS = re.compile(
    r"关于|召开|举行|举办|开展|成立|启用|启动|开通|上线|调研|出席|参加|组织|部署|推进|检查|走访|慰问|签约|揭牌|印发|公布"
    r"|打造|建设|推动|加快|提升|优化|实施|落实|深化|走进|做好|促进|获|入选|荣|赴|\d{4}\s?年|年度|一图读懂|致|:|，|,|！|!"
)
_DOES = re.compile(r"召开|举行|调研|走访|出席|慰问|会见|率队|带队|赴|到访|考察|视察|检查指导|督导检查|检查督导")
"""Verbs for the acts of officials. No site or authority has such a word in its name."""
_BODIES = re.compile(
    r"(?:委员会|协会|学会|联合会|商会|工会|基金会|理事会|董事会|常委会|研究会|促进会|党委会|国资委|管委会)$"
)
_NO_SITE = re.compile(r"[“”\"《》「」+]|第[\d一二三四五六七八九十]+[届次]|\d")
"""Matches characters and words that names of sites and authorities do not contain."""


def is_call(folded: str) -> bool:
    """Return whether a line is a call to action (点击查看政策解读) and therefore not a title."""
    return _CALL.search(folded.lower()) is not None


def is_usual_column(folded: str) -> bool:
    """Return whether a folded text is a common name of a section, such as 通知公告, or a placeholder for a title."""
    return _COLUMN.match(folded) is not None


def names_event(title: str) -> bool:
    """Return whether a title contains a word for an event or a publication. Such a title is not the name of a site."""
    folded = fold_chars(title).strip()
    return bool(_DOES.search(folded)) or (bool(_EVENT.search(folded)) and not _BODIES.search(folded))


def is_site(title: str) -> bool:
    """Return whether a title is certainly the name of a site, a section or an authority, not of a document or event."""
    folded = fold_chars(title).strip()
    if len(squashed(title)) < 4 or is_usual_column(folded) or _DOMAIN.fullmatch(folded):
        return True
    if names_event(title) or _NO_SITE.search(folded):
        return False
    named_as_site = re.search(r"(?:网|网站|门户|平台|频道|官网|日报|晚报)$", folded) is not None
    return (named_as_site and not _HAPPENS.search(folded)) or is_organ(folded)


def is_column(title: str) -> bool:
    """Return whether a title is probably the name of a site or site section, not the title of a document.

    Names of authorities are regarded as names of sites.
    """
    folded = fold_chars(title).strip()
    return (
        len(squashed(title)) < 4
        or is_usual_column(folded)
        or _DOMAIN.fullmatch(folded) is not None
        or (len(folded) < 24 and _SITE_NAME.search(folded) is not None)
        or is_organ(folded)
        or _AUTHORITY.fullmatch(title.strip()) is not None
    )
