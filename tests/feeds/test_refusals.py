"""Pages and entries that come instead of news: named plainly, and never by one word that news could hold.

All pages here are our own, with the marks that the real ones have.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.erroritems import error_of, without_errors
from bot.feeds.parse import parse_document
from bot.feeds.refusals import page_reason, xml_error
from bot.model import ParsedFeed, ParsedItem

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def parse(document: str) -> ParsedFeed:
    return parse_document(document.encode(), {}, "https://news.example/feed.xml", NOW, "en")


def reason(document: str) -> str:
    with pytest.raises(ParseError) as caught:
        parse(document)
    return str(caught.value)


def page(title: str, body: str, head: str = "") -> str:
    return f"<!DOCTYPE html>\n<html lang='en'><head><title>{title}</title>{head}</head><body>{body}</body></html>"


PAGES = [
    (
        "Cloudflare asks for a browser",
        page(
            "Just a moment...",
            "<noscript>Enable JavaScript and cookies to continue</noscript>"
            "<script>window._cf_chl_opt = {cRay: '8f'}</script>",
        ),
    ),
    (
        "Cloudflare asks for a browser",
        page(
            "Un instant…",
            "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/x'></script><script>_cf_chl_opt={}</script>",
        ),
    ),
    (
        "Cloudflare asks for a browser",
        page(
            "Attention Required! | Cloudflare",
            "<h1>Sorry, you have been blocked</h1><p>Cloudflare Ray ID: <strong>8f</strong></p>",
        ),
    ),
    (
        "DDoS-Guard asks for a browser",
        page("DDoS-Guard", "<script src='/.well-known/ddos-guard/js-challenge/x.js'></script>"),
    ),
    (
        "Imperva asks for a browser",
        (
            "<html><head><META NAME='robots' CONTENT='noindex'></head><body><iframe src='/_Incapsula_Resource?x=1'>"
            "Request unsuccessful. Incapsula incident ID: 1-2</iframe></body></html>"
        ),
    ),
    (
        "the site's guard (Akamai) denies access",
        (
            "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\nYou don't have permission "
            'to access "http&#58;&#47;&#47;x" on this server.<P>\nReference&#32;&#35;18&#46;a\n</BODY>\n</HTML>'
        ),
    ),
    (
        "the site's guard (DataDome) asks for a browser",
        page(
            "news.example",
            "<p id='cmsg'>Please enable JS and disable any ad blocker</p><script>var dd={'host':'geo.captcha-delivery.com'}</script>",
        ),
    ),
    (
        "the site's guard (PerimeterX) asks",
        page("Access to this page has been denied", "<div id='px-captcha'>Press &amp; Hold</div>"),
    ),
    (
        "the site's guard (Sucuri) asks",
        page("You are being redirected...", "<script>sucuri_cloudproxy_js='';</script>"),
    ),
    (
        "the site's guard (Amazon) asks",
        page("Human Verification", "<script src='https://x.token.awswaf.com/challenge.js'></script>"),
    ),
    (
        "the site asks for proof that a person",
        page("Are you a robot?", "<div class='g-recaptcha' data-sitekey='x'></div>"),
    ),
    (
        "the site asks for proof that a person",
        page(
            "Sorry...",
            "<p>unusual traffic from your network</p><script src='https://www.google.com/recaptcha/api.js'></script>",
        ),
    ),
    (
        "the site asks for proof that a person",
        page(
            "Making sure you&#39;re not a bot!",
            "<h1>Making sure you&#39;re not a bot!</h1><script id='anubis_challenge'></script>",
        ).replace("<title>Making", "<title>Bot check: making"),
    ),
    (
        "the site shows a page about cookies and consent",
        page(
            "Before you continue",
            "<form action='https://consent.google.com/save'><button>Reject all</button></form>",
        ),
    ),
    (
        "the site shows a page about cookies and consent",
        page(
            "Zustimmung zu Cookies",
            "<button>Alle akzeptieren</button><script src='/privacywall/x.js'></script>",
        ),
    ),
    (
        "the site shows a login page",
        page(
            "Sign in – The Paper",
            "<form action='/account/signin'><input name=u><input type='password' name=p></form>",
        ),
    ),
    (
        "the site shows a login page",
        page("Авторизация", '<form method="post"><input name="p" type=password></form>'),
    ),
    ("the site shows a login page", page("Connexion", '<form id="loginform" action="/wp-login.php"></form>')),
    (
        "the address has no site any more",
        page(
            "news.example is for sale",
            "<a href='https://www.hugedomains.com/domain_profile.cfm'>Buy this domain</a>",
        ),
    ),
    (
        "the address has no site any more",
        "<html data-adblockkey='x'><head><script src='https://img.sedoparking.com/p.js'></script></head></html>",
    ),
    (
        "the site is closed for maintenance",
        page(
            "Maintenance", "<h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1>"
        ),
    ),
    (
        "the site is closed for maintenance",
        page("Site en maintenance", "<p>Des travaux de maintenance sont en cours.</p>"),
    ),
    (
        "the site has switched its feeds off",
        page(
            "WordPress &rsaquo; Error",
            "<div class='wp-die-message'>No feed available, please visit our <a href='/'>homepage</a>!</div>",
        ),
    ),
    (
        "RSSHub reports an error",
        page(
            "Welcome to RSSHub!", "<h1>Looks like something went wrong</h1><p>Error Message: FetchError</p>"
        ),
    ),
    (
        "the site has no such page",
        "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body><center><h1>404 Not Found</h1></center><hr><center>nginx/1.24</center></body></html>",
    ),
    ("the site has no such page", page("Seite nicht gefunden", "<h1>Die Seite wurde nicht gefunden</h1>")),
    ("the site's server shows an error", page("502 Bad Gateway", "<h1>502 Bad Gateway</h1><hr>nginx/1.24")),
    (
        "the site's server shows an error",
        page("Database Error", "<h1>Error establishing a database connection</h1>"),
    ),
    (
        "the site shows a page that needs JavaScript",
        page(
            "Loading",
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div>",
        ),
    ),
]


@pytest.mark.parametrize(("expected", "document"), PAGES)
def test_a_page_that_comes_instead_has_its_name(expected: str, document: str) -> None:
    assert reason(document).startswith(expected)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Login problems at the bank", "<p>Customers could not log in on Monday.</p>"),
        ("Cloudflare outage takes newspapers down", "<p>Cloudflare said that its service was back.</p>"),
        ("The Paper", "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>Hello</p>"),
        ("The Paper", "<form action='/login'><a>Sign in</a></form>"),
        ("Ministry asks for consent", "<p>The cookie law, again</p>"),
        ("404 Elm Street", "<p>A house is sold</p>"),
        ("Maintenance of the bridge begins", "<p>It lasts until May.</p>"),
        ("Captchas are dying", "<p>Robots solve them.</p>"),
        ("Domains: who sells them", "<p>A market</p>"),
        ("The Paper", "<p>This house is for sale</p>"),
    ],
)
def test_one_mark_is_not_enough(title: str, body: str) -> None:
    assert reason(page(title, body)) == f"an HTML page, not a feed ({title})"


def test_a_title_is_told_harmlessly() -> None:
    told = reason(page("\x1b[31mRed\u202e &lt;b&gt; " + "long " * 200, ""))
    assert told.startswith("an HTML page, not a feed ([31mRed <b> long")
    assert len(told) < 250


def test_an_error_of_a_storage_service_is_told() -> None:
    text = "<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code><Message>Access &amp; more Denied</Message></Error>"
    assert reason(text) == "the server answers with an error: AccessDenied: Access & more Denied"
    assert xml_error("<opml><Message>Hello</Message></opml>") == ""


@pytest.mark.parametrize(
    "text",
    ["<title>" * 300_000, "<noscript>" * 200_000, "action='" * 250_000, "window.location.href " * 90_000],
)
def test_hostile_pages_take_no_time(text: str) -> None:
    begun = time.perf_counter()
    page_reason(f"<html>{text}")
    assert time.perf_counter() - begun < 3


@given(st.text())
def test_any_page_has_a_reason(text: str) -> None:
    assert page_reason(text)
    assert page_reason(f"<html><title>{text}")
    assert "\n" not in xml_error(f"<Error><Code>x</Code><Message>{text}</Message>")


# --- entries ---------------------------------------------------------------------------------------------

BRIDGE = ParsedItem(
    title="Bridge returned error 404! (20783)",
    url="https://bridge.example/?action=display&bridge=Paper&format=Atom",
    guid="0c5a7f",
    summary="Could not fetch the page\n#0 lib/contents.php\nQuery string: action=display",
)


def test_an_error_of_rss_bridge_is_told_with_its_text() -> None:
    assert error_of(BRIDGE, "Paper") == "RSS-Bridge reports error 404: Could not fetch the page"


@pytest.mark.parametrize(
    "item",
    [
        ParsedItem(title=BRIDGE.title, url="https://b.example/Paper?bridge=Paper&format=Mrss"),
        ParsedItem(title=BRIDGE.title, guid="Paper Bridge_20783"),
        ParsedItem(title=BRIDGE.title, summary="x\nFind similar bugs\nCreate GitHub Issue"),
        ParsedItem(
            title="RSS reader not yet whitelisted!", summary="Please ask us to whitelist your reader."
        ),
        ParsedItem(title="Your feed has expired", url="https://rss.app/pricing"),
        ParsedItem(title="Upgrade your plan to get more items", url="https://fetchrss.com/account"),
        ParsedItem(summary="This feed is no longer available.", url="https://www.politepol.com/en/feed/1"),
    ],
)
def test_a_programs_error_is_no_news(item: ParsedItem) -> None:
    assert error_of(item, "Feed")


@pytest.mark.parametrize(
    "item",
    [
        ParsedItem(title="Bridge returned error in voting, panel says", url="https://news.example/1"),
        ParsedItem(title="Bridge returned error 404! (20783)", url="https://news.example/what-is-it"),
        ParsedItem(title="Bridge returned error 404", url=BRIDGE.url, summary=BRIDGE.summary),
        ParsedItem(
            title="Why your RSS reader is not yet whitelisted", url="https://news.example/2", summary="x"
        ),
        ParsedItem(
            title="RSS reader not yet whitelisted!", url="https://news.example/2", summary="A list of servers"
        ),
        ParsedItem(title="Bird feed plan expired, farmers say", url="https://news.example/3"),
        ParsedItem(title="Feed prices: subscription ended", url="https://farm-rss.app.example/3"),
        ParsedItem(title="Free trial ended: what is new", url="https://rss.app/blog/trial"),
        ParsedItem(title="Ferry runs again", url="https://rss.app/articles/1"),
        ParsedItem(title="", url="https://[broken"),
    ],
)
def test_news_that_looks_like_an_error_stays(item: ParsedItem) -> None:
    assert error_of(item, "Feed") == ""
    assert without_errors([item, BRIDGE], "Feed")[0] == [item]


def feed(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>Paper</title>{''.join(items)}</channel></rss>"


BRIDGE_XML = (
    "<item><title>Bridge returned error 500! (20783)</title><guid isPermaLink='false'>9f</guid>"
    "<link>https://b.example/?action=display&amp;bridge=Paper&amp;format=Mrss</link>"
    "<description>&lt;p&gt;Timeout of https://ann:secret@x.example&lt;/p&gt;&lt;br&gt;more</description></item>"
)


def test_an_error_alone_is_the_reason_of_a_failed_poll() -> None:
    assert reason(feed(BRIDGE_XML)) == "RSS-Bridge reports error 500: Timeout of https://***@x.example"


def test_an_error_beside_news_is_left_out_and_told() -> None:
    parsed = parse(feed("<item><title>Ferry runs again</title></item>", BRIDGE_XML))
    assert [item.title for item in parsed.items] == ["Ferry runs again"]
    assert parsed.warning.startswith("RSS-Bridge reports error 500: ")
    assert parsed.digests == ()
