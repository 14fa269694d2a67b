"""Notices of one template, each of which names another person, firm, place, addressee, batch or year.

The labelled sets have hardly any titles with the name of a person. Therefore, these titles are written after the
patterns of real ones. Personal names consist of common family names and given names, and places of characters that
occur in the names of counties.
"""

import random
from collections.abc import Iterator

Text = dict[str, str]
_FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚桂文斌宇浩凯倩"
_PLACES = "平安清丰宁泰南新江阳陵化山源城安康永昌东"
_FIRMS = "华宏盛金鑫隆达泰丰源兴瑞恒福嘉"
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "二十", "二十一")
_TEMPLATES: dict[str, tuple[str, str]] = {
    "an appointment": (
        "{place}人民政府关于{person}同志任职的通知",
        "各乡镇人民政府、街道办事处，县政府各部门，各直属单位：\n经县人民政府研究，决定：\n{person}同志任{place}科学技术局副局长，"
        "试用期一年，任职时间自发文之日起计算。\n请按有关规定办理相关手续。\n{place}人民政府",
    ),
    "a penalty for a person": (
        "对{person}的行政处罚决定书",
        "当事人：{person}，男，汉族。\n经查，当事人未取得营业执照，在农贸市场东侧从事食品经营活动，其行为违反了《无证无照经营查处办法》"
        "第二条的规定。\n依据该办法第十三条，责令立即停止违法行为，没收违法所得，并处罚款五千元。\n当事人应当自收到本决定书之日起"
        "十五日内缴纳罚款；逾期不缴纳的，每日按罚款数额的百分之三加处罚款。",
    ),
    "a penalty for a firm": (
        "行政处罚决定书（{firm}）",
        "当事人：{firm}\n经查，当事人在未取得排污许可证的情况下排放污染物，违反了《排污许可管理条例》第二条的规定。\n依据该条例第三十三条，"
        "责令改正，并处罚款贰拾万元。\n当事人应当自收到本决定书之日起十五日内将罚款缴至指定银行；如不服本决定，可以在六十日内申请行政复议，"
        "也可以在六个月内提起行政诉讼。",
    ),
    "a county's notice": (
        "{place}人民政府办公室关于做好今冬明春森林防火工作的通知",
        "各乡镇人民政府，县直有关部门：\n为切实做好今冬明春森林防火工作，现就有关事项通知如下。\n一、落实责任。各乡镇要落实包保责任制，"
        "把责任落实到山头地块和具体人员。\n二、管住火源。严禁携带火种进山，严禁野外用火。\n三、备足力量。{place}应急管理局要组织扑火队伍集中待命，"
        "做到打早打小打了。\n{place}人民政府办公室",
    ),
    "a batch": (
        "关于公布第{batch}批县级非物质文化遗产代表性项目名录的通知",
        "各乡镇人民政府，县直各单位：\n经专家评审、社会公示和县政府审定，现将第{batch}批县级非物质文化遗产代表性项目名录予以公布。\n各地各有关部门"
        "要坚持保护为主、抢救第一、合理利用、传承发展的方针，认真做好保护、管理和传承工作。\n附件：第{batch}批县级非物质文化遗产代表性项目名录",
    ),
    "a year": (
        "关于做好{year}年度高新技术企业认定申报工作的通知",
        "各有关企业：\n根据《高新技术企业认定管理办法》，现就做好{year}年度高新技术企业认定申报工作通知如下。\n一、申报条件按照认定管理办法和工作指引执行。"
        "\n二、企业登录管理工作网填报材料，经所在地科技主管部门审核后报送。\n三、各地要做好政策宣传和业务指导，严格把关，确保材料真实完整。",
    ),
    "addressees": (
        "关于开展安全生产大检查的通知",
        "{addressees}：\n为深刻吸取近期事故教训，决定在全县范围内开展安全生产大检查，现就有关事项通知如下。\n一、检查内容。重点检查责任制落实、"
        "隐患排查治理、应急预案演练等情况。\n二、检查方式。采取自查自纠、部门抽查、县级督查相结合的方式进行。\n三、工作要求。对发现的问题要建立台账，"
        "限期整改到位。",
    ),
}
_ADDRESSEES = (
    "各乡镇人民政府",
    "各中小学校、幼儿园",
    "县直各医疗卫生单位",
    "各煤矿和非煤矿山企业",
    "各危险化学品经营单位",
)


def pairs(count: int = 30) -> Iterator[tuple[str, bool, Text, Text]]:
    """Of each template so many pairs that differ in what it names, and as many that only write it otherwise where that
    can be: the template, whether they are one notice, and the two."""
    for name, (title, text) in _TEMPLATES.items():
        chance = random.Random(name)
        for _ in range(count):
            named = _named(chance)
            other = _named(chance)
            if _filled(title, text, named) == _filled(title, text, other) or (
                name == "a batch" and _is_one(named, other)
            ):
                continue
            yield name, False, _filled(title, text, named), _filled(title, text, other)
            if name in ("a batch", "a year"):
                yield name, True, _filled(title, text, named), _filled(title, text, _rewritten(named))


def _named(chance: random.Random) -> Text:
    batch = chance.choice(_NUMERALS)
    if chance.random() < 1 / 2:
        batch = _arabic(batch)
    return {
        "person": chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, chance.randint(1, 2))),
        "firm": f"云溪市{''.join(chance.sample(_FIRMS, 2))}建材有限公司",
        "place": f"{''.join(chance.sample(_PLACES, 2))}县",
        "batch": batch,
        "year": str(chance.randint(2009, 2026)),
        "addressees": chance.choice(_ADDRESSEES),
    }


def _is_one(text: Text, other: Text) -> bool:
    """Whether the two name the same batch, in other numerals."""
    return _arabic(text["batch"]) == _arabic(other["batch"])


def _rewritten(named: Text) -> Text:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in named["year"])
    batch = named["batch"]
    if batch.isdecimal():
        return named | {"year": year, "batch": _NUMERALS[[_arabic(numeral) for numeral in _NUMERALS].index(batch)]}
    return named | {"year": year, "batch": "".join(chr(ord(digit) + 0xFEE0) for digit in _arabic(batch))}


def _arabic(numeral: str) -> str:
    return numeral if numeral.isdecimal() else str((*range(1, 14), 20, 21)[_NUMERALS.index(numeral)])


def _filled(title: str, text: str, named: Text) -> Text:
    return {"title": title.format(**named), "text": text.format(**named)}
