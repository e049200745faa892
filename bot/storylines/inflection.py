"""How words change their ends: a small grammar of closed endings for each language.

Two forms belong together when they share a stem and both of their ends are in one group of endings. That
finds `северокорейских` for `северокорейский` without ever taking Durham for Dunham: an ending has to be one
that the language has, and the letters before it have to be equal.

A group is written as its endings, parted by spaces, `-` for none. Before `>` stand the endings that a term
may have, after it those that a text may have; without `>` they are the same. Accents do not matter here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from bot.storylines.words import fold

_ROMANCE_AR = "ar > ar a an am o ou ado ada ados adas aron aram ara arao aran ando aria ato ata ati ate ano"
_SLAVIC_BASE = "- a e i o u y"

_GROUPS: dict[str, tuple[str, ...]] = {
    "en": ("- s > - s es", "y ies > y ies", "man men", "- > ed ing", "e > es ed ing", "a > an ans"),
    "de": ("- e en n s > - e en n s es ens ns er ern em",),
    "nl": ("- s e en > - s e en n se er ers", "t ten"),
    "sv": ("- a e > - s en et n t er ar or na erna arna orna ens ets ernas arnas nas a e as es",),
    "da": ("- e > - s en et er ene erne ens ets ernes enes e ne nes t ede te",),
    "no": ("- e > - s en et er ene ens ets enes a ne nes t te de",),
    "fr": (
        "- s x > - s e es x ne nes",
        "en enne ens ennes",
        "al ale aux ales",
        "eur euse eurs euses",
        "if ive ifs ives",
        "er > er e ent ant ee ees es era eront ait aient a ont",
    ),
    "es": ("- s es", "o a os as", "er > er e en ido ida idos idas", "ir > ir e en ido ida", _ROMANCE_AR),
    "pt": ("- s es", "o a os as", "ao oes aos aes", "al ais", "el eis", "m ns", _ROMANCE_AR),
    "it": ("- > -", "o i a e", "e i", "co chi ca che", "go ghi ga ghe", "are > are a ano o ato ata ati ate"),
    "ca": ("- s es", "o a os as es", "a es", "o ons"),
    "ro": (
        "- a e u > - a ul ului i ii ilor ile le lor e ei elor uri urile urilor u lui",
        "a ia ie iei ii",
        "ean eana eni ene enii enele enilor",
    ),
    "pl": (
        "- a e i o y > - a u owi em iem e ie i y o om ami mi ach ow iom iach iami",
        "y a e i ie ego iego emu iemu ym im ej iej ych ich ymi imi",
        "ski ska skie skiego skiemu skim skiej skich skimi scy",
    ),
    "cs": (
        f"{_SLAVIC_BASE} > - a u i e o ou y em om um ovi ove um ach ich ami mi ech im emi",
        "y a e i eho iho emu imu ym im ou ych ich ymi imi",
        "sky ska ske skeho skemu skym skem skou skych skymi sti",
    ),
    "hr": (
        f"{_SLAVIC_BASE} > - a u i e o om em ama ima ov ev ova eva ovi evi ovima evima",
        "i a o e u og eg oga ega om em omu ome oj im ih ima",
        "- а е и о у > - а е и о у ом ем ама има ов ев ови еви овима",
        "и а о е у ог ег ога ега ом ем ому оме ој им их има",
    ),
    "sl": (
        f"{_SLAVIC_BASE} > - a u i e o om em ama ami ov ev ih ah om",
        "i a o e ega emu em im ih imi",
    ),
    "ru": (
        "- а я ы и о е ь > - а я у ю ы и е о ом ем ои еи ою ею ов ев ам ям ами ями ах ях ь ью",
        "ыи ии ои ая яя ое ее ые ие ого его ому ему ым им ом ем ых их ыми ими ую юю ои еи ою ею",
    ),
    "uk": (
        "- а я у и і о е ь > - а я у ю и і е о ом ем єм ам ям ами ями ах ях ою ею єю ів ові еві єві еи ии ь",
        "ии іи а я е є і ого ього ому ьому им ім их іх ими іми у ю оі іи ою ею єю",
    ),
    "be": (
        "- а я ы і о е ь > - а я у ю ы і е о ом ем ам ям амі ямі ах яў ях ау яу оу еу аи еи ои ь ью",
        "ы і ая яя ае яе ыя ія ага яга аму яму ым ім ых іх ымі імі ую юю аи еи",
    ),
    "bg": (
        "- а я о е и > - а я о е и у ът ят та то те ове овете ите ия ищата",
        "и а о ия ият ата ото ите",
    ),
    "mk": ("- а о е и > - а о е и у от та то те ови овите ите", "и а о иот ата ото ите"),
    "lt": (
        "as is us a e o ai > as is us a e o u ai ui iui i io ia iai iu ams iams ais iais ose oje es ei eje",
    ),
    "lv": ("s is us a e i > s is us a e i u am as ai iem iem os es ei ij ija iju ijas ijai am im",),
    "el": (
        "οσ ου ο οι ων ουσ ε",
        "η ησ ην εσ ων εισ εων",
        "α ασ αν εσ ων",
        "ο ου α ων",
        "οσ η ο ου ησ οι εσ α ων ουσ",
        "- > -",
    ),
    "ar": (
        "ة ات ه تين تان > ة ات ه تين تان ته تها",
        "ي ية يين يون يات يه",
        "- > - ين ون ان ات ه ها هم نا ا ية",
    ),
    "fa": ("- > - ها هاي هايي ان ي اي يي يان",),
    "ur": ("- > - ون يون ين وں ي",),
    "he": ("- ה > - ימ ות ת י ה ית יימ יות", "י ית יימ יות ימ"),
    "hi": ("- ा ी > - ा ी े ों ें ओं ियों ियाँ",),
    "id": ("- > - nya",),
    "eu": ("- > - a ak ari aren arekin an ra tik ko k ek en ren rekin ri",),
    "sq": ("- e i > - i u e a ve t et it in ve ose se s n",),
    "hy": ("- > - ը ն ի ին ից ում ով եր երի երը ների ներ",),
    "ka": ("ი > ი ის მა ს ში ით ად დან თან ზე ა ები ების ებს", "ა > ა ის ამ ას აში ით ად იდან ასთან"),
    "kk": ("- > - ның нің дың дің тың тің ға ге қа ке да де та те дан ден тан тен мен пен лар лер дар дер",),
    "sw": ("- > - ni",),
    "*": (
        "- > - s es n en in a u e i em om ie owi y an nin ja na ta ko",
        "- > - а у е ом ем ы и ой ов ам ами ах ові ою ів",
    ),
}
_SAME_GRAMMAR = dict(
    pair.split("=")
    for pair in (
        "nb=no nn=no fo=da is=sv lb=de gsw=de af=nl fy=nl gl=pt ast=es oc=ca sk=cs sr=hr bs=hr ms=id ckb=fa "
        "ps=fa az=tr uz=tr tk=tr mr=hi ne=hi ky=kk"
    ).split()
)

GRAMMARS = frozenset((*_GROUPS, "fi", "et", "hu", "tr"))
"""The names of all grammars; those of the last four are made below."""

COMPOUNDING = frozenset("de nl sv da no nb nn is fo fi et hu lb af fy gsw".split())
"""Languages that write a compound as one word: Nordkoreasoldaten, Waffenembargo."""

_NAMES_DECLINE = frozenset(
    "ru uk be bg mk pl cs sk sl hr sr bs lt lv el ro hu fi et tr az ka kk * hy".split()
)
"""Languages in which even a name of four letters has endings: Иран, Ирана."""

_PLURAL_S = frozenset("en fr es pt ca nl".split())

_SEMITIC = frozenset("ar he fa ur".split())
"""Scripts without most vowels: a word of four letters is long."""

# Letters that Arabic and Hebrew write together with the word after them: and, in, for, like, the, from.
_PROCLITICS = {
    "ar": ("و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل", "وب", "ول", "وبال", "س"),
    "he": (
        "ה",
        "ו",
        "ב",
        "ל",
        "מ",
        "ש",
        "כ",
        "וה",
        "וב",
        "ול",
        "ומ",
        "וש",
        "שה",
        "מה",
        "שב",
        "שמ",
        "כש",
        "לה",
    ),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Endings that a word of a language can exchange for each other."""

    strip: tuple[str, ...]
    add: frozenset[str]


@cache
def groups(language: str) -> tuple[Group, ...]:
    """The groups of endings of a language, none for one that is not known."""
    name = _SAME_GRAMMAR.get(language, language)
    made = {"fi": _finnish, "et": _estonian, "hu": _hungarian, "tr": _turkish}.get(name)
    if made:
        return made()
    return tuple(_group(*_parts(text)) for text in _GROUPS.get(name, ()))


def grammar(language: str) -> str:
    """The name under which languages of one grammar go, so that their words are kept once."""
    name = _SAME_GRAMMAR.get(language, language)
    return name if name in GRAMMARS else ""


def _parts(text: str) -> tuple[list[str], list[str]]:
    before, _, after = text.partition(">")
    return before.split(), (after or before).split()


def _group(strip: list[str], add: list[str]) -> Group:
    def ending(text: str) -> str:
        return "" if text == "-" else fold(text)

    return Group(tuple(dict.fromkeys(map(ending, strip))), frozenset(map(ending, add)))


def stems(
    word: str, language: str, *, in_phrase: bool = False, capital: bool = False
) -> Iterator[tuple[str, frozenset[str]]]:
    """The stems of a folded word with the endings that may follow each in a text.

    A stem keeps four letters, for shorter ones meet by chance; three in a phrase, where the other words say
    what is meant, in languages that leave vowels out, and in those whose short names have endings. A common
    word of four letters has its plural only; a name (`capital`) has the endings that are added to it.
    """
    short = in_phrase or language in _SEMITIC or language in _NAMES_DECLINE
    least = 3 if short else 4
    if len(word) < 4:
        return
    if len(word) == 4 and not (in_phrase or capital or language in _SEMITIC):
        yield from _plurals(word, language)
        return
    for group in groups(language):
        for ending in group.strip:
            if not ending:
                yield word, group.add
            elif word.endswith(ending) and len(word) - len(ending) >= least:
                yield word[: -len(ending)], group.add


def _plurals(word: str, language: str) -> Iterator[tuple[str, frozenset[str]]]:
    if language in _PLURAL_S:
        yield word, frozenset("s")
    if language == "en" and word.endswith("y"):
        yield word[:-1], frozenset(("ies",))


def without_article(word: str, language: str) -> str:
    """An Arabic word without its article, so that a term may be written with it or not."""
    return word[2:] if language == "ar" and word.startswith("ال") and len(word) > 4 else word


def proclitics(folded: str) -> tuple[str, ...]:
    """What may be written together before a word, by its script; longest first."""
    if "\u0620" <= folded[:1] <= "\u06ff":
        return _sorted_proclitics("ar")
    return _sorted_proclitics("he") if "\u05d0" <= folded[:1] <= "\u05ea" else ()


@cache
def _sorted_proclitics(language: str) -> tuple[str, ...]:
    return tuple(sorted((fold(text) for text in _PROCLITICS[language]), key=len, reverse=True))


# --- languages that chain endings -----------------------------------------------------------------------


def _chain(*links: str) -> frozenset[str]:
    """Every chain of one ending from each link."""
    parts = [["" if e == "-" else fold(e) for e in link.split()] for link in links]
    return frozenset("".join(chain) for chain in product(*parts))


def _finnish() -> tuple[Group, ...]:
    cases = (
        "- n a ta ssa sta lla lta lle na ksi tta in an en on hin han hon t en den tten iden ien oiden oita "
        "ia ita issa ista illa ilta ille ina iksi ihin oissa oista oilla oilta oille oihin oiksi i"
    )
    add = _chain(cases, "- kin kaan nsa ko")
    people = _chain(
        "nen sen set sta seen sella selta selle sena seksi sessa sesta sten sia siin silla silta sille"
    )
    return (Group(("", "a", "i", "t"), add), Group(("nen", "set", "sen"), people))


def _estonian() -> tuple[Group, ...]:
    cases = "- i u e a it ile il ilt isse is ist ni na ta ga ks d de te id le l lt sse s st iga ile dele tele"
    return (Group(("", "a", "i", "d"), _chain(cases, "- gi ki") | _chain("de te", "le l lt s st ga ks ni")),)


def _hungarian() -> tuple[Group, ...]:
    cases = (
        "- t at et ot ban ben bol ba be on en n ra re rol hoz hez tol nak nek val vel ig ert kent "
        "i ja je a e ai ei ul"
    )
    return (Group(("", "k", "i"), _chain("- k ak ek ok i", cases)),)


def _turkish() -> tuple[Group, ...]:
    cases = (
        "- i u yi yu a e ya ye da de ta te dan den tan ten in un nin nun la le yla yle li lu si su ki daki "
        "deki lik luk i ina ine inda inde indan inden inin sina sine sinda sinde sindan sinden sinin ni nu "
        "na ne nda nde ndan nden"
    )
    return (Group(("", "i", "u", "lar", "ler", "lari", "leri"), _chain("- lar ler", cases)),)
