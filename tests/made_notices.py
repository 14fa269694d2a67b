"""Notices and laws made for tests and benchmarks, in the forms of gazettes, city governments and collections of laws.

Every word is invented or common. The same number always gives the same text, and texts of different numbers differ.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 5_000
FIRST_DAY = date(2010, 1, 4)
_NUMERALS = "一二三四五六七八九"
_PLACE_FIRST = "云青石龙平安永新长宁金玉清海东南西北白黄凤林梅松柳江湖溪泉岭"
_PLACE_SECOND = "溪山河州城阳川谷浦港桥坪塘坝洲湾原岗丰源和兴昌泰康乐顺安"
_ACTORS = (
    "各县（市、区）人民政府|市有关部门|各开发区管理机构|各行业协会|规模以上工业企业|科研院所|高等学校|项目承担单位|"
    "牵头单位|配套企业|用人单位|中介服务机构|检验检测机构|金融机构|申请人|受理机关|监督检查人员|街道办事处|主管部门|运营单位"
).split("|")
_VERBS = (
    "建立健全|组织开展|统筹推进|定期公布|认真落实|逐步完善|优先保障|加快建设|规范管理|积极引导|严格执行|联合制定|按时报送|"
    "妥善保存|公开征集|重点支持|分类编制|及时更新|全面核查|共同承担"
).split("|")
_OBJECTS = (
    "产业链配套清单|关键设备更新计划|技术改造项目库|人才培养方案|公共数据目录|节能诊断服务|质量追溯体系|中试验证平台|"
    "绿色工厂名单|应急物资储备|培训补贴资金|检验检测能力|知识产权保护措施|仓储物流设施|用地指标|信用评价结果|安全生产责任制|"
    "供需对接活动|标准化试点|水资源调度方案|老旧小区改造任务|古树名木档案|农村公路养护计划|灌溉设施|渔业资源调查|"
    "校园食品安全检查|社区托育服务|博物馆开放计划|无障碍设施|地下管线档案"
).split("|")
_CONDITIONS = (
    "并于每季度末向社会公开|不得增加企业负担|确保取得实效|具体办法另行制定|所需经费列入年度预算|接受社会监督|"
    "逾期未办理的责令改正|资料保存期限不少于十年|遇有重大问题及时报告|按照职责分工负责|鼓励社会力量参与|"
    "与年度考核结果挂钩"
).split("|")
_OFFICES = "工业和信息化局 科学技术局 农业农村局 教育局 交通运输局 水利局 文化和旅游局 商务局 民政局".split()
_SUBJECTS = (
    "制造业集群培育|中小企业数字化改造|农村供水保障|公共图书馆服务|道路货物运输|职业技能培训|水库安全运行|养老服务设施|"
    "生活垃圾分类|历史建筑保护|学前教育普及|冷链物流发展"
).split("|")
_ROC_OFFICES = (
    ("交通部", "交航"),
    ("教育部", "臺教技"),
    ("經濟部", "經工"),
    ("內政部", "台內民"),
    ("財政部", "台財稅"),
)
_ROC_RULES = "船舶檢查辦法 技藝訓練獎助辦法 工廠登記作業要點 宗教團體補助要點 貨物稅稽徵規則 氣象觀測站設置準則".split()
_ROC_VERBS = "檢附 填具 審查 公告 核定 廢止 補正 保存".split()
_ROC_OBJECTS = "申請書 設計圖說 檢查紀錄 訓練計畫 財務報表 人員名冊 收費標準 評鑑結果".split()


@dataclass(frozen=True)
class MadeNotice:
    """A text with what it says of itself; `document_number` is empty where the text has none."""

    title: str
    text: str
    issuer: str
    document_number: str
    issued_on: date


def numeral(number: int) -> str:
    """The Chinese numeral of 1 to 99."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")


def _place(chance: random.Random) -> str:
    return chance.choice(_PLACE_FIRST) + chance.choice(_PLACE_SECOND)


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number * 37 % DAYS)


def _sentence(chance: random.Random) -> str:
    actor = chance.choice(_ACTORS) if chance.random() < 0.7 else f"{_place(chance)}{chance.choice(_OFFICES)}"
    figure = f"{chance.randrange(2, 980)}项" if chance.random() < 0.3 else ""
    done = f"{chance.choice(_VERBS)}{figure}{chance.choice(_OBJECTS)}"
    also = f"，{chance.choice(_VERBS)}{chance.choice(_OBJECTS)}" if chance.random() < 0.5 else ""
    return f"{actor}应当{done}{also}，{chance.choice(_CONDITIONS)}。"


def policy(number: int) -> MadeNotice:
    """A city's notice with chapters, measures, responsible units, attachment, signature and date."""
    chance = random.Random(f"policy {number}")
    city = f"{_place(chance)}市"
    subject = chance.choice(_SUBJECTS)
    day = _day(number)
    issuer = f"{city}人民政府办公室"
    document_number = f"{city[0]}政办发〔{day.year}〕{number % 180 + 1}号"
    measures = []
    for at in range(1, chance.randrange(3, 9)):
        units = "、".join(f"市{office}" for office in chance.sample(_OFFICES, 2))
        heading = f"{chance.choice(_VERBS)}{chance.choice(_OBJECTS)}"
        measures.append(f"（{numeral(at)}）{heading}。{_sentence(chance)}{_sentence(chance)}（责任单位：{units}）")
    lines = [
        document_number,
        "各县（市、区）人民政府，市政府各部门、各直属单位：",
        f"《{city}{subject}实施方案》已经市政府同意，现印发给你们，请认真贯彻执行。",
        "一、总体要求",
        f"到{day.year + 3}年，建成{subject}示范点{chance.randrange(9, 400)}个，年均增长{chance.randrange(3, 15)}%。",
        "二、重点任务",
        *measures,
        "三、保障措施",
        _sentence(chance),
        "附件：1.任务分工表",
        issuer,
        f"{day.year}年{day.month}月{day.day}日",
        "（此件公开发布）",
    ]
    title = f"{issuer}关于印发{city}{subject}实施方案的通知"
    return MadeNotice(title, "\n".join(lines), issuer, document_number, day)


def law(number: int) -> MadeNotice:
    """A regulation in chapters and articles, each article a paragraph or two."""
    chance = random.Random(f"law {number}")
    city = f"{_place(chance)}市"
    name = f"{city}{chance.choice(_SUBJECTS)}条例"
    lines = []
    article = 0
    for chapter in range(1, chance.randrange(4, 8)):
        lines.append(f"第{numeral(chapter)}章 {'总则' if chapter == 1 else chance.choice(_OBJECTS)}")
        for _ in range(chance.randrange(3, 10)):
            article += 1
            lines.append(f"第{numeral(article)}条 {''.join(_sentence(chance) for _ in range(chance.randrange(1, 4)))}")
    day = _day(number)
    lines.append(f"第{numeral(article + 1)}条 本条例自{day.year + 1}年1月1日起施行。")
    return MadeNotice(name, "\n".join(lines), "", "", day)


def gazette_notice(number: int) -> MadeNotice:
    """A ministry's order or announcement in traditional script, dated in years of the Republic."""
    chance = random.Random(f"gazette {number}")
    issuer, word = chance.choice(_ROC_OFFICES)
    rule = chance.choice(_ROC_RULES)
    day = _day(number)
    said = f"中華民國{day.year - 1911}年{day.month}月{day.day}日"
    document_number = f"{word}字第{day.year - 1911}{chance.randrange(10**6, 10**7)}號"
    points = [
        f"{numeral(at)}、申請人應於{chance.randrange(5, 90)}日內"
        f"{chance.choice(_ROC_VERBS)}{chance.choice(_ROC_OBJECTS)}，並{chance.choice(_ROC_VERBS)}{_place(chance)}辦事處之{chance.choice(_ROC_OBJECTS)}。"
        for at in range(1, chance.randrange(4, 12))
    ]
    if number % 2:
        title = f"{issuer}令：修正「{rule}」第{numeral(number % 9 + 1)}條"
        head = [f"{issuer}令 {said}", document_number, f"修正「{rule}」第{numeral(number % 9 + 1)}條。"]
    else:
        title = f"{issuer}公告：「{rule}」申請期限"
        head = [f"{issuer}公告 {said}", document_number, f"主　旨：公告「{rule}」申請期限。", "公告事項："]
    text = "\n".join([*head, *points, f"部　長　林{chance.choice('文正明德')}{chance.choice('山華安平')}"])
    return MadeNotice(title, text, issuer, document_number, day)


KINDS: dict[str, Callable[[int], MadeNotice]] = {"policy": policy, "law": law, "gazette": gazette_notice}
