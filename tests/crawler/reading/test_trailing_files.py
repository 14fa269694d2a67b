import pytest

from crawler.model.notice import Attachment
from crawler.reading.trailing_files import without_files_below

TEXT = "一、加强领导。\n二、落实责任。\n市政府办公室\n2024年6月7日"
FILES = [
    Attachment(name="1.重點任務分工表.docx", url="https://www.example.gov.cn/1.docx"),
    Attachment(name="申报书", url=""),
]


@pytest.mark.parametrize(
    "files",
    [
        "\n附件:重點任務分工表",
        " 附件：1.重點任務分工表 2.申报书",
        "\n附件1：重點任務分工表.docx\n附件2：申报书.doc",
        "\n附件下载:\n1.重點任務分工表\n2.申报书\n",
        "\n附件: \n重点任务分工表",
    ],
)
def test_the_list_of_files_below_a_text_goes(files):
    assert without_files_below(TEXT + files, FILES) == TEXT


@pytest.mark.parametrize(
    "text",
    [
        f"附件:重點任務分工表\n{TEXT}",
        f"{TEXT}\n附件:重點任務分工表\n联系人:张三",
        f"{TEXT}\n附件:另一份文件",
        f"{TEXT}见附件:重點任務分工表",
        "附件:重點任務分工表",
        TEXT,
    ],
)
def test_what_is_no_list_of_the_attachments_stays(text):
    assert without_files_below(text, FILES) == text


def test_without_attachments_nothing_goes():
    assert without_files_below(f"{TEXT}\n附件:重點任務分工表", []) == f"{TEXT}\n附件:重點任務分工表"
