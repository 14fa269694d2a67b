"""Search phrases that occur in spam, by line of business ("trade"), in lower case and simplified characters.

Notices rarely use these phrases, or use them only within sentences. The phrases alone are not sufficient to recognize
spam; see the module `crawler.reading.scrub.spam`.
"""

_PORNOGRAPHY = """
一区 二区 三区 四区 无码 有码 国产精品 国产剧情 国产一级 国产自拍 国产偷拍 国产成人 国产欧美 国产亚洲 国产麻豆
亚洲国产 亚洲精品 亚洲第一 亚洲欧美 亚洲综合 亚洲无 亚洲av 精品国产 精品视频 精品久久 欧美日韩 欧美精品 欧美一级
欧美激情 日韩精品 日韩欧美 日韩av 日本高清 久久久 久久精品 久久综合 在线观看 在线播放 在线视频 视频在线 视频播放
免费视频 免费观看 免费看 高清视频 中文字幕 av在线 av片 成人影院 成人视频 成人网站 成人电影 成人在线 成人av
黄色视频 黄色网站 黄片 毛片 a片 三级片 特级全黄 一级片 伦理片 情色 色情 激情视频 激情小说 激情文学 人妻 熟女 少妇
自拍偷拍 偷拍视频 做爰 性爱 美女裸体 裸聊 约炮 丁香五月 色综合 五月天 爽爽 啪啪 巨乳 丝袜 制服诱惑 无遮挡 不卡
伊人 狠狠 麻豆传媒 91视频 片源 福利视频 午夜福利 高潮 肉体 无删减
"""
_GAMBLING = """
新葡京 葡京娱乐 葡京赌场 威尼斯人 金沙娱乐 太阳城 永利娱乐 永利皇宫 银河娱乐 皇冠体育 皇冠现金 现金网 娱乐城
娱乐场 娱乐平台 娱乐官网 真人娱乐 真人百家乐 百家乐 老虎机 时时彩 北京赛车 pk10 pk拾 六合彩 快三 幸运飞艇
开奖结果 开奖直播 开奖记录 特码 彩票平台 彩票官网 彩票注册 彩票投注 棋牌游戏 棋牌平台 棋牌官网 捕鱼游戏 博彩
赌博网 赌博平台 赌场 在线赌 网上赌 投注平台 投注网 体育投注 体育博彩 亚博 澳门银河 澳门赌 注册送 首存 送彩金 彩金
返水 官网登录 app下载 下载安装 体育app 竞猜平台 线上娱乐 开户 盘口 必中 计划群
"""
_INVOICES = """
代开发票 开发票 代开 开具发票 出售发票 真票 普票 专票 增值税发票 住宿费发票 餐饮发票 建筑发票 刻章 办证
办理毕业证 毕业证 文凭 假证 学历证 代办 各类证件 包过 点数优惠 验后付款 可验证
"""
_LOANS = """
无抵押贷款 小额贷款 私人借款 私人放款 信用贷款 急用钱 秒批 秒到账 当天放款 当天下款 黑户 无视征信 网贷 套现
信用卡提额 代还 下款 放款快 利息低 利率低 空放 借款
"""
_SERVICES = """
私家侦探 婚外情调查 调查取证 迷药 迷魂 催情 春药 代孕 试管婴儿 包生儿子 上门服务 同城约 全套服务 特殊服务 学生妹
小姐服务 外围女 模特 手机监听 手机定位 窃听器 复制手机卡 枪支 气枪 弓弩 代写论文 论文代发 刷单 刷信誉 兼职日结
日赚 快速排名 网站优化 seo 关键词排名 外链 友情链接 私服 传奇私服 开服表 外挂 减肥药 壮阳 伟哥 增大 丰胸 高仿
复刻表 a货 精仿
"""
PHRASES = {
    "pornography": tuple(_PORNOGRAPHY.split()),
    "gambling": tuple(_GAMBLING.split()),
    "invoices": tuple(_INVOICES.split()),
    "loans": tuple(_LOANS.split()),
    "services": tuple(_SERVICES.split()),
}
"""The search phrases for each line of business ("trade") that spam advertises."""

WEAK = frozenset(
    """
增值税发票 住宿费发票 餐饮发票 建筑发票 开具发票 信用贷款 小额贷款
app下载 seo 一区 三区 下载安装 不卡 专票 丝袜 中文字幕 二区 五月天 代办 代孕 代还 借款 免费观看 利率低 办证 包过
友情链接 可验证 四区 在线播放 在线视频 增大 外挂 外链 太阳城 学历证 少妇 开奖结果 开户 弓弩 彩金 快三 文凭 普票
枪支 模特 毕业证 气枪 片源 盘口 私服 肉体 视频在线 计划群 试管婴儿 赌场 高清视频 高潮
""".split()
)
"""Phrases that also occur in ordinary lists and tables.

A text in which all phrases are weak is spam only if it also contains contact details.
"""
