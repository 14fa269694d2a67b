import pytest

from monitor.text.i18n import in_language
from monitor.text.regions import path_name, region_names


@pytest.mark.parametrize(
    ("region", "en", "zh"),
    [
        (("CN", "山东省", "滨州市"), ["China", "山东省", "滨州市"], ["中国", "山东省", "滨州市"]),
        (("EU",), ["European Union"], ["欧盟"]),
        (("US", "CA"), ["United States", "CA"], ["美国", "CA"]),
        (("示例省",), ["示例省"], ["示例省"]),
        (("ZZZ",), ["ZZZ"], ["ZZZ"]),
        (("QQ",), ["QQ"], ["QQ"]),
        ((), [], []),
    ],
)
def test_the_country_has_its_name_and_other_parts_stay_as_they_are(region, en, zh):
    assert region_names(region, "en") == en
    assert region_names(region, "zh") == zh
    with in_language("zh"):
        assert path_name("/".join(region)) == "/".join(zh)
