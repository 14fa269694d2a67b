"""The words of messages themselves, in each language. Pure."""

from collections.abc import Mapping

from monitor.messages.model import Language

LABELS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "new": "新", "revised": "修订", "deadline": "截止", "issuer": "发文机关", "number": "文号", "kind": "文种",
        "published": "发布日期", "issued": "成文日期", "effective": "施行日期", "expires": "有效期至", "where": "地区",
        "link": "原文", "copies": "另见", "files": "附件", "about": "约", "units": "责任单位", "target": "目标",
        "by": "至 {}", "more": "另有 {} 条措施", "why": "命中", "topics": "主题", "told": "订阅",
        "was": "原", "now": "现", "added": "新增", "removed": "删去", "changes": "另有 {} 处修改",
        "digest": "摘要", "count": "{} 项", "moved": "已变更",
        "further": "另有 {} 项; `noticewatch subscriptions test` 可列出全部",
    },
    "en": {
        "new": "New", "revised": "Revised", "deadline": "Deadline", "issuer": "Issuer", "number": "Number",
        "kind": "Kind", "published": "Published", "issued": "Dated", "effective": "In force",
        "expires": "In force until", "where": "Region", "link": "Link", "copies": "Also at", "files": "Attachments",
        "about": "about", "units": "Responsible", "target": "Target", "by": "by {}", "more": "{} more measures",
        "was": "Was", "now": "Now", "added": "Added", "removed": "Removed", "changes": "{} more changes",
        "why": "Matched", "topics": "Topic", "told": "Subscription", "digest": "Digest", "count": "{}",
        "moved": "no longer named", "further": "{} more; `noticewatch subscriptions test` lists all",
    },
}  # fmt: skip
