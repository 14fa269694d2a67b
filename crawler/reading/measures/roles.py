"""Classification of clauses by their headings. The role of a clause is `general`, `measure` or `safeguard`."""

import re
from collections.abc import Sequence
from typing import Literal

from crawler.reading.fold import fold_text

Role = Literal["general", "measure", "safeguard"]

_GENERAL = re.compile(
    r"总体(?:要求|思路|目标|部署|考虑|原则)|指导思想|原则$|(?:发展|工作|主要|行动|建设|规划)目标|目标要求"
    r"|(?:重要|重大)意义|(?:充分|提高)认识|(?:制定|订定|编制)(?:依据|背景|目的)"
    r"|^联系(?:方式|人)|^(?:目标|目的|依据|背景|总则|附则|现状|形势|现状与形势|发展基础|发展形势|面临形势|适用范围|术语|定义|名词解释)$"
    r"|^(?:general(?: provisions| requirements)?|purpose|background|scope|definitions?|objectives?|introduction"
    r"|overview|preliminary|summary|principles?)\b",
    re.IGNORECASE,
)
_SAFEGUARD = re.compile(
    r"保障(?:措施|机制|政策|体系)$|(?:组织|工作|政策|服务|要素|条件|制度|支撑|支持|实施)(?:保障|保证)"
    r"|^(?:强化|加强|完善|健全|落实|做好)?保障$|组织(?:实施|领导)|推进机制$|^(?:工作|有关|相关|组织)要求$"
    r"|监督(?:检查|考核|评估)$|^(?:implementation|enforcement|governance|monitoring|safeguards)\b",
    re.IGNORECASE,
)
_MEASURES = re.compile(r"任务|措施|举措|重点|工程|行动|内容|政策|\b(?:measures|actions|tasks)\b", re.IGNORECASE)


def role_of(headings: Sequence[str]) -> Role:
    """Return the role of a clause according to `headings`.

    `headings` are the headings above the clause, from the outermost one to the clause's own heading.

    The outermost heading that indicates a role decides: `general` for 总体要求, 总则, 附则 and the like; `safeguard`
    for 保障措施, 组织实施 and the like; `measure` for headings of measures. If no heading indicates a role, the role is
    `measure`.
    """
    for heading in map(fold_text, headings):
        if _GENERAL.search(heading):
            return "general"
        if _SAFEGUARD.search(heading):
            return "safeguard"
        if _MEASURES.search(heading):
            return "measure"
    return "measure"
