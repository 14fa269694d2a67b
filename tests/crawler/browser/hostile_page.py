"""A page that tries every way a browser has to reach an address of the private network.

`{http}` is the internal web server, `{tcp}` and `{udp}` are ports of the same machine. Each way has a path of its own.
"""

WAYS = (
    "image",
    "image-redirect",
    "picture",
    "video",
    "audio",
    "object",
    "embed",
    "frame",
    "frame-redirect",
    "frame-refresh",
    "script",
    "module",
    "stylesheet",
    "import",
    "background",
    "icon",
    "manifest",
    "font",
    "prefetch",
    "preload",
    "modulepreload",
    "prerender",
    "speculation",
    "preconnect",
    "dns-prefetch",
    "fetch",
    "fetch-redirect",
    "fetch-keepalive",
    "xhr",
    "event-source",
    "beacon",
    "ping",
    "worker",
    "worker-import",
    "shared-worker",
    "service-worker",
    "websocket",
    "websocket-name",
    "stun",
    "turn-udp",
    "turn-tcp",
    "webtransport",
    "form",
    "popup",
    "download",
    "blob-frame",
    "data-frame",
    "srcdoc-frame",
    "csp-report",
    "name",
    "hexadecimal",
    "mapped",
    "rebinding",
    "svg-image",
    "svg-use",
    "svg-filter",
    "track",
    "input-image",
    "import-map",
    "style-sheet-of-xml",
    "document-of-xslt",
    "refresh-header",
    "link-header",
    "preconnect-header",
    "speculation-header",
    "report-to",
    "network-error-log",
    "fenced-frame",
    "view-source",
    "pdf",
    "pdf-frame",
    "wasm",
    "worklet",
    "fetch-later",
    "decimal",
    "zero",
    "final-dot",
)  # fmt: skip - a row of names
FILES = ("file-frame", "file-fetch", "file-xhr", "file-worker")

PAGE = """<!doctype html><html><head><meta charset=utf-8><title>hostile</title>
<script type=importmap>{{"imports": {{"mapped": "{http}/import-map"}}}}</script>
<link rel=icon href="{http}/icon"><link rel=manifest href="{http}/manifest">
<link rel=prefetch href="{http}/prefetch"><link rel=preload as=script href="{http}/preload">
<link rel=modulepreload href="{http}/modulepreload"><link rel=prerender href="{http}/prerender">
<link rel=preconnect href="http://127.0.0.1:{tcp}"><link rel=dns-prefetch href="//internal.test">
<link rel=stylesheet href="{http}/stylesheet">
<style>@import "{http}/import"; body {{background: url("{http}/background")}}
@font-face {{font-family: f; src: url("{http}/font")}} p {{font-family: f}}</style>
<script type=speculationrules>{{"prefetch": [{{"urls": ["{http}/speculation"]}}]}}</script>
</head><body><p>A text that is long enough to be read as a page of some words.</p>
<img src="{http}/image"><img src="/to?{http}/image-redirect"><picture><source srcset="{http}/picture"><img></picture>
<video src="{http}/video" autoplay></video><audio src="{http}/audio" autoplay></audio>
<object data="{http}/object"></object><embed src="{http}/embed">
<iframe src="{http}/frame"></iframe><iframe src="/to?{http}/frame-redirect"></iframe>
<iframe src="/refresh?{http}/frame-refresh"></iframe><iframe src="file:///etc/passwd"></iframe>
<iframe src="data:text/html,<script>fetch('{http}/data-frame')</script>"></iframe>
<iframe srcdoc="<img src='{http}/srcdoc-frame'>"></iframe>
<iframe src="/csp?{http}/csp-report"></iframe><iframe name=target></iframe>
<form action="{http}/form" method=post target=target><input name=a value=b></form>
<a id=ping href="#here" ping="{http}/ping">x</a><a id=download download target=target href="{http}/download">x</a>
<svg><image href="{http}/svg-image"></image><use href="{http}/svg-use#a"></use>
<filter id=f><feImage href="{http}/svg-filter"></feImage></filter><rect width=9 height=9 filter="url(#f)"></rect></svg>
<video src="/x"><track default kind=captions src="{http}/track"></video><input type=image src="{http}/input-image">
<iframe src="/xml?{http}"></iframe><iframe src="/headers?{http}"></iframe>
<iframe src="/late?{http}/refresh-header"></iframe>
<fencedframe id=fenced></fencedframe><iframe src="view-source:{http}/view-source"></iframe>
<embed type=application/pdf src="{http}/pdf"><iframe src="/to?{http}/pdf-frame.pdf"></iframe>
<script type=module>import "mapped"</script>
<script src="{http}/script"></script><script type=module src="{http}/module"></script>
<script>
const target = "{http}", tried = [], got = [];
const attempt = (name, action) => {{
  tried.push(name);
  try {{ const done = action(); if (done && done.catch) done.catch(() => 0); }} catch (error) {{}}
}};
const quiet = {{mode: "no-cors"}};
const peer = (name, urls) => attempt(name, () => {{
  const connection = new RTCPeerConnection({{iceServers: [{{urls, username: "a", credential: "b"}}]}});
  connection.createDataChannel("x");
  connection.createOffer().then((offer) => connection.setLocalDescription(offer));
}});
attempt("fetch", () => fetch(target + "/fetch", quiet));
attempt("fetch-redirect", () => fetch("/to?" + target + "/fetch-redirect", quiet));
attempt("fetch-keepalive", () => fetch(target + "/fetch-keepalive", {{...quiet, keepalive: true}}));
attempt("xhr", () => {{ const x = new XMLHttpRequest(); x.open("GET", target + "/xhr"); x.send(); }});
attempt("event-source", () => new EventSource(target + "/event-source"));
attempt("beacon", () => navigator.sendBeacon(target + "/beacon", "x"));
attempt("ping", () => document.getElementById("ping").click());
attempt("worker", () => new Worker("/worker.js"));
attempt("shared-worker", () => new SharedWorker("/shared.js"));
attempt("service-worker", () => navigator.serviceWorker.register("/service.js"));
attempt("websocket", () => new WebSocket(target.replace("http", "ws") + "/websocket"));
attempt("websocket-name", () => new WebSocket("ws://internal.test:{port}/websocket-name"));
peer("stun", "stun:127.0.0.1:{udp}"); peer("turn-udp", "turn:127.0.0.1:{udp}?transport=udp");
peer("turn-tcp", "turn:127.0.0.1:{tcp}?transport=tcp");
attempt("webtransport", () => new WebTransport("https://127.0.0.1:{udp}/webtransport").ready);
attempt("form", () => document.forms[0].submit());
attempt("popup", () => window.open(target + "/popup"));
attempt("download", () => document.getElementById("download").click());
attempt("blob-frame", () => {{
  const frame = document.createElement("iframe");
  const text = `<script>fetch("${{target}}/blob-frame")<${{"/"}}script>`;
  frame.src = URL.createObjectURL(new Blob([text], {{type: "text/html"}}));
  document.body.append(frame);
}});
attempt("name", () => fetch("http://localhost:{port}/name", quiet));
attempt("hexadecimal", () => fetch("http://0x7f.1:{port}/hexadecimal", quiet));
attempt("mapped", () => fetch("http://[::ffff:127.0.0.1]:{port}/mapped", quiet));
for (let n = 0; n < 4; n++) attempt("rebinding", () => fetch("//rebind.test:{port}/rebinding?" + n, quiet));
attempt("wasm", () => WebAssembly.compileStreaming(fetch(target + "/wasm", quiet)));
attempt("worklet", () => new OfflineAudioContext(1, 1, 9000).audioWorklet.addModule(target + "/worklet"));
attempt("fetch-later", () => fetchLater(target + "/fetch-later", {{activateAfter: 0}}));
attempt("fenced-frame", () => {{
  document.getElementById("fenced").config = new FencedFrameConfig(target + "/fenced-frame");
}});
attempt("decimal", () => fetch("http://2130706433:{port}/decimal", quiet));
attempt("zero", () => fetch("http://0:{port}/zero", quiet));
attempt("final-dot", () => fetch("http://localhost.:{port}/final-dot", quiet));
attempt("file-fetch", () => fetch("file:///etc/passwd").then((r) => r.text()).then((t) => got.push(t)));
attempt("file-xhr", () => {{
  const x = new XMLHttpRequest(); x.onload = () => got.push(x.responseText);
  x.open("GET", "file:///etc/passwd"); x.send();
}});
attempt("file-worker", () => new Worker("file:///etc/passwd"));
addEventListener("message", (event) => got.push(String(event.data)));
setTimeout(() => {{
  const done = document.createElement("pre");
  done.id = "done"; done.textContent = JSON.stringify({{tried, got}}); document.body.append(done);
}}, 2500);
</script></body></html>"""
WORKER = (
    """fetch("{http}/worker", {{mode: "no-cors"}}); try {{ importScripts("{http}/worker-import") }} catch (e) {{}}"""
)
SHARED = """fetch("{http}/shared-worker", {{mode: "no-cors"}});"""
SERVICE = """self.addEventListener("install", () => fetch("{http}/service-worker", {{mode: "no-cors"}}));"""
XML = """<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{query}/style-sheet-of-xml"?>
<?xml-stylesheet type="text/xsl" href="/style.xsl"?><a/>"""
STYLE = """<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform"><x:template match="/">
<x:copy-of select="document('{http}/document-of-xslt')"/></x:template></x:stylesheet>"""
HEADERS = {
    "Link": "<{query}/link-header>; rel=preload; as=script, <http://127.0.0.1:{tcp}>; rel=preconnect, "
    "<{query}/preconnect-header>; rel=prefetch",
    "Speculation-Rules": '"{query}/speculation-header"',
    "Reporting-Endpoints": 'default="{query}/report-to", csp="{query}/report-to"',
    "Report-To": '{{"group": "nel", "max_age": 9, "endpoints": [{{"url": "{query}/network-error-log"}}]}}',
    "NEL": '{{"report_to": "nel", "max_age": 9, "success_fraction": 1}}',
    "Content-Security-Policy": "img-src 'none'; report-to csp",
}
