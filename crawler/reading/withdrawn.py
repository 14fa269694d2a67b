"""Detection of pages whose text states that their content was removed.

Many portals return such a page with status 200 in place of a withdrawn notice.
"""

import re

from crawler.text.characters import alphanumeric

LONGEST = 120
"""The maximum number of letters and digits on a page that says that its content was removed.

A longer text may be a notice about deleted pages.
"""
_SAYS = re.compile(
    r"(?i)(?:信息|页面|頁面|内容|內容|文章|网页|網頁|资源|稿件|数据|链接|地址)[^\n。,]{0,12}?"
    r"(?:已经?(?:被)?(?:删除|刪除|撤回|撤销|撤稿|下线|下架|移除|移走|失效|取消发布)|不存在|无法找到|找不到|未找到|被删除|没有找到)"
    r"|(?:没有找到|找不到|未找到)[^\n。]{0,12}?(?:页面|信息|内容|文章|网页|资源)"
    r"|\b(?:page|document|content|article|resource|file)\b[^\n.]{0,40}?"
    r"\b(?:not (?:be )?found|no longer (?:available|exists?)|does(?: not|n['’]t) exist"
    r"|(?:has|have|was|been)(?: been)? (?:removed|deleted|withdrawn))"
)


def says_withdrawn(text: str) -> str | None:
    """Return the first line of a text that states that the content was removed or does not exist.

    Return None if there is no such line, or if the text is too long for a page in place of a withdrawn notice.
    """
    # Most texts have enough letters at their start.
    if any(len(alphanumeric(part)) > LONGEST for part in (text[: 10 * LONGEST], text)):
        return None
    return next((line.strip()[:100] for line in text.splitlines() if _SAYS.search(line)), None)
