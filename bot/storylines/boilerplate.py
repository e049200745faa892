"""What feeds add to the news of a summary: links to other articles, pleas, credits, names of sections.

Each list is one string with commas between its phrases. A phrase that begins with a capital is looked for as
it is written here, in capitals, and with all its words capitalised. How far goes what it begins is for a
function to decide, by list, and with caution: where no end is near, only the phrase goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

_BUTTONS = (
    "Read more, Read the full, Continue reading, Keep reading, See more, Lire la suite, Lire plus, "
    "Lire l'article, Lire l’article, En savoir plus, Weiterlesen, Weiter lesen, Mehr lesen, Zum Artikel, "
    "Leer más, Lee más, Lea más, Sigue leyendo, Seguir leyendo, Ver más, Más información, Leggi tutto, "
    "Leggi di più, Leggi l'articolo, Leggi l’articolo, Continua a leggere, Leia mais, Saiba mais, "
    "Continue lendo, Continue a ler, Ler mais, Veja mais, Leia a íntegra, Czytaj więcej, Czytaj dalej, "
    "Читать далее, Читать дальше, Читать полностью, Подробнее, Читати далі, Читати більше, Детальніше, "
    "Lees meer, Lees verder, Devamını oku, Devamını okuyun, Haberin devamı"
)
"""What leads to the article itself: a title follows only after a colon, a preposition after anything."""

_LINKS = (
    "Read also, Also read, Read next, See also, Related article, Related articles, Related stories, "
    "Related story, Related posts, Related news, Related coverage, Related topics, More on this story, "
    "You may also like, Recommended for you, Must read, Further reading, Lire aussi, Lire également, "
    "À lire aussi, A lire aussi, À lire également, A lire également, Lisez aussi, Lire notre, Voir aussi, "
    "Écouter aussi, À voir aussi, Sur le même sujet, Mehr zum Thema, Mehr dazu, Lesen Sie auch, "
    "Lesen Sie mehr, Lesen Sie hier, Lesen Sie dazu, Lesen Sie weiter, Lies auch, Auch interessant, "
    "Siehe auch, Hier geht es zu, Passend zum Thema, Lee también, Leé también, Lea también, Leer también, "
    "Te puede interesar, Le puede interesar, Te puede gustar, Puedes leer también, Puede leer también, "
    "Puedes leer aquí, Ver también, Vea también, Mira también, Te recomendamos, Noticias relacionadas, "
    "Leggi anche, Leggi su, Leggi qui, Vedi anche, Potrebbe interessarti, Ti potrebbe interessare, "
    "Articoli correlati, Leia também, Leia aqui, Veja também, Confira também, Notícias relacionadas, "
    "Czytaj też, Czytaj także, Czytaj również, Przeczytaj także, Przeczytaj też, Przeczytaj również, "
    "Zobacz też, Zobacz także, Zobacz również, Więcej na ten temat, Śledź relację, Śledź naszą relację, "
    "Читайте также, Читать также, Читать еще, Читать ещё, Смотрите также, Материалы по теме, "
    "Другие новости, Читайте також, Читати також, Дивіться також, Більше новин, Lees ook, Lees hier, "
    "Bekijk ook, Zie ook, Meer over dit onderwerp, Ayrıca okuyun, Bunu da oku, İlgili haberler, "
    "İlgili haber, Bunlar da ilginizi çekebilir"
)
"""What leads to another article, whose title follows."""

_LINKS_WITH_COLON = (
    "Related:, More:, More stories:, Read:, Lire :, Lire:, À lire :, A lire :, À lire:, A lire:, "
    "Relacionado:, Relacionada:, Relacionadas:, Lea:, Leia:, Lees:, Zobacz:, Czytaj:, Leggi:, Lesen:, "
    "По теме:, На эту тему:, За темою:, İlgili:"
)
"""Words that lead to another article only where a colon follows."""

_WIDE_LINKS = (
    "اقرأ أيضا, اقرأ أيضًا, إقرأ أيضا, إقرأ أيضًا, اقرأ ايضا, اقرا ايضا, أقرأ أيضا, شاهد أيضا, شاهد أيضًا, "
    "اقرأ المزيد, إقرأ المزيد, اقرأ كذلك, للمزيد, مواضيع ذات صلة, أخبار ذات صلة, مقالات ذات صلة, 관련기사, "
    "관련 기사, 관련뉴스, 관련 뉴스, 기사 더보기, 더 보기, 더보기, 기사 전문 보기, 関連記事, 関連ニュース, "
    "関連リンク, 【関連】, あわせて読みたい, 合わせて読みたい, こちらもおすすめ, 続きを読む, 続きはこちら, "
    "詳しくはこちら, もっと読む, 全文を読む, 記事全文, 相关阅读, 相关新闻, 相关报道, 相关文章, 相關閱讀, "
    "相關新聞, 相關報導, 相關報道, 相關文章, 延伸閱讀, 延伸阅读, 推荐阅读, 推薦閱讀, 更多新闻, 更多新聞, "
    "阅读更多, 閱讀更多, 继续阅读, 繼續閱讀, 阅读全文, 閱讀全文, 看更多, 点击查看, 点击这里, 點擊查看, "
    "點擊這裡"
)
"""The same in scripts without capitals: there the end of a sentence must stand before them."""

_POINTERS = "▶, ☞, ►, ➡"
"""Signs that point to another article."""

_PLEAS = (
    "Subscribe to, Subscribe now, Subscribe for, Sign up now, Follow us, Click here, Click the link, "
    "Tap here, Listen to this article, Listen to this story, Download our app, Download the app, Join our, "
    "Join us on, Like us on, Support our journalism, Support independent journalism, To continue reading, "
    "To read the full, Already a subscriber, Already have an account, Log in to, "
    "This content is only available, This article is for subscribers, This article is only available, "
    "Please enable JavaScript, Enable JavaScript, We use cookies, This site uses cookies, "
    "This website uses cookies, By clicking, By continuing to use, By signing up, "
    "This article was first published, This article was originally published, "
    "This article originally appeared, This article first appeared, This story was first published, "
    "This story was originally published, This story originally appeared, This story first appeared, "
    "This post was originally published, This post originally appeared, Published in Dawn, "
    "Statistics: Posted by, All rights reserved, Abonnez-vous, Inscrivez-vous, Suivez-nous, Cliquez ici, "
    "Écouter cet article, Écoutez cet article, Recevez notre newsletter, Recevez gratuitement, "
    "Article réservé aux abonnés, Cet article est réservé, Il vous reste, La suite est réservée, "
    "Téléchargez notre application, Rejoignez-nous, Cet article a été publié, Cet article est paru, "
    "Cet article est apparu, Tous droits réservés, Abonnieren Sie, Melden Sie sich, Jetzt abonnieren, "
    "Folgen Sie uns, Folge uns, Klicken Sie hier, Hier klicken, Diesen Artikel anhören, Artikel anhören, "
    "Artikel hören, Dieser Artikel erschien, Dieser Artikel ist zuerst, Dieser Beitrag erschien, "
    "Bitte aktivieren Sie, Bitte markieren Sie, Freier Zugang zu, Mit dem PUR-Abo, Laden Sie unsere App, "
    "Alle Rechte vorbehalten, Suscríbete, Suscríbase, Síguenos, Síganos, Haz clic, Haga clic, Pincha aquí, "
    "Escucha este artículo, Escuchar este artículo, Este artículo fue publicado, Este artículo se publicó, "
    "Únete a nuestro, Únete a nuestra, Regístrate, Recibe las noticias, Descarga nuestra app, "
    "Todos los derechos reservados, Iscriviti, Seguici su, Seguiteci, Clicca qui, Ascolta l'articolo, "
    "Ascolta l’articolo, Ascolta questo articolo, Questo articolo è stato pubblicato, "
    "Questo articolo è apparso, Abbonati a, Abbonati ora, Abbonati per, Contenuto riservato agli abbonati, "
    "Riproduzione riservata, Tutti i diritti riservati, Inscreva-se, Assine a, Assine o, Assine nossa, "
    "Siga-nos, Siga o canal, Siga nosso, Clique aqui, Ouça este artigo, Ouça a notícia, "
    "Este artigo foi publicado, Este texto foi publicado, Participe do nosso, Entre no nosso, "
    "Receba as notícias, Receba nossa, Conteúdo exclusivo para assinantes, Baixe o aplicativo, "
    "Todos os direitos reservados, Zapisz się, Obserwuj nas, Śledź nas, Kliknij tutaj, Kliknij tu, "
    "Posłuchaj artykułu, Dołącz do nas, Subskrybuj, Artykuł ukazał się, Wszelkie prawa zastrzeżone, "
    "Подписывайтесь, Подпишитесь, Подписаться, Следите за нами, Нажмите здесь, Слушать статью, Читайте нас, "
    "Присоединяйтесь к, Оформите подписку, Все права защищены, Підписуйтесь, Підписуйтеся, Підпишіться, "
    "Стежте за нами, Слідкуйте за нами, Натисніть тут, Читайте нас у, Долучайтесь до, Приєднуйтесь до, "
    "Всі права захищені, Усі права захищені, Schrijf je in, Schrijf u in, Meld je aan, Abonneer je, "
    "Abonneer u, Volg ons, Klik hier, Luister naar dit artikel, Dit artikel verscheen, "
    "Dit artikel is alleen, Alle rechten voorbehouden, Abone ol, Abone olun, Bizi takip edin, Takip edin, "
    "Buraya tıklayın, Bu makaleyi dinle, Tüm hakları saklıdır, Her hakkı saklıdır, Mời quý độc giả, "
    "Bản quyền thuộc"
)
"""What asks the reader for something, or speaks about the article itself, to the end of its sentence."""

_WIDE_PLEAS = (
    "تابعونا, تابعنا على, اشترك في, اشتركوا في, انقر هنا, اضغط هنا, استمع إلى المقال, جميع الحقوق محفوظة, "
    "حقوق النشر محفوظة, 무단 전재, 무단전재, 저작권자, 제보는 카카오톡, 본 기사는 광고성, "
    "본 콘텐츠는 광고성, 구독하기, 연합뉴스 콘텐츠를 사전허가, 無断転載, 無断複製, 禁無断転載, "
    "この記事は有料, この記事は会員, 关注我们, 關注我們, 订阅我们, 訂閱我們, 版权所有, 版權所有, "
    "未经授权不得, 未经授权，不得, 未經授權不得, 未經授權，不得, 责任编辑, 責任編輯"
)
"""The same in scripts without capitals."""

_CREDITS = (
    "Photo:, Photos:, Photo credit:, Photo by, Photograph:, Image:, Image credit:, Image source:, Picture:, "
    "Credit:, Crédit photo :, Crédit photo:, Crédits :, Photo :, Foto:, Fotos:, Bild:, Bildquelle:, "
    "Imagen:, Imagem:, Crédito:, Créditos:, Fot., Zdjęcie:, Фото:, Beeld:, Fotoğraf:, الصورة:, صورة:, Ảnh:"
)
"""What names the owner of a picture; the name follows."""

_WIDE_CREDITS = (
    "사진=, 사진 =, 사진제공=, 写真：, 写真:, 写真＝, 写真=, 画像：, 图源, 圖源, 图片来源, 圖片來源, "
    "图：, 圖："
)
"""The same in scripts without capitals."""

_RIGHTS = "©, ⓒ, Copyright ©, Copyright (c), Copyright 20"
"""What names the owner of a text; the name follows."""

_ADVERTISEMENTS = (
    "Advertisement, Advertisements, Advertising, Sponsored, Sponsored content, Promoted content, Publicité, "
    "Contenu sponsorisé, Anzeige, Werbung, Publicidad, Contenido patrocinado, Pubblicità, Publicidade, "
    "Continua após a publicidade, Reklama, Реклама, Advertentie, Reklam, إعلان, 광고, 広告, 广告, 廣告"
)
"""Words that are an advertiser's label where nothing else stands in their line or sentence."""

_FIRST_PUBLISHED = {
    "The post": "appeared first on|first appeared on",
    "The article": "appeared first on|first appeared on",
    "L’article": "est apparu en premier sur",
    "L'article": "est apparu en premier sur",
    "Cet article": "est apparu en premier sur",
    "Der Beitrag": "erschien zuerst auf",
    "La entrada": "se publicó primero en|aparece primero en|apareció primero en",
    "El cargo": "apareció primero en|aparece primero en",
    "L’articolo": "proviene da|sembra essere il primo su",
    "L'articolo": "proviene da|sembra essere il primo su",
    "O post": "apareceu primeiro em",
    "Artykuł": "pochodzi z serwisu",
    "Wpis": "pojawił się poniżej|pojawił się najpierw|pochodzi z serwisu",
    "Post": "pojawił się poniżej|pojawił się najpierw",
    "Запись": "впервые появилась|сначала появилась на|появились сначала на",
    "Сообщение": "появились сначала на|появились сначала|впервые появилось",
    "Запис": "спершу з'явиться на|спершу з’явиться на|вперше з'явився на|вперше з’явився на",
    "Het bericht": "verscheen eerst op|verscheen het eerst op",
    "ظهرت المقالة": "أولاً على",
    "المقالة": "ظهرت أولاً على",
}
"""How blog software ends an entry: what stands before and what after the entry's title."""

_PLEAS_WITH_END = {
    "Follow our": r"[^\n.]{0,60}?live ?blog(?: (?:here )?for (?:the )?latest(?: updates)?)?",
    "Get our": r"[^\n.]{0,90}?(?:podcast|newsletter|emails(?! ?,))s?(?=\s+[A-Z])",
    "Sign up for": r"[^\n.]{0,60}?newsletters?(?=\s+[A-Z])",
    "Sign up here": r"[^\n.]{0,60}?newsletters?(?=\s+[A-Z])",
    "Sign up to": r"[^\n.]{0,90}?(?:newsletters?|by email)(?=\s+[A-Z])",
    "Originally published at": r"\s+https?://\S+",
}
"""Pleas that stand before the news in one line, with what ends them."""

_SECTIONS = (
    "World, World News, World news, News, Top News, International, International News, Politics, Business, "
    "Global, Breaking, Breaking News, Latest, Headlines, Opinion, Editorial, Analysis, Monde, À la une, "
    "Actualité, Actualités, Politique, Économie, Politik, Ausland, Welt, Nachrichten, Wirtschaft, "
    "Internacional, Internacionales, Mundo, Noticias, Política, Economía, Esteri, Mondo, Politica, "
    "Economia, Notícias, Świat, Polityka, Wiadomości, В мире, Политика, Новости, Політика, Новини, У світі, "
    "العالم, سياسة, أخبار, دولي, 국제, 정치, 세계, 뉴스, 国際, 政治, ニュース, 国际, 國際, 时政, 新闻, "
    "新聞, Buitenland, Wereld, Politiek, Dünya, Siyaset, Haber, Gündem, Thế giới"
)
"""Names of sections. Those of sport are left out: an item under them is about sport."""

SMALL_WORDS = frozenset(
    (
        "of the and de la del della di da do du des d von van der den et und y e i v w na en al el le am im "
        "bei via by per par dpa getty images imago picture alliance reuters epa afp archivo archiv "
        "пресс-служба прес-служба пресс-службы прес-служби скриншот скріншот архив архів и та"
    ).split()
)
"""Words of a name or a place that have no capital."""

SENTENCE = 200
"""Characters: what is longer is neither a link nor a plea."""

NAME, NAME_WORDS = 80, 7
"""Characters and words of the owner of a picture or a text; more are a sentence."""

LINES = 12
"""Lines that go with a heading such as "Related articles"."""

EDGES = "|" + "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
"""What parts pieces of a text: space, and the bars of what was taken out before."""

_EDGE = re.compile(r"[\s|]*")
_STOP = re.compile(r"[\n|。！？]|[!?…؟](?=[\s\"'”’»)\]]|\Z)|(?<!\b[A-ZА-Я])\.(?=[\s\"'”’»)\]]|\Z)")
_NAME_STOP = re.compile(r"(?=[\n()\[\]（）【】|;。▶])|(?<!\b[A-ZА-Я])(?=\.(?:\s|\Z))")
_POINTER_STOP = re.compile(_STOP.pattern + r"|(?=[▶☞►➡])|[)\]）】]|(?<=하기|보기|가기)(?=\s)|(?<=클릭)(?=\s)")
_BEGINNING = re.compile(r"[\n.!?…。！？؟:：;|»”\"’')\]】）>•·*—–▶►☞➡【（(\[-]\s*\Z")
_LINE_BEGINS = re.compile(r"[\n.!?。！？|]\s*\Z")
_LINE_ENDS = re.compile(r"[ \t]*(?:\|?\n|\.(?!\.)|\Z)")
_GOES_ON = re.compile(r"\s*(?:[:：|>→»–—▶(\[-]|[a-zß-öø-ÿа-яёіїєґ])")
_COLON = re.compile(r"[ \t]*[:：|»>\]】–—-]*[ \t]*")
_WIDE_NAME = re.compile(r"\s?[^\s。，,()（）\[\]【】|]{0,30}")
_PUBLISHED = {
    opening: re.compile(rf"{opening} [^\n]{{1,300}}? (?:{middle}) [^\n]{{1,80}}?(?:\.?(?=\n|\Z)|\.(?=\s))")
    for opening, middle in _FIRST_PUBLISHED.items()
}
_PLEA_ENDS = {cue: re.compile(end) for cue, end in _PLEAS_WITH_END.items()}


def after_edges(text: str, at: int) -> int:
    """The next place with anything but edges."""
    found = _EDGE.match(text, at)
    return found.end() if found else at


# --- how far it goes: the text and where its first words begin and end → where it ends --------------------


def _until(stop: re.Pattern[str], text: str, at: int, limit: int) -> int:
    """The next stop or the end of the text; the same place if neither is near."""
    found = stop.search(text, at, at + limit)
    if found:
        return found.start() if found[0] in "\n|" else found.end()
    return len(text) if len(text) - at <= limit else at


def _plea(text: str, start: int, end: int) -> int:
    ending = _PLEA_ENDS.get(text[start:end])
    found = ending.match(text, end) if ending else None
    return found.end() if found else _until(_STOP, text, end, SENTENCE)


def _button(text: str, start: int, end: int) -> int:
    found = _GOES_ON.match(text, end)
    return _until(_STOP, text, found.end(), SENTENCE) if found else end


def _link(text: str, start: int, end: int) -> int:
    found = _COLON.match(text, end)
    at = found.end() if found else end
    return _list(text, at) if text[at : at + 1] == "\n" else _until(_STOP, text, at, SENTENCE)


def _list(text: str, at: int) -> int:
    """The end of the lines under a heading that are titles: none ends as a sentence does."""
    for _ in range(LINES):
        end = text.find("\n", at + 1, at + SENTENCE)
        if end < 0:
            end = len(text) if len(text) - at < SENTENCE else at
        if end == at or text[at:end].rstrip(EDGES).endswith((".", "…", "。")):
            break
        at = end
    return at


def _pointer(text: str, start: int, end: int) -> int:
    """A sign that begins the text stands before the news."""
    return _until(_POINTER_STOP, text, end, SENTENCE) if start > after_edges(text, 0) else end


def _credit(text: str, start: int, end: int) -> int:
    """A name is few words, all with capitals; of a sentence only the cue goes."""
    stop = _until(_NAME_STOP, text, end, NAME)
    words = [word for word in re.split(r"[\s/,.()&]+", text[end:stop]) if word]
    is_name = all(not word[0].islower() or word in SMALL_WORDS for word in words)
    return stop if is_name and len(words) <= NAME_WORDS else end


def _wide_credit(text: str, start: int, end: int) -> int:
    found = _WIDE_NAME.match(text, end)
    return found.end() if found else end


def _advertisement(text: str, start: int, end: int) -> int:
    return end if _LINE_ENDS.match(text, end) else start


def _first_published(text: str, start: int, end: int) -> int:
    found = _PUBLISHED[text[start:end]].match(text, start)
    return found.end() if found else start


# --- where it begins -------------------------------------------------------------------------------------

_Extent = Callable[[str, int, int], int]


def _spellings(phrases: str) -> Iterator[str]:
    for phrase in phrases.split(", "):
        yield phrase
        if phrase[0].isupper():
            yield phrase.upper()
            yield " ".join(word[0].upper() + word[1:] for word in phrase.split(" "))


def _spelled(*lists: tuple[str, _Extent]) -> Mapping[str, _Extent]:
    return {phrase: extent for phrases, extent in lists for phrase in _spellings(phrases)}


_ANYWHERE = {
    **_spelled(
        (_BUTTONS, _button),
        (_LINKS, _link),
        (_PLEAS, _plea),
        (", ".join(_PLEAS_WITH_END), _plea),
        (_CREDITS, _credit),
        (_RIGHTS, _credit),
        (_WIDE_CREDITS, _wide_credit),
    ),
    **dict.fromkeys(_PUBLISHED, _first_published),
}
_AT_A_BEGINNING = _spelled(
    (_LINKS_WITH_COLON, _link),
    (_WIDE_LINKS, _link),
    (_WIDE_PLEAS, _plea),
    (_POINTERS, _pointer),
    (_ADVERTISEMENTS, _advertisement),
)
_ALONE = frozenset(_spellings(_ADVERTISEMENTS))
_MAY_BE_NEWS = (_button, _link, _plea)
_RUNS_ON = frozenset(_WIDE_PLEAS.split(", "))
"""Cues after which a letter may follow."""


def any_of(phrases: Iterable[str]) -> str:
    """A pattern of these phrases that branches at each letter, so that a search skips to the first ones."""
    rests: dict[str, set[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[:1], set()).add(phrase[1:])
    ends = bool(rests.pop("", None))
    branches = (re.escape(first) + _group(rest) for first, rest in sorted(rests.items()))
    return "|".join(branches) + ("|" if ends else "")


def _group(rests: set[str]) -> str:
    return "" if rests == {""} else f"(?:{any_of(rests)})"


_CUES = (*_ANYWHERE, *_AT_A_BEGINNING)
_CUE = re.compile(any_of(_CUES))
_ASCII_CUE = re.compile(any_of(cue for cue in _CUES if cue[0].isascii()))
_OTHER_CUE = re.compile(any_of(cue for cue in _CUES if not cue[0].isascii()))
_SECTION = re.compile(rf"\s*(?:{any_of(_spellings(_SECTIONS))})(?:\s?[|:：»›]|\s[-–—]\s)\s*")


def has_cue(text: str) -> bool:
    """Whether a text holds a phrase that may begin boilerplate: the quick check.

    A search tries all first letters of phrases where it meets one of them; so capitals without accents, which
    are many in a text, are not tried with the others.
    """
    return bool(_ASCII_CUE.search(text) or (not text.isascii() and _OTHER_CUE.search(text)))


def stretches(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The stretches of boilerplate from a place on."""
    first, last = after_edges(text, at), len(text.rstrip(EDGES))
    for found in _CUE.finditer(text, at):
        start, end = found.span()
        if start < at or not _is_cue(text, start, end, at):
            continue
        extent = _ANYWHERE.get(found[0]) or _AT_A_BEGINNING[found[0]]
        until = extent(text, start, end)
        if extent in _MAY_BE_NEWS and start <= first and last <= until:
            until = end  # what fills the whole text may be the news: "Read the full text of the deal"
        if until > start:
            yield start, until
            at = until


def _is_cue(text: str, start: int, end: int, at: int) -> bool:
    cue, before = text[start:end], text[max(at, start - 4) : start]
    first = start <= at + 4 and not before.strip(EDGES)
    begins = _LINE_BEGINS if cue in _ALONE else _BEGINNING
    if cue in _AT_A_BEGINNING and not first and not begins.search(before):
        return False
    if cue[0].isupper() and before[-1:].isalnum():
        return False
    return cue in _RUNS_ON or not (cue[-1].isalpha() and text[end : end + 1].isalpha())


def section_end(text: str, at: int) -> int:
    """The end of the name of a section before a text: `World | `; the same place if there is none."""
    found = _SECTION.match(text, at)
    return found.end() if found else at
