"""Failure details: why requests failed, why the browser failed, and why IP addresses are refused."""

from crawler.model.details.code import DetailCode
from crawler.model.reason import N_


class FetchDetail(DetailCode):
    """Reasons why a request failed."""

    NOT_RESOLVED = "fetch.not_resolved", N_("the host name cannot be resolved")
    NOT_RESOLVED_BECAUSE = "fetch.not_resolved_because", N_("the host name cannot be resolved ({cause})")
    NO_HOST_NAME = "fetch.no_host_name", N_("this is not a valid host name")
    NO_SUCH_NAME = "fetch.no_such_name", N_("the host name does not exist")
    NO_ADDRESS = "fetch.no_address", N_("the host name has no IP address")
    NAME_SERVERS_FAIL = "fetch.name_servers_fail", N_("the host's name servers report an error: {reason}")
    NAME_SERVERS_SILENT = "fetch.name_servers_silent", N_("the host's name servers do not answer: {reason}")
    NAME_SERVERS_SLOW = "fetch.name_servers_slow", N_("the host's name servers do not answer in time")
    REFUSED = "fetch.refused", N_("the server refuses connections")
    NO_ANSWER = "fetch.no_answer", N_("the server did not answer in time")
    UNREACHABLE = "fetch.unreachable", N_("the server could not be reached")
    ENDED_EARLY = "fetch.ended_early", N_("the response ended early")
    BROKE_OFF = "fetch.broke_off", N_("the connection was interrupted")
    CLOSED_EARLY = "fetch.closed_early", N_("the server closed the connection before the response was complete")
    NOT_HTTP = "fetch.not_http", N_("the response is not valid HTTP ({reason})")
    EXPLAINED = "fetch.explained", N_("{cause} ({reason})")
    SCHEME = "fetch.scheme", N_("only http and https URLs are fetched")
    IGNORED = "fetch.ignored", N_("the request was not sent: {reason}")
    INVALID_URL = "fetch.invalid_url", N_("invalid URL: {reason}")
    CERTIFICATE = (
        "fetch.certificate",
        N_(
            "the site's certificate cannot be trusted ({reason}); to accept the certificate anyway, "
            "set `verify_tls: false` in the source"
        ),
    )
    OTHER_CERTIFICATE = (
        "fetch.other_certificate",
        N_(
            "the site's certificate is for another host; to accept the certificate anyway, set "
            "`verify_tls: false` in the source"
        ),
    )
    STATUS_GONE = "fetch.status_gone", N_("the page does not exist (HTTP {status})")
    STATUS_BROWSER = "fetch.status_browser", N_("the site requires a browser (HTTP {status})")
    STATUS_LOGIN = "fetch.status_login", N_("the site requires a login (HTTP 401)")
    STATUS_BLOCKED = "fetch.status_blocked", N_("the site refuses access (HTTP {status})")
    STATUS = "fetch.status", N_("the server answered with HTTP {status}")
    PAUSED = "fetch.paused", N_("the site asked the crawler to wait another {seconds} s")
    NO_TURN = (
        "fetch.no_turn",
        N_("because of the delay between requests to this host, there is no time left for this request"),
    )
    ROBOTS = (
        "fetch.robots",
        N_("robots.txt disallows this URL; to ignore robots.txt, set `obey_robots: false` in the source"),
    )
    REDIRECT_NOT_FETCHED = "fetch.redirect_not_fetched", N_("the URL redirects to {url}, which was not fetched")
    REDIRECT_OF_POST = (
        "fetch.redirect_of_post",
        N_("the URL redirects to {url}; POST data is not sent to other sites"),
    )
    HEADERS_TOO_LONG = "fetch.headers_too_long", N_("the response headers are too long")
    TOO_LARGE = "fetch.too_large", N_("the page is too large")
    UNPACKS_TOO_LARGE = "fetch.unpacks_too_large", N_("the decompressed page is too large")
    UNPACKS_ABOVE = "fetch.unpacks_above", N_("the decompressed page exceeds {limit} bytes")
    WRONG_CODING = "fetch.wrong_coding", N_("the response is not {coding}-encoded as declared ({reason})")
    TOO_MANY_CODINGS = (
        "fetch.too_many_codings",
        N_("the response is encoded {count} times, more than the limit of {limit}"),
    )
    DATA_LOSS = "fetch.data_loss", N_("the response is shorter than declared")
    TRUNCATED = "fetch.truncated", N_("the {coding} data of the response is truncated")
    INCOMPLETE = "fetch.incomplete", N_("{cause}; the page is incomplete")
    GZIP_TRUNCATED = "fetch.gzip_truncated", N_("the gzip data is truncated, so the page is incomplete")
    ENDS_IN_TEXT = "fetch.ends_in_text", N_("the page ends in the middle of its text")
    NOT_A_PAGE = "fetch.not_a_page", N_("the response is {kind}, not a page")
    BINARY = "fetch.binary", N_("the response is binary data, not a page")
    ONLY_LOGIN = "fetch.only_login", N_("the site requires a login: the page contains only a password form")
    CAPTCHA = "fetch.captcha", N_("the site shows a captcha instead of the page")
    ONLY_SCRIPT = "fetch.only_script", N_("the site requires a browser: the page contains only a script and no text")
    TOO_LATE = "fetch.too_late", N_("the page was not received before the request's deadline")
    AT_URL = "fetch.at_url", N_("{url}: {cause}")


class AddressDetail(DetailCode):
    """Reasons why connections to an IP address are refused."""

    NOT_AN_ADDRESS = "address.not_an_address", N_("{host} is not an IP address")
    METADATA = "address.metadata", N_("{host} is a link-local or metadata address")
    NO_SERVER = "address.no_server", N_("{host} cannot be the address of a server")
    LOOPBACK = "address.loopback", N_("{host} is a loopback address")
    RESERVED = "address.reserved", N_("{host} is a reserved address")
    PRIVATE = "address.private", N_("{host} is a private address")
    NOT_TRUSTED = (
        "address.not_trusted",
        N_(
            "{cause}; to allow private addresses, set `trusted: true` in the source, or use `--trusted` for a URL "
            "on the command line"
        ),
    )


class BrowserDetail(DetailCode):
    """Reasons why the browser could not load a page."""

    FAILED_BECAUSE = "browser.failed_because", N_("the browser could not load the page ({reason})")
    NOT_STARTED = "browser.not_started", N_("the browser cannot be started: {reason}")
    PROCESS_NOT_STARTED = "browser.process_not_started", N_("the browser process cannot be started: {reason}")
    NO_SUPPORT = "browser.no_support", N_("browser support is not installed; install it with: {command}")
    NO_CHROMIUM = "browser.no_chromium", N_("Chromium is not installed; install it with: {command}")
    NO_PROGRAM = "browser.no_program", N_("there is no program {path}; install it with: {command}")
    ROOT = (
        "browser.root",
        N_("the browser does not run as root, because its sandbox would be disabled; run noticewatch as another user"),
    )
    SILENT = "browser.silent", N_("the browser did not answer in time")
    EXITED = "browser.exited", N_("the browser exited while loading the page")
    CRASHED = "browser.crashed", N_("the page crashed or used too much memory")
    SCRIPTS_LATE = "browser.scripts_late", N_("the page's scripts did not finish in time")
    TOO_LARGE = "browser.too_large", N_("the page is too large after its scripts have run")
    TRAFFIC = "browser.traffic", N_("the page and its scripts exceed {size} MB")
    NO_RESPONSE = "browser.no_response", N_("no response was received for the page")
    REDIRECTING = "browser.redirecting", N_("the page keeps redirecting to other pages")
    REFUSED = "browser.refused", N_("the site refuses the browser (HTTP {status})")
    NO_TEXT = "browser.no_text", N_("the page has no text, even after its scripts have run in the browser")
    CERTIFICATE = "browser.certificate", N_("the site's certificate cannot be trusted")
    NOT_SECURE = "browser.not_secure", N_("no secure connection to the site is possible")
    ROBOTS = "browser.robots", N_("robots.txt disallows this URL")
    REDIRECT_LOOP = "browser.redirect_loop", N_("the URL redirects endlessly")
    DOWNLOAD = "browser.download", N_("the response is a file, not a page")
    NOT_DISPLAYED = "browser.not_displayed", N_("the browser cannot display the response as a page")
