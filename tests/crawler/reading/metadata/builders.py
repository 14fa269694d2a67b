"""Documents as GB/T 9704 lays them out, made up for the tests."""

from crawler.reading.metadata import Metadata, read_metadata
from crawler.reading.page_facts import PageFacts

HEAD = "云川市人民政府办公室关于印发云川市促进桥梁养护若干措施的通知"
NOTICE = f"""{HEAD}
云政办发〔2023〕7号
各县（市、区）人民政府，市政府各部门，有关单位：
《云川市促进桥梁养护若干措施》已经市政府第8次常务会议同意，现印发给你们，请认真贯彻执行。
云川市人民政府办公室
2023年4月6日
（此件公开发布）
云川市促进桥梁养护若干措施
为贯彻《某省桥梁条例》，根据《关于加强桥梁养护的意见》（某政发〔2021〕15号），制定以下措施。
一、加强巡查。每月巡查一次。
二、落实经费。由财政保障。
本措施自2023年5月1日起施行，有效期3年。《云川市桥梁养护暂行办法》（云政办发〔2019〕2号）同时废止。
附件：1.任务分工表
2.联系人名单"""


def read(text: str, **facts: object) -> Metadata:
    """The metadata of a text, with facts of its page."""
    return read_metadata(text, PageFacts(**facts))  # type: ignore[arg-type]
