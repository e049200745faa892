"""Names of outlets beside a title, and of agencies before a text: who reports, and where, is not the news."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.storylines.boilerplate import SMALL_WORDS, after_edges, any_of
from bot.text import words

_OUTLETS = (
    "AP, AFP, BBC, CNN, NPR, PBS, CBC, ABC, CBS, DW, RFI, RFE/RL, VOA, NHK, TASS, KBS, YTN, JTBC, ANSA, "
    "ZDF, ARD, ORF, SRF, RTL, Reuters, Bloomberg, Axios, Politico, Newsweek, Forbes, Sputnik, Ukrinform, "
    "UNIAN, Interfax, Yonhap, Xinhua, Al Jazeera, Al Arabiya, Euronews, 38 North, NK Insider, The Diplomat, "
    "Barron's, The Guardian, The Independent, The Economist, The Hill, The Intercept, The Conversation, "
    "The Kyiv Independent, Kyiv Independent, Iran International, Russia Today, Russia Beyond, India Today, "
    "The Hindu, South China Morning Post, SCMP, Syria Direct, Ukrainska Pravda, Ukrayinska Pravda, "
    "Haiti Libre, Security Council Report, Army Recognition, Stars and Stripes, Le Monde, Le Figaro, "
    "Le Parisien, Le Point, Le Temps, Le Soir, Le Devoir, Le HuffPost, L'HuffPost, L'Express, L’Express, "
    "L'Obs, La Croix, La Libre, La Presse, La Tribune, La Dépêche, Les Echos, Les Échos, Libération, "
    "Mediapart, Ouest-France, Il Post, Il Giornale, Il Sole 24 Ore, Il Fatto Quotidiano, Il Messaggero, "
    "Il Foglio, Il Riformista, Il Manifesto, Il Mattino, La Repubblica, La Stampa, Corriere della Sera, "
    "El País, El Mundo, El Confidencial, El Periódico, El Universal, El Espectador, El Tiempo, El Comercio, "
    "El Mercurio, El Mostrador, El Nacional, El Diario, El Español, La Nación, La Tercera, La Vanguardia, "
    "La Razón, La Jornada, La República, Infobae, Die Welt, Die Zeit, Die Presse, Der Spiegel, "
    "Der Standard, Der Tagesspiegel, Der Bund, DER SPIEGEL, DIE ZEIT, WELT, FAZ, ZEIT ONLINE, Focus Online, "
    "De Standaard, De Telegraaf, De Morgen, De Volkskrant, Het Laatste Nieuws, NRC, Folha de S.Paulo, "
    "O Globo, Estadão, Público, Onet, Interia, Rzeczpospolita, Gazeta Wyborcza, РБК, РИА Новости, ТАСС, "
    "Интерфакс, Лента.ру, Коммерсантъ, Коммерсант, Ведомости, Известия, Медуза, Россия сегодня, Украина.ру, "
    "Украинская правда, Українська правда, УНІАН, Укрінформ, Суспільне, 朝鲜日报, 朝鮮日報, 韩联社, "
    "聯合ニュース, ロイター, 時事通信, 共同通信, 産経新聞, 朝日新聞デジタル, 연합뉴스, 뉴시스"
)
"""Outlets whose names no word of OUTLET_ENDS tells, and whose title's last part is their name."""

_OUTLET_ENDS = (
    "News, Times, Post, Herald, Tribune, Gazette, Telegraph, Chronicle, Observer, Journal, Daily, Weekly, "
    "Magazine, Examiner, Newspaper, Broadcasting, Radio, TV, Online, Newswire, NEWS, POST, TIMES, Zeitung, "
    "Nachrichten, Tagblatt, Tageblatt, Rundschau, Anzeiger, Kurier, Noticias, Diario, Jornal, Gazeta, "
    "Wiadomości, Quotidiano, Nieuws, Haber, Haberler, Gazetesi, Новости, Новини, Газета, газета, Правда, "
    "правда, NK, Enquirer, Dispatch, Bulletin"
)
"""Last words of an outlet's name: Kyiv Post, Daily NK."""

_OUTLET_TAILS = (
    "UK, US, USA, Asia, India, Africa, Europe, English, Online, Agency, Network, Channel, Digital, TV, Live"
)
"""What may follow the word that tells an outlet: BBC News Online."""

_OUTLET_STARTS = (
    "Times of, Voice of, Radio Free, Radio Liberty, Radio France, Agence France, Agencia, Agência, Agenzia"
)
"""First words of an outlet's name."""

_OUTLET_WIDE_ENDS = (
    "新聞, 新闻, 日報, 日报, 時報, 时报, 晚報, 晚报, ニュース, デジタル, オンライン, 網, 网, 뉴스, 일보, 신문"
)
"""Ends of an outlet's name in scripts without capitals; not of agencies and stations: these make claims."""

_NO_OUTLET = (
    "War, Live, Latest, Updates, Update, State, Official, Officials, Local, Good, Bad, Big, Great, More, "
    "No, Fake, False, Breaking, Report, Reports, Sources, Krieg, Guerra, Guerre, Война, Війна, Talks, Deal"
)
"""Words that no outlet's name has; State TV and Local News are sources of a claim, or news."""

_AGENCIES = (
    "Reuters, REUTERS, AP, AFP, dpa, DPA, dts, ots, epd, KNA, APA, sda, SDA, ATS, ANSA, AGI, AKI, "
    "Adnkronos, askanews, LaPresse, EFE, Europa Press, EUROPA PRESS, Notimex, Télam, Lusa, LUSA, "
    "Agência Brasil, Belga, ANP, PAP, ČTK, TASR, MTI, Agerpres, BTA, Hina, Tanjug, NTB, TT, Ritzau, STT, "
    "BNS, UPI, CNN, Bloomberg, PRNewswire, Xinhua, Yonhap, Kyodo, Jiji, KCNA, TASS, Interfax, Sputnik, "
    "Ukrinform, IRNA, WAM, KUNA, SPA, QNA, BNA, PTI, ANI, IANS, APP, NAN, GNA, AA, DHA, İHA, RFE/RL, VOA, "
    "ТАСС, ПРАЙМ, РИА Новости, Укринформ, Укрінформ, УНИАН, УНІАН, Интерфакс, БЕЛТА, БелТА"
)
"""Agencies as they stand in brackets or between slashes in a dateline."""

_BARE_AGENCIES = (
    "РИА Новости, ТАСС, ИНТЕРФАКС, ІНТЕРФАКС-УКРАЇНА, ИНТЕРФАКС-УКРАИНА, Интерфакс, Интерфакс-Украина, "
    "Інтерфакс-Україна, INTERFAX.RU, Sputnik, REGNUM, БЕЛТА, БелТА, УНИАН, УНІАН, Укринформ, Укрінформ"
)
"""Agencies as they stand without brackets behind a place and a day."""

_CHINESE_AGENCIES = (
    "中央社, 新华社, 新華社, 中新社, 中新网, 中新網, 中通社, 人民网, 人民網, 央视网, 央視網, 环球网, "
    "環球網, 环球时报, 環球時報, 海外网, 参考消息网, 俄罗斯卫星通讯社, 韩联社, 韓聯社, 法新社, 美联社, "
    "路透社"
)
"""Agencies of Chinese datelines."""

WORDS = 4
"""Words of an outlet's name that is told by its look."""

LEFT = 8
"""Characters that a title keeps when what only looks like an outlet's name is blanked."""

LONGEST = 120
"""Characters of an outlet's name."""

HEAD = 90
"""Characters within which a dateline names its agency."""

DATELINE_WORDS = 9
"""Words before the agency; a place, a region, a day, a byline."""

# --- beside a title --------------------------------------------------------------------------------------

PARTED = re.compile(r"[-–—―|·｜:](?:(?<=\s[-–—―|·｜])\s|(?<=｜)|(?<=\s:):\s)")
"""Parts a title from an outlet's name; a search skips to its first letter."""

_NAMES = frozenset(_OUTLETS.split(", "))
_ENDS = frozenset(_OUTLET_ENDS.split(", "))
_TAILS = frozenset(_OUTLET_TAILS.split(", "))
_STARTS = tuple(_OUTLET_STARTS.split(", "))
_WIDE_ENDS = tuple(_OUTLET_WIDE_ENDS.split(", "))
_NOT = frozenset(_NO_OUTLET.split(", "))
_OF_A_NATION = re.compile(r"(?:[ie]an|ese|aeli|raqi|stani|ish)\Z")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?!(?:js|ts|py|cpp|md|rs|rb|sh)\Z)[a-z]{2,6}", re.IGNORECASE)


def stretches(title: str, sources: Collection[str]) -> Iterator[tuple[int, int]]:
    """The outlets' names before and after a title, each with what parts it from the title."""
    own = frozenset(filter(None, map(_name, sources)))
    parts = list(PARTED.finditer(title))
    end = _suffix(title, parts, own)
    start = 0
    for part in parts if own else ():
        if not _is_own(title, start, part.start(), own) or after_edges(title, part.end()) >= end:
            break
        start = part.end()
    if start:
        yield 0, start
    if end < len(title):
        yield end, len(title)


def _suffix(title: str, parts: Sequence[re.Match[str]], own: Collection[str]) -> int:
    """Where the outlets' names after a title begin; one's own may hold what parts: `Daily - World News`."""
    begun, end, by_look = after_edges(title, 0), len(title), True
    for part in reversed(parts):
        left = part.start() - begun
        if end - part.end() > LONGEST:
            break
        if left > 0 and _is_own(title, part.end(), end, own):
            end, by_look = part.start(), True
        elif by_look and left >= LEFT and _is_outlet(title[part.end() : end]):
            end = part.start()
        else:
            by_look = False
    return end


def _is_own(title: str, start: int, end: int, own: Collection[str]) -> bool:
    return bool(own) and end - start <= LONGEST and _name(title[start:end]) in own


@lru_cache(maxsize=4096)
def _name(name: str) -> str:
    """A name without case, accents and punctuation."""
    return " ".join(words(name))


def _is_outlet(name: str) -> bool:
    """Whether a name is an outlet's: a known one, an address, or capitalised words with News among them."""
    name = name.strip()
    if name in _NAMES or _DOMAIN.fullmatch(name):
        return True
    found = name.split()
    if not 0 < len(found) <= WORDS or any(w in _NOT or _OF_A_NATION.search(w) for w in found):
        return False
    if any(w[0].islower() and w not in SMALL_WORDS for w in found[:-1]):
        return False
    return _looks_like_one(name, found)


def _looks_like_one(name: str, found: list[str]) -> bool:
    if len(found) == 1:
        return len(name) > 2 and name.endswith(_WIDE_ENDS)
    while len(found) > 2 and found[-1] in _TAILS:
        found = found[:-1]
    return found[-1] in _ENDS or name.startswith(_STARTS) or bool(_DOMAIN.fullmatch(found[-1]))


# --- before a text ---------------------------------------------------------------------------------------


def _any(agencies: str) -> str:
    return f"(?:{any_of(agencies.split(', '))})"


_DAY = r"\d{1,2}\.? \w{3,9}\.?"
_CAPITALS = r"[A-ZÀ-Ý][A-ZÀ-Ý'’ ./-]{2,30}"
_BYLINE = r"(?:By [^\n(]{3,80}\n)?"
_PLACE = r"(?P<place>[^\n()|!?“”«»;:=]{0,60}?(?:\([^\n()|]{2,30}\) ?)?)"
_IN_BRACKETS = rf"[(/]{_any(_AGENCIES)}(?:(?:[/,;] ?| )[^\n()/|]{{1,20}})?[)/]"
_DASH = r"\s?[-–—:.]{1,3}"
_LATIN_DATELINES = tuple(
    re.compile(rf"\s*{pattern}")
    for pattern in (
        # (ANSA) - ROMA, 3 DIC -
        rf"\({_any(_AGENCIES)}\)\s?[-–—] ?{_CAPITALS}(?:, ?{_DAY})? ?[-–—](?=\s)",
        # MOSCOW, Dec 23 (Reuters) - and ROMA, 3 DIC - (ANSA) and МОСКВА, 24 октября. /ТАСС/.
        rf"{_BYLINE}{_PLACE}\s?(?:[-–—] ?)?{_IN_BRACKETS}(?:(?P<dash>{_DASH})(?=\s|[A-Z]))?",
        # (Berlin) dpa -
        rf"[(\[](?P<place>[^\n()\[\]|=]{{2,40}}?)(?:[)\]] ?|[/,] ?){_any(_AGENCIES)}[)\]]?{_DASH}(?=\s)",
        # [Capital FM] Nairobi --
        r"\[[^\[\]\n|]{3,40}\] (?P<place>[A-ZÀ-Ý][\w.'’ -]{2,30}?) ?(?:--|—)(?=\s)",
    )
)
_BARE = _any(_BARE_AGENCIES)
_KOREAN = "=(?:연합뉴스|뉴스1|뉴시스)"
_REPORTER = r"[가-힣·, ]{2,40}?(?:기자|특파원|통신원)\s?="
_JAPANESE = r"(?:ロイター|時事|共同|聯合ニュース)(?:通信)?(?:発)?[】\]］）)]"
_CHINESE_DAY = r"[^\n。，,！？|（(]{0,20}?\d{1,2}日[^\n。，|]{0,6}?(?:电|電|讯|訊|報導|报导)(?:報導|报导)?"
_OTHER_DATELINES = tuple(
    re.compile(rf"\s*{pattern}")
    for pattern in (
        # (서울=연합뉴스) … 기자 =
        rf"[(\[]?[^\n=|]{{1,30}}{_KOREAN}[)\]]\s?(?:{_REPORTER}|=)?",
        # ЖЕНЕВА, 25 ноя - РИА Новости.
        rf"(?P<place>[^\n()|!?«»;:=]{{2,40}}?)[,.] ?{_DAY} ?(?:[-–—] ?|/)?{_BARE}/?\.?(?:\s?[-–—](?=\s))?",
        # 【12月24日 AFP】
        r"[【\[［（(]\d{1,2}月\d{1,2}日 ?(?:AFP|CNN|ANN|時事)[】\]］）)]",
        # [ソウル 24日 ロイター] -
        rf"[【\[［（(][^】\]］）)\n|]{{0,30}}?{_JAPANESE}(?:\s?[-–—=＝](?=\s))?",
        # 【モスクワ＝…】
        r"【[^】\n|]{1,20}[＝=][^】\n|]{1,15}】",
        # 新华社平壤12月1日电（记者…） and (中央社…28日綜合外電報導)
        rf"[（(【\[]?\s?{_any(_CHINESE_AGENCIES)}{_CHINESE_DAY}[】）)\]]?(?:[（(]记者[^）)\n]{{1,20}}[）)])?",
        # 【环球时报综合报道】
        rf"[【\[]{_any(_CHINESE_AGENCIES)}[^】\]\n|]{{0,14}}[】\]]",
    )
)
_LATIN_AGENCY = re.compile(
    any_of(before + agency for before in ("(", "/", ") ") for agency in _AGENCIES.split(", ")) + "|] [A-ZÀ-Ý]"
)
_OTHER_AGENCY = re.compile(
    any_of(f"{_BARE_AGENCIES}, {_CHINESE_AGENCIES}".split(", "))
    + rf"|{_KOREAN}|ロイター|聯合ニュース|時事|共同[】\]］）)通]|日 ?(?:AFP|CNN|ANN)|【[^】]{{1,20}}[＝=]"
)


def dateline_end(text: str, at: int) -> int:
    """The end of the dateline that begins at a place; the same place if none does.

    Where a report was written is not what it is about. With 264 storylines of a country and an event, 280 of
    3,196 matches among 6,980 news items with a dateline hung on its city; of 60 of these, 40 were about
    another country, and 20 domestic news that name their own nowhere else. On the 629 labelled items with
    a dateline no answer changes.
    """
    if not text.isascii() and _OTHER_AGENCY.search(text, at, at + HEAD):
        end = _end_of_one(_OTHER_DATELINES, text, at)
        if end > at:
            return end
    return _end_of_one(_LATIN_DATELINES, text, at) if _LATIN_AGENCY.search(text, at, at + HEAD) else at


def _end_of_one(datelines: Iterable[re.Pattern[str]], text: str, at: int) -> int:
    for pattern in datelines:
        found = pattern.match(text, at)
        if found and _is_place(found.groupdict()):
            return found.end()
    return at


def _is_place(found: Mapping[str, str | None]) -> bool:
    """Whether a place and a day stand before the agency, and no sentence about it."""
    place = found.get("place") or ""
    parts = re.split(r"[\s/,.-]+", place.strip(" ()"))
    before = ("", *parts)
    is_sentence = any(
        part[:1].islower() and part not in SMALL_WORDS and not last.isdigit() and last not in ("de", "di")
        for last, part in zip(before, parts, strict=False)
    )
    marked = "dash" not in found or found["dash"] or not place or place.isupper() or re.search(r"\d", place)
    return bool(marked) and not is_sentence and len(parts) <= DATELINE_WORDS
