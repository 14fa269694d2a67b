"""A site of the web page on a real configuration folder, for tests of the editors."""

from monitor.config import load_config
from monitor.web.site import WebSite
from tests.monitor.web.sites import site

FILES = {
    "noticewatch.yaml": 'channels: {ops: "json://127.0.0.1:9/", mail: "json://127.0.0.1:9/mail"}\n',
    "topics/hand.yaml": "- {id: clusters, name: 先进制造业集群, query: 集群 OR 产业链}\n",
    "topics/web.yaml": "# Ours.\n- id: talent  # people\n  name: 人才\n  query: 人才 AND 补贴\n# the end\n",
    "subscriptions.yaml": "- {id: team, topics: [clusters], channels: [ops]}\n",
    "subscriptions/web.yaml": "- id: people  # ours\n  topics: [talent]\n  channels: [ops]\n",
    "sources/hand.yaml": "- {id: gov, name: 市政府, url: 'https://gov.example.cn/'}\n",
    "sources/web.yaml": "- id: mirror  # ours\n  url: https://m.example.cn/\n  every: 1h\n",
}


def editing_site(tmp_path, **web) -> WebSite:
    of = site(tmp_path, **web)
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = of.config.settings.web
    if "listen" in web:
        with (tmp_path / "noticewatch.yaml").open("a", encoding="utf-8") as written:
            written.write(f'web: {{listen: "{settings.listen}"}}\n')
    return WebSite(of.store, lambda: load_config(tmp_path, lenient=True), settings, of.clock)


def events_of(of: WebSite) -> list[tuple[str, dict]]:
    with of.store.reading() as tx:
        return [(event.kind, event.detail) for event in tx.events.after(0, 10_000) if event.kind.startswith("config.")]
