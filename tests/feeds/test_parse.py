"""Documents → items, in every format and many languages. All documents here are our own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.parse import parse_document, plain
from bot.model import ParsedFeed, ParsedItem

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://news.example/feeds/world.xml"


def parse(document: str | bytes, headers: Mapping[str, str] | None = None, url: str = URL) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_document(body, headers or {}, url, NOW, "en")


def item(inner: str, channel: str = "", attributes: str = "") -> ParsedItem:
    """The item of an RSS document with these elements in it."""
    parsed = parse(f"<rss version='2.0' {attributes}><channel>{channel}<item>{inner}</item></channel></rss>")
    assert parsed.warning == ""
    (only,) = parsed.items
    return only


def entry(inner: str, attributes: str = "") -> ParsedItem:
    """The item of an Atom document with these elements in its entry."""
    parsed = parse(f"<feed xmlns='http://www.w3.org/2005/Atom' {attributes}><entry>{inner}</entry></feed>")
    assert parsed.warning == ""
    (only,) = parsed.items
    return only


# --- formats ---------------------------------------------------------------------------------------------

RSS_090 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>Harbour</title><link>https://news.example/</link></channel>
<item><title>Ferry runs again</title><link>https://news.example/ferry</link></item></rdf:RDF>"""
RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/x.dtd">
<rss version="0.91"><channel><title>Harbour</title><link>https://news.example/</link><language>en</language>
<item><title>Ferry runs again</title><link>https://news.example/ferry</link></item></channel></rss>"""
RSS_092 = RSS_091.split("\n", 1)[1].replace("0.91", "0.92")
RSS_10 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Harbour</title>
<link>https://news.example/</link></channel><item rdf:about="https://news.example/ferry">
<title>Ferry runs again</title><link>https://news.example/ferry</link><dc:creator>Ann</dc:creator>
<dc:date>2026-02-27T08:00:00+01:00</dc:date></item></rdf:RDF>"""
RSS_20 = RSS_092.replace("0.92", "2.0")
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Harbour</title>
<link rel="alternate" type="text/html" href="https://news.example/"/>
<entry><title>Ferry runs again</title><link rel="alternate" type="text/html" href="https://news.example/ferry"/>
<id>tag:1</id><issued>2026-02-27T07:00:00Z</issued></entry></feed>"""
ATOM_10 = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><link href="https://news.example/"/>
<entry><title>Ferry runs again</title><link href="https://news.example/ferry"/><id>tag:1</id>
<updated>2026-02-27T07:00:00Z</updated></entry></feed>"""
PREFIXED = """<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Harbour</a:title>
<a:link href="https://news.example/"/><a:entry><a:title>Ferry runs again</a:title>
<a:link href="https://news.example/ferry"/></a:entry></a:feed>"""


@pytest.mark.parametrize(
    ("document", "version"),
    [
        (RSS_090, "rss090"),
        (RSS_091, "rss091n"),
        (RSS_092, "rss092"),
        (RSS_10, "rss10"),
        (RSS_20, "rss20"),
        (ATOM_03, "atom03"),
        (ATOM_10, "atom10"),
        (PREFIXED, "atom10"),
    ],
)
def test_every_format_is_read(document: str, version: str) -> None:
    parsed = parse(document)
    assert (parsed.version, parsed.title, parsed.url) == (version, "Harbour", "https://news.example/")
    assert [(i.title, i.url) for i in parsed.items] == [("Ferry runs again", "https://news.example/ferry")]
    assert parsed.warning == ""


def test_a_whole_item_of_rss() -> None:
    channel = "<title>Channel &amp; Co</title><link>/</link><language>en_GB</language>"
    assert item(
        """<title>Ferry &lt;b&gt;runs&lt;/b&gt; again</title><link>https://news.example/ferry?a=1&amp;b=2</link>
        <guid isPermaLink="false"> ferry-1 </guid><pubDate>Fri, 27 Feb 2026 09:00:00 +0200</pubDate>
        <description>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;</description>
        <author>ann@news.example (Ann Lee)</author><category>Ports</category><category>Ships</category>
        <category>Ports</category><source url="https://wire.example/rss">The Wire</source>""",
        channel,
    ) == ParsedItem(
        guid="ferry-1",
        url="https://news.example/ferry?a=1&b=2",
        title="Ferry runs again",
        summary="First.\nSecond.",
        author="Ann Lee",
        language="en",
        published_at=datetime(2026, 2, 27, 7, tzinfo=UTC),
        tags=("Ports", "Ships"),
        source_name="The Wire",
        source_url="https://wire.example/rss",
    )


def test_a_whole_entry_of_atom() -> None:
    assert entry(
        """<title type="html">Ferry &amp;lt;3 &lt;i&gt;again&lt;/i&gt;</title><id>tag:news.example,2026:1</id>
        <link rel="self" href="https://news.example/1.atom"/>
        <link rel="enclosure" href="https://news.example/1.mp3" type="audio/mpeg"/>
        <link rel="alternate" type="text/html" href="https://news.example/1"/>
        <published>2026-02-27T09:00:00+02:00</published><updated>2026-02-28T09:00:00Z</updated>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>All <em>of</em> it</p></div></content>
        <author><name>Ann Lee</name></author><category term="ports" label="Ports"/>
        <source><title>The Wire</title><link href="https://wire.example/"/></source>"""
    ) == ParsedItem(
        guid="tag:news.example,2026:1",
        url="https://news.example/1",
        title="Ferry <3 again",
        summary="All of it",
        author="Ann Lee",
        language="en",
        published_at=datetime(2026, 2, 27, 7, tzinfo=UTC),
        tags=("Ports",),
        source_name="The Wire",
        source_url="https://wire.example/",
    )


# --- languages and encodings -----------------------------------------------------------------------------

HEADLINES = {
    ("ko", "euc-kr"): "북한군 러시아 파병 확인",
    ("ru", "windows-1251"): "Северокорейские солдаты в Курске",
    ("uk", "koi8-u"): "Війська КНДР у Курську",
    ("ja", "shift_jis"): "北朝鮮の兵士がロシアに",
    ("ja", "iso-2022-jp"): "北朝鮮の兵士",
    ("zh", "gb18030"): "朝鲜士兵在俄罗斯",
    ("fr", "iso-8859-1"): "Des soldats nord-coréens à Koursk",
    ("ar", "windows-1256"): "جنود من كوريا الشمالية",
    ("el", "iso-8859-7"): "Στρατιώτες της Βόρειας Κορέας",
    ("hi", "utf-16"): "उत्तर कोरियाई सैनिक",
    ("fa", "utf-8"): "سربازان کره‌شمالی",  # with its zero width non-joiner
}


@pytest.mark.parametrize(("language", "encoding"), HEADLINES)
def test_every_encoding_is_read(language: str, encoding: str) -> None:
    title = HEADLINES[language, encoding]
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>x</title>'
        f"<language>{language}</language><item><title>{title}</title></item></channel></rss>"
    )
    parsed = parse_document(document.encode(encoding), {"content-type": "text/xml"}, URL, NOW, language)
    assert [(i.title, i.language) for i in parsed.items] == [(title, language)]
    assert (parsed.language, parsed.warning) == (language, "")


def test_broken_characters_are_told_and_the_rest_is_read() -> None:
    title = "Северокорейские солдаты в Курске " * 5
    body = f"<rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>".encode()
    parsed = parse(body[:60] + body[61:])
    assert parsed.items[0].title.endswith("солдаты в Курске")
    assert "unreadable characters" in parsed.warning


def test_an_items_own_language_wins_and_an_inherited_one_does_not() -> None:
    dc = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    assert item("<title>T</title><dc:language>ko</dc:language>", attributes=dc).language == "ko"
    assert entry("<title xml:lang='pt_BR'>T</title>").language == "pt-BR"
    assert entry("<title>T</title>", "xml:lang='fr'").language == "en"
    assert item("<title>T</title><language>not a language</language>").language == "en"


def test_the_documents_language_serves_where_the_feed_names_none() -> None:
    body = b"<rss version='2.0'><channel><language>ko</language><item><title>T</title></item></channel></rss>"
    assert parse_document(body, {}, URL, NOW, "").items[0].language == "ko"


# --- links and guids -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<link>/a</link>", "https://news.example/a"),
        ("<link>a b</link>", "https://news.example/feeds/a%20b"),
        ("<link>//cdn.example/a</link>", "https://cdn.example/a"),
        ("<link>\n https://news.example/a \n</link>", "https://news.example/a"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>file:///etc/passwd</link>", ""),
        ("<link>http://[broken</link>", ""),
        ("<link>javascript:alert(1)</link><guid>https://news.example/g</guid>", "https://news.example/g"),
        ("<guid>https://news.example/g</guid>", "https://news.example/g"),
        ("<guid isPermaLink='false'>https://news.example/g</guid>", "https://news.example/g"),
        ("<guid isPermaLink='false'>12</guid>", ""),
        ("<enclosure url='https://news.example/a.mp3' type='audio/mpeg'/>", "https://news.example/a.mp3"),
        ("<enclosure url='https://news.example/a.jpg' type='image/jpeg'/>", ""),
    ],
)
def test_an_items_link_is_an_absolute_web_address_or_nothing(inner: str, url: str) -> None:
    assert item(f"<title>T</title>{inner}").url == url


def test_the_base_of_an_atom_feed_counts() -> None:
    assert entry("<link href='a'/>", "xml:base='https://other.example/x/'").url == "https://other.example/x/a"
    assert entry("<link href='a'/>", "xml:base='/x/'").url == "https://news.example/x/a"


def test_a_proxied_link_gives_way_to_the_original() -> None:
    attributes = "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
    inner = "<link>https://proxy.example/1</link><feedburner:origLink>https://news.example/1</feedburner:origLink>"
    assert item(inner, attributes=attributes).url == "https://news.example/1"


@pytest.mark.parametrize("guid", ["12", "story/12", "/news/12", "?id=12", "urn:x:12"])
def test_a_guid_stays_as_given_when_the_feed_moves(guid: str) -> None:
    document = f"<rss version='2.0'><channel><item><guid>{guid}</guid></item></channel></rss>"
    headers = {"content-location": "https://elsewhere.example/"}
    assert {parse(document, headers, url).items[0].guid for url in (URL, "http://old.example/rss")} == {guid}


# --- dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Fri, 27 Feb 2026 09:00:00 GMT", datetime(2026, 2, 27, 9, tzinfo=UTC)),
        ("Fri, 27 Feb 2026 09:00:00 EST", datetime(2026, 2, 27, 14, tzinfo=UTC)),
        ("2026-02-27T09:00:00-05:00", datetime(2026, 2, 27, 14, tzinfo=UTC)),
        ("2026-02-27", datetime(2026, 2, 27, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 13:00:00 GMT", NOW),
        ("Wed, 01 Jan 2098 13:00:00 GMT", NOW),
        ("9999-12-31T23:59:59Z", NOW),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("Wed, 30 Nov -0001 00:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_utc_never_in_the_future_and_unknown_if_it_cannot_be_read(
    date: str, expected: datetime | None
) -> None:
    assert item(f"<title>T</title><pubDate>{date}</pubDate>").published_at == expected


def test_the_date_of_publication_comes_before_that_of_the_last_change() -> None:
    changed = "<updated>2026-02-20T00:00:00Z</updated>"
    assert entry(f"<published>2026-02-10T00:00:00Z</published>{changed}").published_at == datetime(
        2026, 2, 10, tzinfo=UTC
    )
    assert entry(changed).published_at == datetime(2026, 2, 20, tzinfo=UTC)
    assert entry(f"<published>soon</published>{changed}").published_at == datetime(2026, 2, 20, tzinfo=UTC)


# --- texts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("  two \n words ", "two words"),
        ("a &amp; b", "a & b"),
        ("a & b", "a & b"),
        ("AT&amp;amp;T", "AT&T"),
        ("Fish &amp;#38; chips &amp;eacute;", "Fish & chips é"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\nTwo"),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<p>wrapped\n   line</p>", "wrapped line"),
        ("Hel<b>lo</b> <a href='x'>there</a>", "Hello there"),
        ("<td>a</td><td>b</td>", "a\nb"),
        ("<script>alert('x')</script>a<style>p {color: red}</style>b", "ab"),
        ("<img src='x' onerror='alert(1)'>a", "a"),
        ("a<!-- hidden --> b", "a b"),
        ("a <!-- never closed", "a <!-- never closed"),
        ("<![CDATA[inside]]> out", "inside out"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("profit <forecast, says the bank", "profit <forecast, says the bank"),
        ("x &nbsp; y", "x y"),
        ("so&shy;cial", "social"),
        ("left\u202eright\u200b\x07", "leftright"),
        ("<o:p>a</o:p> <my-tag>b</my-tag>", "a b"),
    ],
)
def test_markup_becomes_plain_text(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_what_looks_like_a_tag_in_a_title_is_kept_unless_it_is_one() -> None:
    assert plain("Kim <North Korea> <b>speaks</b>", literal=True) == "Kim <North Korea> speaks"
    assert item("<title>Use &lt;foo&gt; &lt;em&gt;now&lt;/em&gt;</title>").title == "Use <foo> now"


def test_a_title_is_one_line_and_nothing_is_cut() -> None:
    long = "word " * 5000
    parsed = item(f"<title>\n a\n b&lt;br&gt;c\n</title><description>{long}</description>")
    assert parsed.title == "a b c"
    assert parsed.summary == long.strip()


def test_content_serves_where_the_summary_is_empty() -> None:
    attributes = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    content = "<content:encoded><![CDATA[<p>All of it</p>]]></content:encoded>"
    assert item(f"<title>T</title>{content}", attributes=attributes).summary == "All of it"
    assert item(f"<description>Short</description>{content}", attributes=attributes).summary == "Short"
    image = "<description>&lt;img src='x'&gt;</description>"
    assert item(f"{image}{content}", attributes=attributes).summary == "All of it"


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned(text: str) -> None:
    cleaned = plain(text)
    assert "\u202e" not in cleaned
    assert cleaned == cleaned.strip()


# --- bad documents ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "an empty document"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "an HTML page, not a feed"),
        (b"nothing of the kind", "not XML"),
        (b"<catalogue><entries/></catalogue>", "not an RSS or Atom feed"),
        (b"<rss version='2.0'><channel><title>T", "cut short before its first entry"),
        (b"\x93\xf1<\x00\xffgarbage\xfe" * 200_000, "not XML"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(document: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason) as caught:
        parse(document)
    assert "\n" not in str(caught.value)


def test_a_feed_without_entries_is_fine() -> None:
    parsed = parse("<rss version='2.0'><channel><title>Quiet</title></channel></rss>")
    assert (parsed.items, parsed.warning, parsed.title) == ((), "", "Quiet")


def test_what_arrived_of_a_cut_document_is_kept() -> None:
    whole = "".join(f"<item><guid>{n}</guid><title>T{n}</title></item>" for n in range(3))
    parsed = parse(f"<rss version='2.0'><channel>{whole}<item><title>half of a ti")
    assert [i.title for i in parsed.items] == ["T0", "T1", "T2"]
    assert parsed.warning == "cut short: entries may be missing at its end"


def test_a_half_entry_that_can_be_recognised_is_kept() -> None:
    parsed = parse("<rss version='2.0'><channel><item><guid>1</guid><title>One</title><description>An")
    assert [(i.guid, i.title, i.summary) for i in parsed.items] == [("1", "One", "")]


def test_malformed_xml_is_read_with_a_warning() -> None:
    parsed = parse(
        "<?xml version='1.0'?>\n<rss version='2.0'><channel><item><title>A & B</title></item></channel></rss>"
    )
    assert [i.title for i in parsed.items] == ["A & B"]
    assert parsed.warning.startswith("malformed XML in line 2: ")


def test_a_control_character_does_not_spoil_the_feed() -> None:
    parsed = parse("<rss version='2.0'><channel><item><title>A\x0b\x00B</title></item></channel></rss>")
    assert ([i.title for i in parsed.items], parsed.warning) == (["AB"], "")


def test_entities_are_neither_fetched_nor_multiplied() -> None:
    external = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 9}">' for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    body = "<rss version='2.0'><channel><item><title>x&e;&h;y</title></item></channel></rss>"
    for prolog in (external, f"<!DOCTYPE r [{laughs}]>"):
        title = parse(prolog + body).items[0].title
        assert "root:" not in title
        assert len(title) < 20


def test_elements_with_our_field_names_do_no_harm() -> None:
    """An unknown element with attributes overwrites whatever has its name."""
    names = "title_detail links tags content summary_detail published_parsed authors source id link".split()
    hostile = "".join(f"<{name} a='b'>x</{name}><{name} a='b'/>" for name in names)
    document = f"<rss version='2.0'><channel><item>{hostile}<title>T</title></item></channel></rss>"
    assert parse(document).items[0].title == "T"


MOULD = (RSS_20 + RSS_10 + ATOM_10).encode()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([RSS_090, RSS_10, RSS_20, ATOM_03, ATOM_10]),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 30), st.integers(0, len(MOULD))), max_size=4),
)
def test_a_damaged_document_gives_items_or_a_reason(text: str, cuts: list[tuple[int, int, int]]) -> None:
    """Pieces are cut out of a good document and others put in."""
    body = text.encode()
    for place, length, source in cuts:
        body = body[:place] + MOULD[source : source + length] + body[place + length :]
    try:
        parsed = parse(body)
    except ParseError as error:
        assert str(error)
    else:
        assert all(i.url.startswith("http") or not i.url for i in parsed.items)
