"""What of a title and a summary is matched: no markup, no boilerplate, and places that lead back."""

from __future__ import annotations

import html

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.storylines.reading import BLANK, Readable, readable_summary, readable_title
from bot.storylines.words import neighbours, words
from tests.storylines.kit import shipped_matcher


def _left(read: Readable) -> str:
    """What a reading leaves, with one bar for each stretch that it blanks."""
    pieces = [piece for piece in read.text.replace("\n", BLANK).split(BLANK) if piece.strip()]
    return " | ".join(piece.strip() for piece in pieces)


def _blanked(text: str, read: Readable) -> str:
    """What a reading without markup blanks."""
    assert read.places is None
    return "".join(old if new == BLANK else " " for old, new in zip(text, read.text, strict=True)).strip()


# --- markup ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Nor</b>th Korea", "North Korea"),
        ("<p>Troops leave.</p><p>Russia waits.</p>", "Troops leave. | Russia waits."),
        ("one<br/>two", "one | two"),
        ("Cor&eacute;e", "Corée"),
        ("Cor&amp;eacute;e", "Corée"),
        ("Cor&amp;amp;eacute;e", "Corée"),
        ("Cor&#233;e and Cor&#xE9;e", "Corée and Corée"),
        ("&lt;p&gt;Nor&lt;i&gt;th&lt;/i&gt;&lt;/p&gt;", "North"),
        ("Kim <!-- Russia --> speaks", "Kim  speaks"),
        ("Kim <script>var a = '<b>Russia</b>';</script>speaks", "Kim | speaks"),
        ("Kim <STYLE type='x'>Russia{}</STYLE >speaks", "Kim | speaks"),
        ('<a href="https://example.org/russia" title="Russia > Kursk">Kim</a>', "Kim"),
        ("<img alt='Russian tank'>Kim", "Kim"),
        ("<a title=It's>Kim</a>", "Kim"),
        ("<![CDATA[Kim]]>", "Kim"),
        ("<o:p>Kim</o:p>", "Kim"),
        ("<Nord Cor&eacute;e>", "<Nord Corée>"),
        ("<script/>Kim speaks", "Kim speaks"),
    ],
)
def test_markup_is_not_read(markup: str, text: str) -> None:
    assert _left(readable_summary(markup)) == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "AT&T, R&D; Q&A",
        "<North Korea> sends troops",
        "Kim speaks <b unclosed",
        "Kim <!-- and nothing closes this",
        "Kim &unknown; speaks",
        "<그래픽> 북한군",
    ],
)
def test_what_only_looks_like_markup_is_left_alone(text: str) -> None:
    assert readable_title(text) == readable_summary(text) == Readable(text, None)


@pytest.mark.parametrize("opening", ["<script>", "<svg>", "<style>"])
def test_what_nothing_closes_does_not_swallow_the_news(opening: str) -> None:
    assert _left(readable_summary(opening + "Kim speaks")) == "Kim speaks"


def test_a_block_ends_a_thought_and_an_inline_tag_does_not() -> None:
    for tag, together in (("b", True), ("a href='x'", True), ("p", False), ("li", False)):
        text = readable_summary(f"<{tag}>North</{tag.split()[0]}> Korea").text
        first, second = words(text)
        assert neighbours(text, first, second) == together


@pytest.mark.parametrize(
    ("markup", "word", "original"),
    [
        ("<p>In <b>North</b> Korea</p>", "North", "North"),
        ("<p>In <b>Nor</b>th Korea</p>", "North", "Nor</b>th"),
        ("en <i>Cor&eacute;e</i> du Nord", "Corée", "Cor&eacute;e"),
        ("en &lt;i&gt;Cor&amp;eacute;e&lt;/i&gt; du Nord", "Corée", "Cor&amp;eacute;e"),
    ],
)
def test_places_lead_back_to_the_original(markup: str, word: str, original: str) -> None:
    read = readable_summary(markup)
    at = read.text.index(word)
    start, end = read.span(at, at + len(word))
    assert markup[start:end] == original
    assert read.places is not None
    assert len(read.places) == len(read.text) + 1
    assert read.places[-1] == len(markup)


# --- boilerplate -----------------------------------------------------------------------------------------

NEWS = "Kim besucht Moskau."


@pytest.mark.parametrize(
    "boilerplate",
    [
        "Read more",
        "Read more: What Russia wants from the North.",
        "READ MORE about troops in Russia",
        "Continue reading at NK News.",
        "See also: Russian troops on the border",
        "Related: Sanctions of the UN, explained",
        "The post Kim visits Moscow appeared first on NK News - North Korea News.",
        "Subscribe to our newsletter for the latest from Russia and Ukraine.",
        "Sign up for our daily briefing on Korea!",
        "Follow us on Telegram for news from Ukraine",
        "Click here for our coverage of North Korea.",
        "Listen to this article.",
        "This article was first published by the Kyiv Post.",
        "© 2024 The Moscow Times. All rights reserved.",
        "Copyright © 2025 Korea Herald",
        "(Photo: Ukrainian Armed Forces)",
        "Image: Reuters/Ann Lee",
        "Lire aussi : Ce que veut la Russie",
        "À lire aussi : Ce que veut la Russie",
        "L’article Kim à Moscou est apparu en premier sur Courrier de Corée.",
        "Abonnez-vous à notre lettre sur la Russie.",
        "Mehr zum Thema: Nordkoreas Soldaten in Russland",
        "Lesen Sie auch: Was Russland will",
        "Der Beitrag Kim in Moskau erschien zuerst auf Korea Kurier.",
        "Foto: picture alliance/dpa/Ann Lee",
        "Lee también: Qué quiere Rusia",
        "La entrada Kim en Moscú se publicó primero en Corea Hoy.",
        "Leggi anche: Cosa vuole la Russia",
        "L'articolo Kim a Mosca proviene da Corea Oggi.",
        "Leia também: O que quer a Rússia",
        "O post Kim em Moscou apareceu primeiro em Coreia Hoje.",
        "Czytaj też: Czego chce Rosja",
        "Artykuł Kim w Moskwie pochodzi z serwisu Korea Dziś.",
        "Читайте также: Чего хочет Россия",
        "Подписывайтесь на наш канал о России!",
        "Запись Ким в Москве впервые появилась на Корея сегодня.",
        "Читайте також: Чого хоче Росія",
        "Фото: Генштаб ЗСУ",
        "اقرأ أيضا: ماذا تريد روسيا",
        "اقرأ أيضًا: ماذا تريد روسيا",
        "관련기사: 러시아가 원하는 것",
        "무단 전재 및 재배포 금지",
        "▶ 러시아가 원하는 것",
        "☞ 북한군 특집 보기",
        "関連記事：ロシアの狙い",
        "無断転載を禁じます",
        "相关阅读：俄罗斯想要什么",
        "延伸閱讀：俄羅斯想要什麼",
        "Lees ook: Wat Rusland wil",
        "Het bericht Kim in Moskou verscheen eerst op Korea Vandaag.",
        "İlgili haber: Rusya ne istiyor",
        "Bizi takip edin: Rusya haberleri",
    ],
)
@pytest.mark.parametrize("before", [" ", "\n"])
def test_boilerplate_after_the_news_is_blanked(boilerplate: str, before: str) -> None:
    text = NEWS + before + boilerplate
    read = readable_summary(text)
    assert read.places is None
    assert len(read.text) == len(text)
    assert not words(read.text[len(NEWS) :])
    assert read.text.startswith(NEWS)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One. Read more: Two. Three.", "One. | Three."),
        ("One.\nLire aussi : Deux\nTrois.", "One. | Trois."),
        ("One. Related articles\nTwo troops\nThree tanks\nFour.", "One. | Four."),
        ("One (Foto: Ann Lee) two.", "One ( | ) two."),
        ("One. Photo: Ann Lee. Two.", "One. | . Two."),
        ("One. Photo: troops of Kim march in Moscow on Monday.", "One. | troops of Kim march in Moscow on Monday."),
        ("One. © AFP Two men said on Monday that three left.", "One. | AFP Two men said on Monday that three left."),
        ("One.\nAdvertisement\nTwo.", "One. | Two."),
        ("Fury grows Follow our Australia news live blog for the latest updates The minister left.", "Fury grows | The minister left."),
        ("Fury grows Get our morning and afternoon news emails , free app or daily news podcast The minister left.", "Fury grows | The minister left."),
        ("One. Read more Two.", "One. | Two."),
        ("One. See also: U.S. troops in Korea. Two.", "One. | Two."),
        ("<p>One.</p><p>Lire aussi : <a href='x'>Deux</a></p><p>Trois.</p>", "One. | Trois."),
    ],
)  # fmt: skip
def test_boilerplate_ends_where_its_sentence_or_line_does(text: str, left: str) -> None:
    assert _left(readable_summary(text)) == left


@pytest.mark.parametrize(
    "text",
    [
        "Anzeige gegen den Minister erstattet.",
        "표시·광고 규정이 바뀐다.",
        "据相关报道称，双方将会谈。",
        "Das Bild des Tages: Soldaten am Ufer",
        "The post was deleted after an hour.",
        "Мир – это не только отсутствие войны.",
        "Experts read more into the photo than there is.",
        "The related articles of the treaty apply.",
        "He said sport: a way of life.",
        "Kim (65) met Putin (72) on Monday.",
        "Sport | Russia wins gold",
    ],
)
def test_news_is_not_boilerplate(text: str) -> None:
    assert readable_summary(text) == Readable(text, None)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Read the full text of the deal", "text of the deal"),
        ("▶ 북한군, 러시아 도착", "북한군, 러시아 도착"),
        ("Click here to surrender, leaflets tell troops", "to surrender, leaflets tell troops"),
    ],
)
def test_what_fills_the_whole_text_may_be_the_news(text: str, left: str) -> None:
    assert _left(readable_summary(text)) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("WORLD NEWS: Kim speaks.", "Kim speaks."),
        ("International | Kim speaks.", "Kim speaks."),
        ("Politik - Kim spricht.", "Kim spricht."),
        ("World | Politics: Kim speaks.", "Kim speaks."),
        ("<p>国際：金氏が演説</p>", "金氏が演説"),
    ],
)
def test_the_name_of_a_section_is_blanked(text: str, left: str) -> None:
    assert _left(readable_summary(text)) == left


# --- titles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parting", [" - ", " – ", " — ", " | ", " · ", " :: "])
@pytest.mark.parametrize(
    "outlet",
    "UN News, NK News, Daily NK, Korea Times, Kyiv Post, The Moscow Times, 38 North, Le Monde, El País, Il Post, "
    "Times of Israel, Radio Free Asia, kyivpost.com, Українська правда, Российская газета, 朝鲜日报, "
    "朝日新聞デジタル, BBC News Online".split(", "),
)
def test_an_outlet_after_a_title_is_blanked(outlet: str, parting: str) -> None:
    title = f"Kim visits the front{parting}{outlet}"
    read = readable_title(title)
    assert read.places is None
    assert read.text.rstrip(BLANK + " ") == "Kim visits the front"
    assert len(read.text) == len(title)


@pytest.mark.parametrize(
    "title",
    [
        "Ukraine - live updates",
        "Iran - Israel war",
        "Missile hits Kyiv - Russian TV",
        "Missile hits Kyiv – state media",
        "Troops leave – UN agency",
        "Supreme leader speaks - State TV",
        "Kim wird nicht reisen – Kreml",
        "Muere el juez - El presidente lo lamenta",
        "The day explained – Good News for Iran",
        "El camino a la paz - El Salvador",
        "UN - BBC News",
        "Iran's North-South line: a look",
        "北朝鮮、派兵を認める ― 朝鮮中央通信",
        "How it works - Node.js",
        "Tokyo | Seoul",
    ],
)
def test_what_is_news_stays_in_a_title(title: str) -> None:
    assert readable_title(title) == Readable(title, None)


@pytest.mark.parametrize(
    ("title", "sources", "left"),
    [
        ("Kim speaks - Haiti Libre Radio Show", ("haiti libré radio show",), "Kim speaks"),
        ("Iran - UN", ("UN",), "Iran"),
        ("Kim speaks - Desk - UN News", ("Desk",), "Kim speaks"),
        ("Kim speaks – NK News - North Korea News", ("NK News - North Korea News",), "Kim speaks"),
        ("UN Desk | Kim speaks", ("UN Desk",), "Kim speaks"),
        ("UN Desk | Kim speaks | UN Desk", ("UN Desk",), "Kim speaks"),
        ("UN Desk", ("UN Desk",), "UN Desk"),
        ("UN Desk - UN Desk", ("UN Desk",), "UN Desk"),
        ("Kim speaks - Desk", ("", "Other"), "Kim speaks - Desk"),
        ("Kim speaks &ndash; U<b>N</b> Desk", ("UN Desk",), "Kim speaks"),
    ],
)
def test_the_names_of_the_source_are_blanked(title: str, sources: tuple[str, ...], left: str) -> None:
    assert _left(readable_title(title, sources)) == left


# --- datelines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dateline",
    [
        "(서울=연합뉴스) 홍길동 기자 =",
        "(키이우[우크라이나]=연합뉴스) 홍길동 특파원 =",
        "[서울=뉴시스]홍길동 기자 =",
        "UNITED NATIONS, Dec 23 (Reuters) -",
        "MOSCOW (AP) —",
        "DUBAI, United Arab Emirates (AP) —",
        "United Nations (United States) (AFP) –",
        "By Ann Lee and Bob Roe\nMOSCOW, Dec 23 (Reuters) -",
        "NEW YORK, Feb 27 (Reuters Breakingviews) -",
        "PARIS, 3 oct (AFP)",
        "Seúl, 18 oct (EFE).-",
        "Warszawa (PAP) -",
        "ЖЕНЕВА, 25 ноя - РИА Новости.",
        "МОСКВА, 24 октября. /ТАСС/.",
        "Москва. 9 ноября. INTERFAX.RU -",
        "Київ. 11 січня. ІНТЕРФАКС-УКРАЇНА -",
        "(中央社布魯塞爾28日綜合外電報導)",
        "【12月24日 AFP】",
        "【モスクワ時事】",
        "[ソウル 24日 ロイター] -",
        "新华社平壤12月1日电",
        "(Berlin) dpa -",
        "Genf/New York (dpa) -",
        "ROMA, 3 DIC - (ANSA)",
        "(ANSA) - ROMA, 3 DIC -",
        "[Capital FM] Nairobi --",
    ],
)
def test_a_dateline_is_blanked_if_wanted(dateline: str) -> None:
    text = f"{dateline} Kim 3 speaks."
    assert _left(readable_summary(text)) == "Kim 3 speaks."
    assert _blanked(text, readable_summary(text)) == dateline
    assert readable_summary(text, datelines=False).text == text
    assert _left(readable_summary(f"<p>{text}</p>")) == "Kim 3 speaks."


@pytest.mark.parametrize(
    "text",
    [
        "Il presidente russo è arrivato a Seul (ANSA) e riparte domani.",
        "Kim Jong Un (AP) spoke in Moscow.",
        "The Associated Press (AP) said troops had left Russia.",
        "中国与俄罗斯5日共同举办会谈。",
        "(서울=부산) 노선이 열린다.",
        "신화통신은 (AP 인용) 러시아가 말했다고 전했다.",
    ],
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert readable_summary(text) == Readable(text, None)


# --- what holds for every text ---------------------------------------------------------------------------

PIECES = [
    *"< > & ; &amp; &lt; &gt; &lt;b&gt; &amp;eacute; &#38; <b> </b> <p> <br/> <!-- --> <script> </script> <a".split(),
    *['href="', "'>", '">', "<![CDATA[", "]]>", "<svg>", "</svg>", "<x:y>", "\n", " ", "|", " - ", " | ", "｜"],
    *["Read more", "Lire aussi :", "Related:", "Related articles\n", "Photo:", "© 2024", "▶", "☞", "関連記事："],
    *["The post", "appeared first on", "Follow our", "live blog", "Sign up to", "Advertisement", "World |", "Foto:"],
    *["BBC News", "NK News", "Kyiv Post", "Le Monde", "x.com", "MOSCOW", "(AP) —", "(서울=연합뉴스)", "기자 =", "【時事】"],
    *["Kim speaks.", "North", "Korea", "troops", ". ", "! ", "…", "UN", "3 oct", "(AFP)", "/ТАСС/.", "МОСКВА,", "Desk"],
]  # fmt: skip
mixed = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join)
spaced = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map(" ".join)
anything = st.text(st.characters(exclude_categories=()), max_size=200)
texts = mixed | spaced | anything
plain = st.lists(
    st.sampled_from("Kim troops Russia visits the front 북한군 ロシア солдат".split()), max_size=20
)


def _readings(text: str) -> list[Readable]:
    return [
        readable_summary(text),
        readable_summary(text, datelines=False),
        readable_title(text),
        readable_title(text, ("Desk", "NK News")),
    ]


@settings(max_examples=500, deadline=None)
@given(texts, st.data())
@example("<b>x</b>&eacute;", None)
def test_each_part_has_its_place_in_the_original(text: str, data: st.DataObject | None) -> None:
    for read in _readings(text):
        size = len(read.text)
        start, end = (0, size) if data is None else sorted(data.draw(st.tuples(*[st.integers(0, size)] * 2)))
        first, last = read.span(start, end)
        assert 0 <= first <= last <= len(text)
        if read.places is None:
            assert (first, last) == (start, end)
            assert all(new in (old, BLANK) for old, new in zip(text, read.text, strict=True))
        else:
            assert list(read.places) == sorted(read.places)
            assert (len(read.places), read.places[-1]) == (size + 1, len(text))


@settings(max_examples=500, deadline=None)
@given(texts)
@example("<<b>b>x")
@example("&<b>lt;b>x")
@example("<b" * 9 + ">" * 9)
@example("(AP) —Advertisement Follow our")
@example("Read more\rRelated:")
def test_what_was_read_reads_as_it_stands(text: str) -> None:
    for once, again in (
        (readable_summary, readable_summary),
        (readable_title, readable_title),
        (lambda t: readable_title(t, ("Desk",)), lambda t: readable_title(t, ("Desk",))),
    ):
        read = once(text)
        assert again(read.text).text == read.text


@settings(max_examples=100, deadline=None)
@given(plain)
def test_a_text_without_markup_and_boilerplate_is_returned_as_it_is(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for read in _readings(text):
        assert read.text is text
        assert read.places is None


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(categories=("L", "P", "Z")), max_size=60))
def test_an_escaped_text_reads_like_the_text(text: str) -> None:
    if "&" not in text and "<" not in text:
        once = html.escape(text)
        assert readable_title(once).text.strip(BLANK) == readable_title(text).text.strip(BLANK)
        assert readable_title(html.escape(once)).text == readable_title(once).text


@pytest.mark.parametrize(
    "piece",
    ["<", "&", "&amp;", "&amp;lt;", "<!--", "<script>", '<a "', "<b>", "<p>", "Read more: ", "▶", "© ", "The post ", " - BBC News", "｜", "Related articles\n", "(AP) - ", "World | "],
)  # fmt: skip
def test_a_megabyte_is_read(piece: str) -> None:
    """A quadratic reading of this would run into the time limit of a test."""
    huge = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    for read in (readable_summary(huge), readable_title(huge, ("UN Desk",))):
        assert read.span(0, len(read.text)) == (0, len(huge)) or read.places is not None


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Kim visits Moscow", "He spoke. The post Kim visits Moscow appeared first on North Korean Troops Today."),
        ("Kim visits Moscow", "He spoke. Related: North Korean troops in Russia, explained"),
        ("Kim speaks", "<p>He spoke.<img alt='North Korean troops in Russia'></p>"),
        ("North Korean troops on parade", "MOSCOW, Dec 23 (Reuters) - They marched."),
        ("Troops on parade in Russia - NK News - North Korea News", ""),
    ],
)  # fmt: skip
def test_boilerplate_and_attributes_fill_no_slot(title: str, summary: str) -> None:
    assert not shipped_matcher().match(title, summary, "en")


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Kim speaks", "<p>He spoke.</p><p><b>Nor</b>th Korean troops in Russia</p>"),
        ("Nor<i>th</i> Korean troops arrive in Russia - NK News", ""),
    ],
)
def test_evidence_stands_in_the_original(title: str, summary: str) -> None:
    (match,) = shipped_matcher().match(title, summary, "en")
    fields = {"title": title, "summary": summary}
    assert all(fields[e.field][e.start : e.end] == e.text for e in match.evidence)
