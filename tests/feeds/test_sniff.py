"""Bytes → text, and what is refused before it costs any parsing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.sniff import decode, is_cut_short, readable_xml, refuse_what_is_no_feed

KOREAN, RUSSIAN, JAPANESE, CHINESE = "북한군 파병", "Северокорейские войска", "北朝鮮の兵士", "朝鲜士兵"
FRENCH = "Élections à Québec, où l’été s’achève déjà; près de là, forêt brûlée"


def document(text: str, encoding: str = "", declared: str = "") -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss><channel><title>{text}</title></channel></rss>".encode(encoding or "utf-8")


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "served"),
    [
        (KOREAN, "utf-8", "", ""),
        (KOREAN, "utf-8-sig", "utf-8", ""),
        (KOREAN, "utf-8", "euc-kr", "text/xml; charset=iso-8859-1"),  # all of it wrong
        (KOREAN, "euc-kr", "euc-kr", ""),
        (KOREAN, "euc-kr", "", "text/xml; charset=EUC-KR"),
        ("똠방각하 펲시콜라", "cp949", "euc-kr", "text/xml; charset=euc-kr"),  # outside EUC-KR proper
        (RUSSIAN, "windows-1251", "windows-1251", ""),
        (RUSSIAN, "windows-1251", "windows-1251", "text/xml; charset=utf-8"),  # a server's default
        (RUSSIAN, "windows-1251", "utf-8", "text/xml; charset=windows-1251"),  # a proxy that transcodes
        (RUSSIAN, "koi8-r", "koi8-r", "text/xml; charset=iso-8859-1"),
        (JAPANESE, "shift_jis", "Shift_JIS", ""),
        ("①北朝鮮", "cp932", "shift_jis", ""),  # outside Shift_JIS proper
        (JAPANESE, "iso-2022-jp", "iso-2022-jp", ""),
        (JAPANESE, "euc-jp", "EUC-JP", ""),
        (CHINESE, "gb18030", "gb2312", ""),
        ("臺灣海峽", "big5", "big5", ""),
        (RUSSIAN, "utf-16", "utf-16", ""),
        (RUSSIAN, "utf-16-le", "utf-16", ""),  # no mark
        (RUSSIAN, "utf-16-be", "", "application/xml; charset=utf-16"),
        (RUSSIAN, "utf-32", "utf-32", ""),
        (FRENCH.replace("’", "'"), "iso-8859-1", "iso-8859-1", ""),
        (FRENCH, "windows-1252", "iso-8859-1", ""),
        (FRENCH, "windows-1252", "", ""),
        (FRENCH, "utf-8", "iso-8859-1", ""),
        ("plain", "ascii", "no-such-encoding", "text/xml; charset=none"),
        ("plain", "ascii", "hex", "text/xml; charset=idna"),
        (FRENCH, "windows-1252", "hex", ""),
    ],
)
def test_a_text_is_read_whatever_its_labels_say(text: str, encoding: str, declared: str, served: str) -> None:
    decoded = decode(document(text, encoding, declared), served)
    assert f"<title>{text}</title>" in decoded.text
    assert decoded.broken == 0


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "language"),
    [
        (RUSSIAN, "windows-1251", "", "ru"),
        (RUSSIAN, "windows-1251", "utf-8", "ru"),
        (RUSSIAN, "windows-1251", "iso-8859-1", "ru-RU"),
        (RUSSIAN, "koi8-r", "koi8-r", "ru"),
        (KOREAN, "euc-kr", "utf-8", "ko"),
        (KOREAN, "euc-kr", "us-ascii", "ko"),
        (JAPANESE, "shift_jis", "utf-8", "ja"),
        (JAPANESE * 3, "euc-jp", "", "ja"),
        (CHINESE, "gb2312", "", "zh-CN"),
        ("臺灣海峽", "big5", "", "zh-TW"),
        ("Żółta łódź w Gdańsku", "windows-1250", "iso-8859-1", "pl"),
        (FRENCH, "windows-1252", "iso-8859-1", "fr"),
        (FRENCH, "windows-1252", "", "fr"),
        (RUSSIAN, "utf-8", "windows-1251", "ru"),
    ],
)
def test_the_feeds_language_tells_what_nobody_declared(
    text: str, encoding: str, declared: str, language: str
) -> None:
    decoded = decode(document(text, encoding, declared), "text/xml", language)
    assert f"<title>{text}</title>" in decoded.text
    assert decoded.broken == 0


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [(RUSSIAN, "utf-8", ""), (RUSSIAN, "utf-8", "utf-8"), (KOREAN, "euc-kr", "euc-kr")],
)
def test_a_broken_character_does_not_make_nonsense_of_the_rest(
    text: str, encoding: str, declared: str
) -> None:
    """Publishers cut summaries by bytes; the usual fallbacks would then read the whole feed as Latin."""
    whole = document(" ".join([text] * 20), encoding, declared)
    middle = whole.index(text.encode(encoding)) + 1
    decoded = decode(whole[:middle] + whole[middle + 1 :])
    assert decoded.text.count(text) >= 19
    assert decoded.broken > 0


@given(
    st.binary(max_size=300), st.sampled_from(["", "text/xml; charset=euc-kr", "x; charset=utf-7", "charset="])
)
def test_any_bytes_give_a_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type).text, str)
    readable_xml(decode(body, content_type).text).encode()


def test_the_declaration_is_replaced_and_forbidden_characters_go() -> None:
    text = '\ufeff\n <?xml version="1.0" encoding="euc-kr"?>\n<rss>a\x00\x0bb\ufffe</rss>'
    assert readable_xml(text) == '<?xml version="1.0" encoding="utf-8"?>\n\n<rss>ab</rss>'
    assert readable_xml("<rss/>") == '<?xml version="1.0" encoding="utf-8"?>\n<rss/>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an empty document"),
        (" \n\t", "an empty document"),
        ("<!DOCTYPE html><html><body><p>Hello</p></body></html>", "an HTML page, not a feed"),
        ("<?xml version='1.0'?><!doctype HTML PUBLIC 'x'><html/>", "an HTML page, not a feed"),
        ("\n<HTML><head><link type='application/rss+xml'></head></HTML>", "an HTML page, not a feed"),
        ("<html><script>var x = '<rss>'</script></html>", "an HTML page, not a feed"),
        ("<div>Please enable cookies</div>", "an HTML page, not a feed"),
        ("<html><title>Our &lt;big&gt;\n news</title></html>", "an HTML page, not a feed (Our <big> news)"),
        ("<opml><body/></opml>", "an XML document, but not an RSS or Atom feed"),
        ("<?xml version='1.0'?><urlset><url/></urlset>", "an XML document, but not an RSS or Atom feed"),
        ("Too many requests", "not XML"),
        ("%PDF-1.7 \x01 <x>", "not XML"),
    ],
)
def test_what_is_no_feed_is_named(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        refuse_what_is_no_feed(text)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "text",
    [
        "<rss version='2.0'>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<rdf:RDF><item/></rdf:RDF>",
        "<atom:feed xmlns:atom='x'><atom:entry/></atom:feed>",
        "<br/>Warning: old configuration<rss version='2.0'>",
    ],
)
def test_what_may_be_a_feed_is_let_through(text: str) -> None:
    refuse_what_is_no_feed(text)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("<rss><channel><item></item></channel></rss>", False),
        ("<rss><channel><item></item></channel></rss>\n<!-- made in 0.2 s -->", False),
        ("<rss/>", False),
        ("<a:feed><a:entry></a:entry></a:feed>", False),
        ("<entry><title>alone</title></entry>", False),
        ("<rss><channel><item></item>", True),
        ("<rss><channel><item><title>ha", True),
        ("<rdf:RDF><channel></channel><item></item>", True),
        ("<rdf:RDF><channel></channel><item></item></rdf:RDF>", False),
        ("<feed><entry><content>&lt;/feed>", True),
    ],
)
def test_a_missing_end_is_noticed(text: str, cut: bool) -> None:
    assert is_cut_short(text) is cut


@pytest.mark.parametrize("piece", ["<rss ", "<rss/", "<a:feed ", "</rss ", "<item ", "<entry"])
def test_looking_for_the_end_takes_no_longer_for_a_hostile_text(piece: str) -> None:
    text = f"<rss><channel><title><![CDATA[{piece * 100_000}]]></title></channel></rss>"
    begun = time.process_time()
    is_cut_short(text)
    assert time.process_time() - begun < 2, "it is looked for on the event loop"


@pytest.mark.parametrize(("text", "cut"), [("<rss/>", False), ('<feed a="1" />', False), ("<rss >", True)])
def test_an_empty_root_is_whole(text: str, cut: bool) -> None:
    assert is_cut_short(text) is cut
