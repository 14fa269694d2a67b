"""A notice to make others of."""

from crawler.model.notice import Notice
from monitor.identity.normalized import NormalizedNotice, normalize_notice

TITLE = "关于组织申报2024年第三批云溪市智能制造示范车间的通知"
LINES = (
    "云工信发〔2024〕31号",
    "各县区工业和信息化主管部门，云溪高新区管委会：",
    "为贯彻落实制造业数字化转型工作部署，引导企业加快车间智能化改造，现就组织申报2024年第三批智能制造示范车间有关事项通知如下。",
    "一、申报条件",
    "申报单位应当在云溪市内注册，具有独立法人资格，近三年未发生重大安全、环保和质量事故，财务状况良好。",
    "车间应当已经建成并投入使用，关键设备数控化率达到百分之七十，生产过程数据能够自动采集并实时分析。",
    "二、支持政策",
    "对认定的示范车间，给予一次性奖励50万元；对通过国家级认定的，再奖励100万元，奖励资金由市县两级财政各承担一半。",
    "三、申报程序",
    "企业登录市工业企业服务平台填报材料，县区主管部门审核后于2024年6月30日前报送我局，逾期不予受理。",
    "我局组织专家评审和现场核查，拟认定名单在门户网站公示五个工作日，公示无异议的发文公布。",
    "四、工作要求",
    "各地要广泛宣传发动，指导企业如实填报，对弄虚作假的取消资格并追回资金，三年内不得再次申报。",
    "联系人：周文彬，联系电话：0799-5550123。",
)
TEXT = "\n".join(LINES)


def gist(text: str = TEXT, title: str | None = TITLE, **fields: object) -> NormalizedNotice:
    return normalize_notice(Notice(url="https://gov.example.cn/1", title=title, text=text, **fields))
