import pytest

from crawler.reading.scrub import scrub

HANS = """各县(市、区)人民政府,市政府各部门:
为推动制造业高质量发展,现就有关事项通知如下。
一、支持企业技术改造,对符合条件的项目给予补助。
2024年3月5日"""
HANT = """各縣(市、區)人民政府,市政府各部門:
為推動製造業高質量發展,現就有關事項通知如下。
一、支持企業技術改造,對符合條件的項目給予補助。
2024年3月5日"""
SPAM = [
    "国产精品一区二区三区,欧美日韩中文字幕在线观看,久久久精品免费视频 亚洲av无码在线播放",
    "亚洲精品国产自拍在线视频 成人电影免费看 人妻熟女自拍偷拍",
    "澳门新葡京娱乐场官网|真人百家乐|时时彩平台|北京赛车pk10开奖直播|六合彩特码",
    "威尼斯人娱乐城注册送彩金_老虎机_捕鱼游戏_棋牌游戏下载",
    "代开发票 增值税发票 住宿费发票 餐饮发票 微信:fp88886666",
    "代开发票13800138000,开建筑发票餐饮发票,点数优惠验后付款",
    "无抵押贷款 私人放款 急用钱当天放款 黑户秒批 QQ:123456789",
    "私家侦探 婚外情调查 手机定位 复制手机卡 电话13912345678",
    "传奇私服 开服表 快速排名 关键词排名 网站优化 www.example-spam.com",
]
POLICY = [
    "关于深入开展扫黄打非专项行动的通知",
    "严厉打击网络赌博、电信诈骗、淫秽色情等违法犯罪活动。",
    "严禁利用六合彩、百家乐、老虎机、时时彩等形式聚众赌博。",
    "(三)百家乐、老虎机、六合彩、北京赛车;",
    "清理网上色情、成人网站、裸聊、激情视频等有害信息,依法关闭违法网站。",
    "整治代开发票、虚开增值税发票、出售发票等行为",
    "防范小额贷款、无抵押贷款、套现、刷单等诈骗",
    "打擊賭博網站、色情影片及代開發票專案報告",
    "公安机关查获代开发票窝点,嫌疑人微信:abc123456。",
    "普票 专票 增值税发票",
    "毕业证 学历证 身份证",
    "博彩稅及娛樂場經營批給合同",
    "联系电话:13800138000,微信:zhaobiao2024,联系人:王工",
    "在线观看直播:点击进入",
    "中文字幕 在线播放",
    "项目分为一区、二区、三区,其中二区为在线播放展示区",
]


@pytest.mark.parametrize("spam", SPAM)
@pytest.mark.parametrize("text", [HANS, HANT])
def test_spam_lines_go_wherever_they_stand(text: str, spam: str) -> None:
    head, rest = text.split("\n", 1)
    for dirty in (f"{text}\n\n{spam}", f"{spam}\n{text}", f"{head}\n{spam}\n{rest}"):
        found = scrub(dirty)
        assert found.text.replace("\n\n", "\n") == text
        assert {removal.code for removal in found.removals} == {"spam"}


@pytest.mark.parametrize("spam", SPAM)
def test_spam_within_and_behind_a_text_on_one_line_goes(spam: str) -> None:
    flat = HANS.replace("\n", " ")
    assert scrub(f"{flat} {spam}").text == flat
    assert scrub(f"{flat} 感谢支持。{spam}。各单位要抓好落实。").text == f"{flat} 感谢支持。各单位要抓好落实。"


@pytest.mark.parametrize("line", POLICY)
@pytest.mark.parametrize("text", ["", HANS, HANT])
def test_what_speaks_of_such_things_stays(text: str, line: str) -> None:
    dirty = f"{text}\n{line}".strip()
    found = scrub(dirty)
    assert found.text == dirty
    assert not found.removals


def test_the_other_script_is_a_reason() -> None:
    (removed,) = scrub(f"{HANT}\n国产精品视频播放,这里有最新电影资源免费观看请进来吧朋友们欢迎").removals
    assert removed.line == 5
    assert "its script (simplified or traditional) differs" in removed.detail
    assert removed.reason.code == "removal.spam_script"
