"""Everything that the bot says in a chat, by language.

Templates are Telegram's HTML; `phrase` escapes every value that it fills in, so no name can break the markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

LANGUAGES = ("en", "fr")

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "storylines": "what is watched, and what this chat follows",
        "subscribe": "follow a storyline, or all",
        "unsubscribe": "stop following a storyline, or all",
        "status": "feeds, stories and alerts",
        "help": "what this bot does",
        "start": "begin",
    },
    "fr": {
        "storylines": "ce qui est surveillé, et ce que suit ce chat",
        "subscribe": "suivre un sujet, ou tous",
        "unsubscribe": "ne plus suivre un sujet, ou tous",
        "status": "flux, histoires et alertes",
        "help": "ce que fait ce bot",
        "start": "commencer",
    },
}
"""Descriptions of the commands, in the order in which Telegram's menu shows them."""

_EN = {
    "greeting": "<b>Vigie</b> watches news feeds and tells this chat when a storyline moves. "
    "Choose below what to follow.",
    "storylines": "<b>Storylines</b>",
    "page": "page {page} of {pages}",
    "none": "No storylines are set up yet.",
    "how": "Buttons switch a storyline on and off. "
    "In words: <code>/subscribe name</code>, <code>/subscribe all</code>, <code>/unsubscribe name</code>.",
    "follows_all": "This chat follows <b>all</b> storylines, also those to come.",
    "no_longer_watched": "no longer watched",
    "button_all": "➕ All storylines",
    "button_stop_all": "✅ All storylines – stop",
    "followed": "✅ This chat now follows <b>{title}</b>.",
    "followed_all": "✅ This chat now follows all storylines, also those to come.",
    "already": "This chat already follows <b>{title}</b>.",
    "already_all": "This chat already follows all storylines.",
    "dropped": "This chat no longer follows <b>{title}</b>.",
    "dropped_all": "This chat no longer follows any storyline.",
    "not_followed": "This chat does not follow <b>{title}</b>.",
    "nothing_followed": "This chat follows no storyline.",
    "covered": "This chat follows all storylines, <b>{title}</b> too. "
    "Send <code>/unsubscribe all</code>, then follow only those that you want.",
    "unknown_storyline": "There is no storyline “{name}”. /storylines lists them.",
    "stale_storyline": "This storyline is no longer watched; the list is new now.",
    "stale_button": "This button is too old. Send /storylines for a new list.",
    "admins_only": "Only the admins of this group can change what it follows.",
    "unknown_command": "I do not know that one. /help lists what I understand.",
    "sorry": "Sorry, that did not work; it is noted in the log. Please try again later.",
    "help": "<b>Vigie</b> watches news feeds and tells this chat when a storyline moves.",
    "help_more": "In a group, admins decide what it follows; each topic has its own choice.",
    "feeds": "<b>Feeds</b>: {healthy} healthy, {failing} failing",
    "failing": "Failing: {names}",
    "and_more": "and {count} more",
    "last_poll": "Last poll: {ago}",
    "news": "Stories: {stories} · alerts: {alerts}",
    "outbox": "Outbox: {waiting} waiting, {sent} sent, {failed} failed",
    "never": "never",
    "now": "just now",
    "minutes": "{count} min ago",
    "hours": "{count} h ago",
    "days": "{count} d ago",
}

_FR = {
    "greeting": "<b>Vigie</b> surveille des flux d'actualité et prévient ce chat quand un sujet évolue. "
    "Choisissez ci-dessous ce qu'il suit.",
    "storylines": "<b>Sujets</b>",
    "page": "page {page} sur {pages}",
    "none": "Aucun sujet n'est encore configuré.",
    "how": "Les boutons activent et désactivent un sujet. "
    "Par écrit : <code>/subscribe nom</code>, <code>/subscribe all</code>, <code>/unsubscribe nom</code>.",
    "follows_all": "Ce chat suit <b>tous</b> les sujets, y compris ceux à venir.",
    "no_longer_watched": "n'est plus surveillé",
    "button_all": "➕ Tous les sujets",
    "button_stop_all": "✅ Tous les sujets – arrêter",
    "followed": "✅ Ce chat suit maintenant <b>{title}</b>.",
    "followed_all": "✅ Ce chat suit maintenant tous les sujets, y compris ceux à venir.",
    "already": "Ce chat suit déjà <b>{title}</b>.",
    "already_all": "Ce chat suit déjà tous les sujets.",
    "dropped": "Ce chat ne suit plus <b>{title}</b>.",
    "dropped_all": "Ce chat ne suit plus aucun sujet.",
    "not_followed": "Ce chat ne suit pas <b>{title}</b>.",
    "nothing_followed": "Ce chat ne suit aucun sujet.",
    "covered": "Ce chat suit tous les sujets, <b>{title}</b> aussi. "
    "Envoyez <code>/unsubscribe all</code>, puis ne suivez que ceux que vous voulez.",
    "unknown_storyline": "Il n'y a pas de sujet « {name} ». /storylines les énumère.",
    "stale_storyline": "Ce sujet n'est plus surveillé ; la liste est maintenant à jour.",
    "stale_button": "Ce bouton est trop ancien. Envoyez /storylines pour une nouvelle liste.",
    "admins_only": "Seuls les administrateurs de ce groupe peuvent changer ce qu'il suit.",
    "unknown_command": "Je ne connais pas cette commande. /help énumère celles que je comprends.",
    "sorry": "Désolé, cela n'a pas marché ; c'est noté dans le journal. Veuillez réessayer plus tard.",
    "help": "<b>Vigie</b> surveille des flux d'actualité et prévient ce chat quand un sujet évolue.",
    "help_more": "Dans un groupe, les administrateurs décident de ce qu'il suit ; "
    "chaque discussion thématique a ses propres choix.",
    "feeds": "<b>Flux</b> : {healthy} en état, {failing} en panne",
    "failing": "En panne : {names}",
    "and_more": "et {count} autres",
    "last_poll": "Dernière lecture : {ago}",
    "news": "Histoires : {stories} · alertes : {alerts}",
    "outbox": "File d'envoi : {waiting} en attente, {sent} envoyés, {failed} échoués",
    "never": "jamais",
    "now": "à l'instant",
    "minutes": "il y a {count} min",
    "hours": "il y a {count} h",
    "days": "il y a {count} j",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": _EN, "fr": _FR}


def language_of(code: str | None) -> str:
    """The language in which to answer somebody whose Telegram speaks that one (`fr-CA` → `fr`)."""
    primary = (code or "").lower().replace("_", "-").split("-")[0]
    return primary if primary in LANGUAGES else "en"


def phrase(language: str, key: str, **values: object) -> str:
    """A phrase as HTML, with every value escaped."""
    filled = {name: escape(str(value), quote=False) for name, value in values.items()}
    return PHRASES[language][key].format(**filled)


def toast(language: str, key: str, **values: object) -> str:
    """A phrase without markup, for the answer to a button."""
    template = PHRASES[language][key]
    for tag in ("<b>", "</b>", "<code>", "</code>"):
        template = template.replace(tag, "")
    return template.format(**values)
