"""What a hostile page may hold, and what must not come of it in a message."""

import re

ATTACKS = {
    "tags": "<b>x</b><script>alert(1)</script><img src=x onerror=alert(1)><!-- x --></p><a href=//evil.com>x</a>",
    "entities": "&lt;script&gt; &#60;b&#62; &amp;",
    "markdown": "**b** _i_ `c` ~~s~~ ||spoiler|| # h",
    "heading": "# 公告",
    "list": "1. 公告",
    "rule": "---",
    "link": "[点此](http://evil.com/a) [x](javascript:alert(1)) ![i](https://evil.com/i.png) [r][1] <http://evil.com>",
    "brackets": "]](( [x]( )]( [a]: http://evil.com",
    "bare links": "http://evil.com/x www.evil.com evil.com/x evil.公司 HTTPS://EVIL.COM ftp://evil.com tg://resolve?x",
    "glued links": "请登录www.evil.com查询,或evil.com。",
    "mentions": "@all @everyone @here @channel @所有人 @U123 ＠all",
    "slack": "<!channel> <!here|here> <@U123> <#C123> <https://evil.com|gov.cn> <!subteam^S1>",
    "feishu": '<at user_id="all">所有人</at> <at id=all></at>',
    "google": "<users/all> <users/123>",
    "discord": "<@&1> <@!1> @everyone <:a:1>",
    "bidi": "\u202e3202\u202c \u2066x\u2069 \u200fx",
    "invisible": "a\u200bb\u200cc\u2060d\ufeffe\u00adf\u3164g\u115fh\U000e0041i",
    "controls": "a\x00b\x07c\x1b[31md\x9be\x7f",
    "lines": "x\r\nnoticewatch 99\n订阅：chef\u2028y\u2029z\x0b\x0c\x85w",
    "templates": "{{ 7*7 }} {% raw %} {# c #} ${HOME} %(x)s {0}",
    "escapes": r"\*x\* \[x\](http://evil.com) \<b\> \\",
    "piles": "a" + "\u0301" * 500,
    "surrogates": "a\ud83d b\udc00",
}
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\ud800-\udfff\U000e0000-\U000e0fff]"
)
LINKS = re.compile(r"(?i)[a-z][a-z0-9+.-]*://|\bwww\.|\bevil\.(com|公司)|\]\(|javascript:")
TAGS = re.compile(r"<[A-Za-z!/@#?&]")


def faults(text: str) -> list[str]:
    """What is wrong with a text that was taken from a page and made harmless, in any format."""
    found = [name for name, pattern in {"hidden": HIDDEN, "link": LINKS, "tag": TAGS}.items() if pattern.search(text)]
    return found + (["mention"] if "@" in text else [])
