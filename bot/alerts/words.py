"""The words of alerts in English and French: states, reasons, stances, names, units, figures. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal

from bot.alerts.fit import isolated, shorten
from bot.model import Decision, Figure, Qualifier, Stance, StoryState
from bot.text import one_line

LANGUAGES = ("en", "fr")
NAME_ROOM = 60
"""UTF-16 units for a name, a unit or the verbatim words of a figure."""
MOST = 1e15
"""Nothing in the news is counted in more; such a number is shown in the words that say it."""

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "why": "Why",
        "repeat": "(may be a repeat)",
        "outlets": "{n} outlets",
        "outlet": "1 outlet",
        "origins": "{n} origins",
        "origin": "1 origin",
        "languages": "Languages",
        "first": "First",
        "updated": "updated",
        "via": "via",
        "more": "+{n}",
        "more_stories": "and {n} more stories",
        "follows": "Continues",
        "digest": "{n} stories",
        "digest_one": "1 story",
        "before": "before",
        "colon": ": ",
        "no_title": "(no title)",
    },
    "fr": {
        "why": "Pourquoi",
        "repeat": "(peut-être déjà reçu)",
        "outlets": "{n} médias",
        "outlet": "1 média",
        "origins": "{n} origines",
        "origin": "1 origine",
        "languages": "Langues",
        "first": "Premier",
        "updated": "mis à jour",
        "via": "via",
        "more": "+{n}",
        "more_stories": "et {n} autres histoires",
        "follows": "Suite de",
        "digest": "{n} histoires",
        "digest_one": "1 histoire",
        "before": "avant",
        "colon": "\u00a0: ",
        "no_title": "(sans titre)",
    },
}

_STATES: Mapping[str, Mapping[StoryState, str]] = {
    "en": {state: state.value for state in StoryState},
    "fr": {
        StoryState.REPORTED: "rapporté",
        StoryState.DEVELOPING: "se développe",
        StoryState.CORROBORATED: "recoupé",
        StoryState.CONFIRMED: "confirmé",
        StoryState.DENIED: "démenti",
        StoryState.DISPUTED: "contesté",
        StoryState.DORMANT: "en sommeil",
    },
}

_NEWS: Mapping[str, Mapping[Decision, str]] = {
    "en": {
        Decision.FOLLOW_UP: "follow-up",
        Decision.CORROBORATED: "corroborated",
        Decision.CONFIRMED: "confirmed",
        Decision.DENIED: "denied",
        Decision.DISPUTED: "disputed",
        Decision.NEW_MAXIMUM: "new figure",
        Decision.REVISED: "revised figure",
        Decision.CORRECTED: "corrected",
        Decision.DIGEST: "digest",
    },
    "fr": {
        Decision.FOLLOW_UP: "suite",
        Decision.CORROBORATED: "recoupé",
        Decision.CONFIRMED: "confirmé",
        Decision.DENIED: "démenti",
        Decision.DISPUTED: "contesté",
        Decision.NEW_MAXIMUM: "nouveau chiffre",
        Decision.REVISED: "chiffre révisé",
        Decision.CORRECTED: "rectifié",
        Decision.DIGEST: "résumé",
    },
}
"""What is new, for the reasons that say more than that there is a new story."""

_STANCES: Mapping[str, Mapping[Stance, str]] = {
    "en": {
        Stance.CLAIMS: "Claimed",
        Stance.CONFIRMS: "Confirmed",
        Stance.DENIES: "Denied",
        Stance.UNCONFIRMED: "Not confirmed",
        Stance.CORRECTS: "Corrected",
    },
    "fr": {
        Stance.CLAIMS: "Affirmé",
        Stance.CONFIRMS: "Confirmé",
        Stance.DENIES: "Démenti",
        Stance.UNCONFIRMED: "Non confirmé",
        Stance.CORRECTS: "Rectifié",
    },
}

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
    "seats": {"en": ("seat", "seats"), "fr": ("siège", "sièges")},
}
"""One and many, by unit. Another unit, or the id of a concept, goes by its own words."""

_NAMES: Mapping[str, tuple[str, str]] = {
    "us": ("United States", "États-Unis"),
    "uk": ("United Kingdom", "Royaume-Uni"),
    "un": ("UN", "ONU"),
    "eu": ("EU", "UE"),
    "nato": ("NATO", "OTAN"),
    "who": ("WHO", "OMS"),
    "iaea": ("IAEA", "AIEA"),
    "icc": ("ICC", "CPI"),
    "icj": ("ICJ", "CIJ"),
    "white-house": ("White House", "Maison-Blanche"),
    "security-council": ("Security Council", "Conseil de sécurité"),
}
"""Names that differ in French, or that capitals alone do not make."""

_ACRONYMS = frozenset(
    "afp ap bbc cia cnil dea dia dpa efe eu fao fbi fifa fsb gchq gur hur idf imf irgc isw jcs kcna kbo mi5 "
    "mi6 mnd mod msf nasa nato nhk nis nsa nsc nyt ocha ofac pla rok rsf sbu sipri svr tass ukmto un unhcr "
    "unicef unifil unrwa us usgs wfp who wmo wsj".split()
)
_SMALL = frozenset("and for of the".split())


def primary(language: str) -> str:
    """The tag without region or script: `fr` for `fr-CA`."""
    return language.replace("_", "-").partition("-")[0].lower()


def language_of(chat_language: str) -> str:
    """The language of ours that serves a chat: French for `fr-CA`, English for what we do not speak."""
    ours = primary(chat_language)
    return ours if ours in LANGUAGES else "en"


def phrase(name: str, language: str, **values: object) -> str:
    """One of the fixed texts, with these values."""
    return _TEXTS[language][name].format(**values)


def state_word(state: StoryState, language: str) -> str:
    """How far a story has come, in a word."""
    return _STATES[language][state]


def news_word(reason: Decision, language: str) -> str:
    """What is new, or an empty string where that is the story itself."""
    return _NEWS[language].get(reason, "")


def stance_word(stance: Stance, language: str) -> str:
    """What somebody does with the news; empty for a plain report."""
    return _STANCES[language].get(stance, "")


def name_of(speaker: str, language: str) -> str:
    """A speaker's id as a reader knows it: `kim-jong-un` is Kim Jong Un, in French `un` is ONU."""
    if speaker in _NAMES:
        return _NAMES[speaker][LANGUAGES.index(language)]
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


@lru_cache(maxsize=len(LANGUAGES))
def _territory_names(language: str) -> Mapping[str, str]:
    return dict(Locale(language).territories)


def unit_of(unit: str, language: str, count: float = 2) -> str:
    """A unit in words: `votes-against` is `votes against`, or for one of them `vote against`."""
    named = _UNITS.get(unit.replace(" ", "-"))
    if named is None:
        return shorten(unit.replace("-", " ").replace("_", " "), NAME_ROOM)
    one = count == 1 if language == "en" else count < 2  # French counts 0 and 1.5 as one
    return named[language][0 if one else 1]


def number(value: float, language: str) -> str:
    """A number as that language writes it: 12,000 in English, 12 000 in French."""
    return str(format_decimal(value, locale=language))


def amount(figure: Figure, language: str) -> str:
    """How many, with its bound in words; the verbatim words where no value is said."""
    values = [value for value in (figure.value, figure.value_max) if value is not None]
    if not _has_value(figure):
        return f"“{isolated(shorten(figure.text, NAME_ROOM))}”"
    numbers = "–".join(number(value, language) for value in values)
    return _QUALIFIERS[language].get(figure.qualifier, "{n}").format(n=numbers)


def said(figure: Figure, language: str) -> str:
    """How many of what: `up to 12,000 troops`, or where no value is said `troops: “several thousand”`."""
    if not _has_value(figure):
        return phrase("colon", language).join((unit_of(figure.of, language), amount(figure, language)))
    last = figure.value if figure.value_max is None else figure.value_max
    return f"{amount(figure, language)} {unit_of(figure.of, language, last or 0)}".rstrip()


def _has_value(figure: Figure) -> bool:
    return figure.value is not None and all(
        abs(value) < MOST for value in (figure.value, figure.value_max or 0)
    )
