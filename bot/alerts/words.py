"""The words of alerts in English and French: states, reasons, stances. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model import Decision, Stance, StoryState

LANGUAGES = ("en", "fr")

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
