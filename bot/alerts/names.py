"""Who and how many, in words: speakers, units and figures in English and French. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal

from bot.fit import shorten
from bot.model import Figure, Qualifier
from bot.text import one_line
from bot.words import say

NAME_ROOM = 60
"""UTF-16 units for a name, a unit or the verbatim words of a figure."""
MOST = 1e15
"""Nothing in the news is counted in more; such a number is shown in the words that say it."""

_QUALIFIERS: Mapping[str, Mapping[Qualifier, str]] = {
    "en": {
        Qualifier.ABOUT: "about {n}",
        Qualifier.OVER: "over {n}",
        Qualifier.AT_LEAST: "at least {n}",
        Qualifier.UP_TO: "up to {n}",
        Qualifier.UNDER: "under {n}",
    },
    "fr": {
        Qualifier.ABOUT: "environ {n}",
        Qualifier.OVER: "plus de {n}",
        Qualifier.AT_LEAST: "au moins {n}",
        Qualifier.UP_TO: "jusqu’à {n}",
        Qualifier.UNDER: "moins de {n}",
    },
}

_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "troops": {"en": ("soldier", "troops"), "fr": ("soldat", "soldats")},
    "fighters": {"en": ("fighter", "fighters"), "fr": ("combattant", "combattants")},
    "officers": {"en": ("officer", "officers"), "fr": ("officier", "officiers")},
    "sappers": {"en": ("sapper", "sappers"), "fr": ("sapeur", "sapeurs")},
    "killed": {"en": ("killed", "killed"), "fr": ("tué", "tués")},
    "deaths": {"en": ("death", "deaths"), "fr": ("mort", "morts")},
    "wounded": {"en": ("wounded", "wounded"), "fr": ("blessé", "blessés")},
    "casualties": {"en": ("casualty", "casualties"), "fr": ("tué ou blessé", "tués et blessés")},
    "captured": {"en": ("captured", "captured"), "fr": ("capturé", "capturés")},
    "missing": {"en": ("missing", "missing"), "fr": ("disparu", "disparus")},
    "arrested": {"en": ("arrested", "arrested"), "fr": ("arrêté", "arrêtés")},
    "hostages": {"en": ("hostage", "hostages"), "fr": ("otage", "otages")},
    "displaced": {"en": ("displaced", "displaced"), "fr": ("déplacé", "déplacés")},
    "evacuated": {"en": ("evacuated", "evacuated"), "fr": ("évacué", "évacués")},
    "rescued": {"en": ("rescued", "rescued"), "fr": ("secouru", "secourus")},
    "homeless": {"en": ("homeless", "homeless"), "fr": ("sans-abri", "sans-abri")},
    "infected": {"en": ("infected", "infected"), "fr": ("contaminé", "contaminés")},
    "refugees": {"en": ("refugee", "refugees"), "fr": ("réfugié", "réfugiés")},
    "people": {"en": ("person", "people"), "fr": ("personne", "personnes")},
    "civilians": {"en": ("civilian", "civilians"), "fr": ("civil", "civils")},
    "children": {"en": ("child", "children"), "fr": ("enfant", "enfants")},
    "workers": {"en": ("worker", "workers"), "fr": ("travailleur", "travailleurs")},
    "builders": {"en": ("builder", "builders"), "fr": ("ouvrier du bâtiment", "ouvriers du bâtiment")},
    "tourists": {"en": ("tourist", "tourists"), "fr": ("touriste", "touristes")},
    "protesters": {"en": ("protester", "protesters"), "fr": ("manifestant", "manifestants")},
    "passengers": {"en": ("passenger", "passengers"), "fr": ("passager", "passagers")},
    "journalists": {"en": ("journalist", "journalists"), "fr": ("journaliste", "journalistes")},
    "ships": {"en": ("ship", "ships"), "fr": ("navire", "navires")},
    "vessels": {"en": ("vessel", "vessels"), "fr": ("navire", "navires")},
    "tankers": {"en": ("tanker", "tankers"), "fr": ("pétrolier", "pétroliers")},
    "aircraft": {"en": ("aircraft", "aircraft"), "fr": ("aéronef", "aéronefs")},
    "drones": {"en": ("drone", "drones"), "fr": ("drone", "drones")},
    "missiles": {"en": ("missile", "missiles"), "fr": ("missile", "missiles")},
    "tanks": {"en": ("tank", "tanks"), "fr": ("char", "chars")},
    "vehicles": {"en": ("vehicle", "vehicles"), "fr": ("véhicule", "véhicules")},
    "howitzers": {"en": ("howitzer", "howitzers"), "fr": ("obusier", "obusiers")},
    "shells": {"en": ("shell", "shells"), "fr": ("obus", "obus")},
    "containers": {"en": ("container", "containers"), "fr": ("conteneur", "conteneurs")},
    "attacks": {"en": ("attack", "attacks"), "fr": ("attaque", "attaques")},
    "houses": {"en": ("house", "houses"), "fr": ("maison", "maisons")},
    "buildings": {"en": ("building", "buildings"), "fr": ("bâtiment", "bâtiments")},
    "homes": {"en": ("home", "homes"), "fr": ("logement", "logements")},
    "members": {"en": ("member", "members"), "fr": ("membre", "membres")},
    "men": {"en": ("man", "men"), "fr": ("homme", "hommes")},
    "cases": {"en": ("case", "cases"), "fr": ("cas", "cas")},
    "matches": {"en": ("match", "matches"), "fr": ("match", "matchs")},
    "resolutions": {"en": ("resolution", "resolutions"), "fr": ("résolution", "résolutions")},
    "sanctions": {"en": ("sanction", "sanctions"), "fr": ("sanction", "sanctions")},
    "countries": {"en": ("country", "countries"), "fr": ("pays", "pays")},
    "companies": {"en": ("company", "companies"), "fr": ("entreprise", "entreprises")},
    "entities": {"en": ("entity", "entities"), "fr": ("entité", "entités")},
    "individuals": {"en": ("individual", "individuals"), "fr": ("personne", "personnes")},
    "banks": {"en": ("bank", "banks"), "fr": ("banque", "banques")},
    "judges": {"en": ("judge", "judges"), "fr": ("juge", "juges")},
    "votes": {"en": ("vote", "votes"), "fr": ("voix", "voix")},
    "votes-in-favour": {"en": ("vote in favour", "votes in favour"), "fr": ("voix pour", "voix pour")},
    "votes-against": {"en": ("vote against", "votes against"), "fr": ("voix contre", "voix contre")},
    "abstentions": {"en": ("abstention", "abstentions"), "fr": ("abstention", "abstentions")},
    "vetoes": {"en": ("veto", "vetoes"), "fr": ("veto", "veto")},
    "money": {"en": ("money", "money"), "fr": ("somme", "somme")},
    "seats": {"en": ("seat", "seats"), "fr": ("siège", "sièges")},
}
"""One and many, by unit. Another unit, or the id of a concept, goes by its own words."""

_NAMES: Mapping[str, tuple[str, str]] = {
    "us": ("United States", "États-Unis"),
    "uk": ("United Kingdom", "Royaume-Uni"),
    "uae": ("United Arab Emirates", "Émirats arabes unis"),
    "dr-congo": ("DR Congo", "RD Congo"),
    "car": ("Central African Republic", "République centrafricaine"),
    "turkey": ("Turkey", "Turquie"),
    "myanmar": ("Myanmar", "Birmanie"),
    "palestinians": ("Palestinians", "Palestiniens"),
    "vatican": ("Vatican", "Vatican"),
    "un": ("UN", "ONU"),
    "un-panel": ("UN panel of experts", "groupe d’experts de l’ONU"),
    "un-expert": ("UN expert", "expert de l’ONU"),
    "un-committee": ("UN committee", "comité de l’ONU"),
    "un-security-council": ("UN Security Council", "Conseil de sécurité"),
    "un-general-assembly": ("UN General Assembly", "Assemblée générale de l’ONU"),
    "un-secretary-general": ("UN Secretary-General", "secrétaire général de l’ONU"),
    "un-human-rights": ("UN human rights office", "droits de l’homme de l’ONU"),
    "eu": ("EU", "UE"),
    "european-parliament": ("European Parliament", "Parlement européen"),
    "e3": ("E3", "E3"),
    "g7": ("G7", "G7"),
    "african-union": ("African Union", "Union africaine"),
    "arab-league": ("Arab League", "Ligue arabe"),
    "ecowas": ("ECOWAS", "CEDEAO"),
    "nato": ("NATO", "OTAN"),
    "who": ("WHO", "OMS"),
    "wto": ("WTO", "OMC"),
    "imf": ("IMF", "FMI"),
    "wfp": ("WFP", "PAM"),
    "unhcr": ("UNHCR", "HCR"),
    "iaea": ("IAEA", "AIEA"),
    "icc": ("ICC", "CPI"),
    "icj": ("ICJ", "CIJ"),
    "world-bank": ("World Bank", "Banque mondiale"),
    "red-cross": ("Red Cross", "Croix-Rouge"),
    "white-house": ("White House", "Maison-Blanche"),
    "state-department": ("State Department", "département d’État"),
    "pentagon": ("Pentagon", "Pentagone"),
    "fed": ("Federal Reserve", "Réserve fédérale"),
    "elysee": ("Élysée", "Élysée"),
    "pope": ("Pope", "pape"),
    "xi": ("Xi Jinping", "Xi Jinping"),
    "kim": ("Kim Jong Un", "Kim Jong-un"),
    "zelensky": ("Zelensky", "Zelensky"),
    "putin": ("Putin", "Poutine"),
    "seoul-jcs": ("South Korean joint chiefs", "état-major sud-coréen"),
    "seoul-mnd": ("South Korean defence ministry", "défense sud-coréenne"),
    "seoul-unification": ("South Korean unification ministry", "ministère sud-coréen de l’Unification"),
    "seoul-gov": ("South Korean government", "gouvernement sud-coréen"),
    "ukraine-gov": ("Ukrainian government", "gouvernement ukrainien"),
    "ukraine-army": ("Ukrainian army", "armée ukrainienne"),
    "russian-mod": ("Russian defence ministry", "défense russe"),
    "russian-mfa": ("Russian foreign ministry", "diplomatie russe"),
    "uk-mod": ("UK defence ministry", "défense britannique"),
    "irgc": ("Revolutionary Guards", "Gardiens de la révolution"),
    "islamic-state": ("Islamic State", "État islamique"),
    "houthi": ("Houthis", "Houthis"),
    "court": ("court", "justice"),
    "police": ("police", "police"),
    "ngo": ("NGO", "ONG"),
    "intelligence": ("intelligence services", "services de renseignement"),
    "military": ("military", "armée"),
    "defence": ("defence ministry", "ministère de la Défense"),
    "foreign": ("foreign ministry", "ministère des Affaires étrangères"),
    "state-media": ("state media", "médias d’État"),
    "envoy": ("envoy", "émissaire"),
    "president": ("president", "présidence"),
    "official": ("official", "responsable"),
    "coast-guard": ("coast guard", "garde-côtes"),
    "ft": ("Financial Times", "Financial Times"),
    "nyt": ("New York Times", "New York Times"),
    "wsj": ("Wall Street Journal", "Wall Street Journal"),
    "times-uk": ("The Times", "The Times"),
    "guardian": ("The Guardian", "The Guardian"),
    "spiegel": ("Der Spiegel", "Der Spiegel"),
    "le-monde": ("Le Monde", "Le Monde"),
    "al-sharaa": ("al-Sharaa", "al-Charaa"),
}
"""Names in English and French where capitals, acronyms and the names of countries do not make them."""

_ACRONYMS = frozenset(
    "afp ap asean bbc centcom cia cnil cnn dea dia dpa efe eu fao fbi fifa fsb gchq gur hur idf isw jcs kcna "
    "m23 mi5 mi6 mnd mod msf msmt nasa nato nhk nis nk nsa nsc ocha ofac opec osce pla rok rsf sbu sipri svr "
    "tass ukmto un unhcr unicef unifil unrwa us usgs wmo".split()
)
_SMALL = frozenset("and for of the".split())

LANGUAGES = ("en", "fr")
"""Languages of the names, units and bounds above; others read the English ones."""


def name_of(speaker: str, language: str) -> str:
    """A speaker's id as a reader knows it: `kim-jong-un` is Kim Jong Un, in French `un` is ONU."""
    if speaker in _NAMES:
        return _NAMES[speaker][LANGUAGES.index(language) if language in LANGUAGES else 0]
    words = one_line(speaker).replace("_", " ").replace("-", " ").split()
    if territory := _territories().get(" ".join(words)):
        return _territory_names(language)[territory]
    return " ".join(_capital(word, place) for place, word in enumerate(words))


def _capital(word: str, place: int) -> str:
    if word in _ACRONYMS:
        return word.upper()
    return word if place and word in _SMALL else word[:1].upper() + word[1:]


@lru_cache(maxsize=1)
def _territories() -> Mapping[str, str]:
    """Codes by lower-case English name without signs: `south korea` → `KR`."""
    names = _territory_names("en").items()
    return {name.lower().replace("-", " "): code for code, name in names if len(code) == 2}


@lru_cache(maxsize=8)
def _territory_names(language: str) -> Mapping[str, str]:
    return dict(Locale(language).territories)


def unit_of(unit: str, language: str, count: float = 2) -> str:
    """A unit in words: `votes-against` is `votes against`, or for one of them `vote against`."""
    named = _UNITS.get(unit.replace(" ", "-"))
    if named is None:
        return shorten(unit.replace("-", " ").replace("_", " "), NAME_ROOM)
    one = count < 2 if language == "fr" else count == 1  # French counts 0 and 1.5 as one
    return named.get(language, named["en"])[0 if one else 1]


def number(value: float, language: str) -> str:
    """A number as that language writes it: 12,000 in English, 12 000 in French."""
    return str(format_decimal(value, locale=language))


def short_number(value: float, language: str) -> str:
    """A large number in short: 1.5M in English, 1,5 M in French."""
    return str(format_compact_decimal(value, fraction_digits=1, locale=language))


def amount(figure: Figure, language: str) -> str:
    """How many, with its bound in words; the verbatim words where no value is said."""
    values = [value for value in (figure.value, figure.value_max) if value is not None]
    if not _has_value(figure):
        return say(language, "alert-quoted", text=shorten(figure.text, NAME_ROOM))
    numbers = "–".join(number(value, language) for value in values)
    return _QUALIFIERS.get(language, _QUALIFIERS["en"]).get(figure.qualifier, "{n}").format(n=numbers)


def said(figure: Figure, language: str) -> str:
    """How many of what: `up to 12,000 troops`, or where no value is said `troops: “several thousand”`."""
    if not _has_value(figure):
        return say(language, "alert-colon").join((unit_of(figure.of, language), amount(figure, language)))
    last = figure.value if figure.value_max is None else figure.value_max
    return f"{amount(figure, language)} {unit_of(figure.of, language, last or 0)}".rstrip()


def _has_value(figure: Figure) -> bool:
    """Whether a number with its unit says it; money is nothing without the currency, which the words have."""
    return (
        figure.of != "money"
        and figure.value is not None
        and all(abs(value) < MOST for value in (figure.value, figure.value_max or 0))
    )
