"""What a server sends instead of a feed, by name: login pages, challenges, parked domains, errors. Pure.

It comes with status 200 and is no feed, so that nothing is lost by a wrong name here; but a right one tells
the user what to do. Each name needs two marks, since any one of them can stand in an ordinary page: sites
behind Cloudflare carry its scripts on every page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.secrets import without_secrets
from bot.text import one_line

READ = 200_000
"""Characters of a page that are looked at; what names it stands at its beginning."""

MAX_TOLD = 200
"""Characters of a server's own words that are told."""

MAX_DEPTH = 2
"""Records in which an error is looked for, one in another."""

CLOUDFLARE = "Cloudflare asks for a browser; the site's owner can let feed readers through"
NO_FEED = "an HTML page, not a feed"

_TITLE = re.compile(r"<title\b[^<>]{0,300}>([^<]{0,500})", re.IGNORECASE)
_CODE = re.compile(r"<(?:[\w-]{1,20}:)?Code>\s*([\w.-]{1,80})\s*<")
_SAYS_NOTHING = re.compile(r"[\d\s]*|error|fail(?:ed|ure)?|false|true", re.IGNORECASE)
_MESSAGE = re.compile(r"<(?:[\w-]{1,20}:)?Message>([^<]{1,1000})<")


@dataclass(frozen=True, slots=True)
class _Page:
    """A kind of page: what it is, and the marks of which two must be there, as patterns of any case."""

    reason: str
    title: str
    """A mark if the page's title holds it."""
    marks: tuple[str, ...]
    """Looked for in the rest of the page."""


def _page(reason: str, title: str, *marks: str) -> _Page:
    return _Page(reason, title, marks)


_PAGES = (
    _page(
        CLOUDFLARE,
        r"^just a moment|^(?:attention required!|please wait\.\.\.) \| cloudflare|^access denied \|",
        r"_cf_chl_opt|cf_chl_",
        r"/cdn-cgi/challenge-platform/h/|id=[\"']challenge-(?:form|error-text|running)",
        r"cf-browser-verification|class=[\"']cf-(?:error|wrapper|alert|im-under-attack)",
        r"enable javascript and cookies to continue|checking your browser before accessing",
        r"cloudflare ray id|sorry, you have been blocked",
    ),
    _page(
        "DDoS-Guard asks for a browser",
        r"^ddos-guard",
        r"/\.well-known/ddos-guard/",
        r"check\.ddos-guard\.net|data-ddg-",
        r"checking your browser before accessing",
        r"ddos protection by\b[^a-z]{0,40}(?:<[^<>]{0,200}>)?\s*ddos-guard",
    ),
    _page(
        "Imperva asks for a browser",
        r"^pardon our interruption",
        r"_incapsula_resource",
        r"incapsula incident id",
        r"visid_incap|incap_ses|imperva\.com",
        r"request unsuccessful",
    ),
    _page(
        "the site's guard (Akamai) denies access",
        r"^access denied$",
        r"you don(?:'|&#39;|’)t have permission to access",
        r"reference\s*(?:#|&#35;|&#32;&#35;)",
        r"errors\.edgesuite\.net|errors&#46;edgesuite&#46;net",
    ),
    _page(
        "the site's guard (DataDome) asks for a browser",
        r"^(?:you have been blocked|access (?:blocked|restricted))",
        r"captcha-delivery\.com",
        r"\bvar dd\s*=\s*\{|datadome",
        r"please enable js and disable any ad blocker",
    ),
    _page(
        "the site's guard (PerimeterX) asks for a browser",
        r"^access to this page has been denied",
        r"px-captcha",
        r"_pxappid|perimeterx|/px/client/|px-cdn\.net",
        r"press (?:&amp;|&|and) hold",
    ),
    _page(
        "the site's guard (Sucuri) asks for a browser",
        r"^you are being redirected|sucuri website firewall",
        r"sucuri_cloudproxy|cloudproxy@sucuri\.net",
        r"javascript is required\. please enable javascript",
    ),
    _page(
        "the site's guard (Amazon) asks for a browser",
        r"^human verification$",
        r"awswafcookiedomainlist|\.awswaf\.com|token\.awswaf",
        r"awswafintegration|gokuprops|id=[\"']challenge-container",
    ),
    _page(
        "the site asks for proof that a person reads it (a captcha)",
        r"captcha|are you (?:a |an )?(?:human|robot)|(?:human|security|bot) (?:check|verification)"
        r"|unusual traffic|verify(?:ing)? (?:that )?you are|vous êtes humain|robot check|не робот"
        r"|проверка браузера",
        r"g-recaptcha|google\.com/recaptcha|recaptcha/api",
        r"hcaptcha\.com|class=[\"']h-captcha",
        r"challenges\.cloudflare\.com/turnstile|cf-turnstile",
        r"(?:not a robot|are you a robot|you(?:'|’)?(?:re| are) (?:a )?human|unusual traffic from your)",
        r"smartcaptcha|geetest|anubis_challenge|making sure you(?:'|&#39;|’)re not a bot",
    ),
    _page(
        "the site shows a page about cookies and consent instead of the feed",
        r"consent|before you continue|cookie|privacy (?:gate|settings)|datenschutz|zustimm|confidentialité",
        r"consent\.(?:google|youtube|yahoo)\.|guce\.(?:yahoo|advertising)|privacy-?gate|privacy-?wall|cookie-?wall",
        r"action=[\"'][^\"'<>]{0,300}(?:consent|cookie|privacy)",
        r"(?:accept|agree to|reject) (?:all|the use of) cookies|alle akzeptieren|tout accepter|aceptar todo",
        r"consentmanager|sourcepoint|cmp\.(?:quantcast|didomi)|sdk\.privacy-center\.org|onetrust",
    ),
    _page(
        "the site shows a login page instead of the feed",
        r"\blog ?-?in\b|\bsign ?-?in\b|connexion|se connecter|identif|anmeld|einloggen|iniciar sesión"
        r"|accedi\b|entrar\b|inloggen|вход|войти|авторизация|увійти|logowanie|giriş|로그인|登录|登入|ログイン"
        r"|تسجيل الدخول",
        r"<input\b[^<>]{0,300}\btype\s*=\s*[\"']?password",
        r"action=[\"'][^\"'<>]{0,300}(?:log-?in|sign-?in|signon|auth|session|saml|sso)",
        r"wp-login\.php|id=[\"']loginform|accounts\.google\.com/|login\.microsoftonline\.com",
    ),
    _page(
        "the address has no site any more: its domain is parked or for sale",
        r"(?:domain|name|website) (?:is |may be |name )?(?:for sale|parked|expired)|parked (?:domain|page)"
        r"|(?:buy|get) this domain|domain (?:zu verkaufen|à vendre|en venta)|hugedomains|is for sale",
        r"sedoparking\.com|parkingcrew\.net|bodis\.com|parklogic|above\.com/marketplace|dsparking|cashparking",
        r"(?:dan|afternic|sedo|hugedomains|uniregistry|efty|undeveloped)\.com/(?:buy|domain|forsale|search|lander)?",
        r"(?:buy|purchase|inquire about|make an offer (?:on|for)) (?:this|the) domain",
        r"(?:domain|website)(?: name)?(?: [\w.-]{1,80})? (?:is|may be) (?:for sale|parked)",
        r"window\.location\.(?:href|replace)\s*(?:=|\()\s*[\"']/lander|data-adblockkey",
        r"renew (?:it|your domain) (?:now|today)|this domain (?:has|name has) expired",
    ),
    _page(
        "the site is closed for maintenance",
        r"maintenance|be right back|wartung|mantenimiento|manutenzione|manutenção|обслуживани"
        r"|технические работы|service unavailable|temporarily unavailable|점검|维护|メンテナンス",
        r"(?:under|for|scheduled|planned|undergoing|briefly unavailable for scheduled) maintenance",
        r"(?:we(?:'|’|&#39;|&rsquo;)?ll|we will|should) be back (?:soon|online|shortly)",
        r"(?:check|come) back (?:soon|later|in)",
        r"(?:site|service|server) is (?:temporarily|currently) (?:unavailable|down|offline)",
        r"travaux de maintenance|wartungsarbeiten|tareas de mantenimiento|технически[ех]+ работ",
    ),
    _page(
        "the site has switched its feeds off",
        r"wordpress .{0,10}error|\berror\b|feed",
        r"id=[\"']error-page|class=[\"']wp-die-message",
        r"no feeds? (?:is |are )?available",
        r"feeds? (?:is|are|has been|have been) (?:disabled|switched off|turned off)",
        r"rss (?:feed )?(?:is |has been )?(?:disabled|discontinued|no longer (?:available|supported))",
        r"please visit (?:our|the) (?:<a [^<>]{0,300}>)?(?:homepage|website|home page)",
    ),
    _page(
        "RSSHub reports an error",
        r"rsshub",
        r"welcome to rsshub",
        r"looks like something went wrong",
        r"error message:",
    ),
    _page(
        "RSS-Bridge reports an error",
        r"rss-?bridge",
        r"rss-?bridge (?:was unable|tried to fetch|/ )|github\.com/rss-bridge/rss-bridge",
        r"(?:something went wrong|bridge returned error|exception|class=[\"']error)",
    ),
    _page(
        "the site has no such page (an error page with a good status)",
        r"\b40[34]\b|\b410\b|not found|page (?:introuvable|non trouvée)|nicht gefunden|no encontrad"
        r"|não encontrad|non trovata|не найден|не знайдено|nie znaleziono|bulunamadı|찾을 수 없|找不到|不存在"
        r"|見つかりません",
        r"\b404\b",
        r"not found|doesn(?:'|’|&#39;)t exist|does not exist|no longer (?:exists|available)",
        r"n(?:'|’|&#39;)existe pas",
        r"page (?:introuvable|you (?:are|were) looking)|nicht gefunden|no encontrad|не найден|страниц",
        r"class=[\"'][^\"'<>]{0,80}(?:error-?404|page-?404|not-?found)",
    ),
    _page(
        "the site's server shows an error of its own",
        r"\b50[0234]\b|internal server error|bad gateway|(?:database|fatal|application|server) error",
        r"internal server error|bad gateway|gateway time-?out|error establishing a database connection",
        r"(?:fatal error|uncaught exception|stack trace|traceback \(most recent|server error in)",
        r"nginx/|apache/|the server encountered|heroku",
    ),
    _page(
        "the site shows a page that needs JavaScript instead of the feed",
        r"javascript|loading|redirecting|please wait",
        r"<noscript>[^<]{0,200}(?:<[^<>]{0,200}>[^<]{0,200}){0,3}?(?:enable|requires?|activer|aktivier)",
        r"(?:please )?(?:enable|turn on|activate) javascript|javascript (?:is )?(?:required|disabled)",
        r"<div id=[\"'](?:root|app|__next)[\"']>\s*</div>",
    ),
)
"""The more telling first: a captcha of Cloudflare's is Cloudflare's."""


def page_reason(text: str) -> str:
    """What a page of HTML is that came instead of a feed."""
    rest, title = text[:READ], ""
    if found := _TITLE.search(rest):
        title, rest = one_line(html.unescape(found[1])), rest[: found.start()] + rest[found.end() :]
    for page in _PAGES:
        marks = sum(1 for mark in page.marks if re.search(mark, rest, re.IGNORECASE))
        if marks + bool(re.search(page.title, title, re.IGNORECASE)) >= 2:
            return page.reason
    return f"{NO_FEED} ({told(title)})" if title else NO_FEED


def xml_error(text: str) -> str:
    """What a storage service answers in XML instead of a document; empty if that is not what it is."""
    begin = text[:READ]
    code, message = _CODE.search(begin), _MESSAGE.search(begin)
    if not code or not message:
        return ""
    return f"the server answers with an error: {told(f'{code[1]}: {html.unescape(message[1])}')}"


def json_error(document: object) -> str:
    """What a server answers in JSON instead of a feed, as far as it says so; else an empty text."""
    if not isinstance(document, dict):
        return ""
    said = next(filter(None, _messages(document)), "")
    return f"the server answers with an error: {told(said)}" if said else ""


_WORDS = ("message", "detail", "error_description", "error_message", "errorMessage", "msg", "reason")
_PARTS = ("error", "errors", "fault", "status")
_OF_ERRORS = frozenset((*_WORDS, *_PARTS, "code", "statusCode", "success", "type", "title", "data", "path"))


def _messages(document: dict[str, object], depth: int = 0) -> Iterator[str]:
    """Where servers put their words: at the top, in `error`, or in the first of `errors`.

    A document of which most is something else may have a message that is no error.
    """
    if depth == 0 and not {"error", "errors"} & document.keys() and document.keys() - _OF_ERRORS:
        return
    for name in (*_PARTS, *_WORDS, "title") if depth == 0 else (*_WORDS, *_PARTS, "title"):
        value = document.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict) and depth < MAX_DEPTH:
            yield from _messages(value, depth + 1)
        elif isinstance(value, str) and value.strip() and not _SAYS_NOTHING.fullmatch(value.strip()):
            yield value


def told(words: str) -> str:
    """A stranger's words, so that they can stand in a line of ours: short, harmless, without secrets."""
    line = without_secrets(one_line(words))
    return line if len(line) <= MAX_TOLD else line[: MAX_TOLD - 1].rstrip() + "…"
