"""A timeline as a document: Markdown, a self-contained HTML page, or one JSON object. Pure.

Headlines are hostile text: nothing in them may become markup, an address or a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from html import escape
from itertools import groupby

from bot.alerts.names import number
from bot.alerts.words import state_word
from bot.console import to_json
from bot.desk.timeline import Cited, Entry, Reference, Timeline
from bot.model import StoryState
from bot.text import harmless, one_line
from bot.words import say
from bot.words.names import language_name
from bot.words.times import dated, day, zone_of

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$#{}]|(?<=:)/|(?<=www)\.", re.IGNORECASE)
"""What begins or ends markup anywhere in a line, and the sign in what GitHub would make a link of itself."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_ORIGINS_SHOWN = 12


def json_document(made: Timeline) -> str:
    """The whole timeline as one object on one line."""
    return to_json(asdict(made))


def markdown(made: Timeline) -> str:
    """The timeline as CommonMark, by day."""
    lines = [f"# {_md(made.title)}", "", f"*{_md(_summary(made))}*"]
    for _, entries in _by_day(made):
        lines += ["", f"## {_md(_day_of(entries[0], made))}"]
        for entry in entries:
            lines += ["", *_md_entry(entry, made)]
    if made.references:
        heading = say(made.language, "page-references")
        lines += ["", f"## {heading}", "", *(_md_reference(one, made) for one in made.references)]
    return "\n".join(lines)


def _md_entry(entry: Entry, made: Timeline) -> Iterator[str]:
    language, colon = made.language, say(made.language, "alert-colon")
    shown, original = _headlines(entry, language)
    yield f"### {_clock(entry.at, made)}{colon}{_md(shown)}"
    yield ""
    if original:
        label = say(language, "page-original", language=entry.language)
        yield f"- {_md(label)}{colon}{_md(original)}"
    for label, text in _facts(entry, language):
        yield f"- {label}{colon}{_md(text)}"
    for one in (*entry.figures, *entry.sides):
        yield f"- {_md(one.text)}{_md_numbers(one.references, made)}"
    sources = say(language, "page-sources") + colon.rstrip()
    yield f"- {sources}{_md_numbers(entry.references, made)}{_and_more(entry, language)}"


def _md_numbers(numbers: Iterable[int], made: Timeline) -> str:
    return "".join(f" {_md_number(made.references[number - 1])}" for number in numbers)


def _md_number(reference: Reference) -> str:
    mark = f"\\[{reference.number}\\]"
    return f"[{mark}](<{_md_url(reference.url)}>)" if reference.url else mark


def _md_reference(one: Reference, made: Timeline) -> str:
    quoted, colon = _md(_quoted(one, made.language)), say(made.language, "alert-colon")
    title = f"[{quoted}](<{_md_url(one.url)}>)" if one.url else quoted
    return f"{one.number}. {_md(_outlet(one, made.language))}{colon}{title}, {_when(one.at, made)}"


def _md(text: str) -> str:
    """Text that Markdown shows as it is, also where it would make a link of what looks like an address."""
    return _SPECIAL.sub(r"\\\g<0>", one_line(text))


def _md_url(url: str) -> str:
    """An address that cannot end the brackets around it."""
    return _ENTITY.sub("&amp;", url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E"))


def _headlines(entry: Entry, language: str) -> tuple[str, str]:
    """The headline to show, and the original if that is another."""
    if entry.translated_title:
        return entry.translated_title, entry.title
    return entry.title or say(language, "alert-no-title"), ""


def _facts(entry: Entry, language: str) -> Iterator[tuple[str, str]]:
    """How far the story has come and by whom, as label and text."""
    story = entry.story
    origins = list(story.origins[:_ORIGINS_SHOWN])
    if len(story.origins) > _ORIGINS_SHOWN:
        origins.append(say(language, "alert-more", n=len(story.origins) - _ORIGINS_SHOWN))
    named = say(language, "alert-colon") + ", ".join(origins) if origins else ""
    yield say(language, "page-state"), _state(entry, language)
    spread = say(
        language,
        "page-spread",
        outlets=_counted("outlets", story.outlets, language),
        origins=_counted("origins", len(story.origins), language) + named,
        languages=", ".join(language_name(one, language) for one in entry.languages)
        or say(language, "page-unknown-language"),
    )
    yield say(language, "page-told-by"), spread
    if entry.follows:
        yield say(language, "alert-follows"), entry.follows


def _state(entry: Entry, language: str) -> str:
    reached = state_word(entry.reached, language)
    asleep = entry.story.state is StoryState.DORMANT
    return f"{reached}, {state_word(StoryState.DORMANT, language)}" if asleep else reached


def _counted(name: str, count: int, language: str) -> str:
    """`1 outlet`, `1,200 outlets`."""
    return say(language, f"alert-{name}", count=count, n=number(count, language))


def _and_more(entry: Entry, language: str) -> str:
    count = entry.more_items
    return " " + say(language, "page-more", count=count, n=number(count, language)) if count else ""


def _summary(made: Timeline) -> str:
    language, count = made.language, len(made.entries)
    parts = [say(language, "page-stories", count=count, n=number(count, language))]
    if made.entries:
        first, last = (_day_of(one, made) for one in (made.entries[0], made.entries[-1]))
        parts = [say(language, "page-span", stories=parts[0], first=first, last=last)]
    return " ".join([*parts, say(language, "page-made", made=_when(made.made_at, made))])


def _by_day(made: Timeline) -> Iterator[tuple[str, list[Entry]]]:
    """The entries of each day, which begins and ends as it does for the reader."""
    zone = zone_of(made.zone)
    for name, entries in groupby(made.entries, lambda one: f"{one.at.astimezone(zone):%Y-%m-%d}"):
        yield name, list(entries)


def _day_of(entry: Entry, made: Timeline) -> str:
    return day(entry.at, made.language, made.zone)


def _clock(at: datetime, made: Timeline) -> str:
    shown = f"{at.astimezone(zone_of(made.zone)):%H:%M}"
    return shown if made.zone else f"{shown} UTC"


def _when(at: datetime, made: Timeline) -> str:
    return dated(at, made.language, made.zone)


def _outlet(one: Reference, language: str) -> str:
    values = {"source": one.source or "?", "language": one.language or "?"}
    if one.origin in ("", one.source):
        return say(language, "page-outlet", **values)
    return say(language, "page-outlet-via", origin=one.origin, **values)


def _quoted(one: Reference, language: str) -> str:
    return say(language, "alert-quoted", text=one.title or say(language, "alert-no-title"))


_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { line-height: 1.2; margin-bottom: .2rem; }
h2 { margin: 2.2rem 0 .4rem; padding-bottom: .2rem; border-bottom: 1px solid #8886; font-size: 1.15rem; }
article { margin: 1.2rem 0 1.6rem; padding-inline-start: 1rem; border-inline-start: .25rem solid #8886; }
article.corroborated, article.confirmed { border-color: #2a7d4f; }
article.denied, article.disputed { border-color: #b3541e; }
h3 { margin: 0 0 .2rem; font-size: 1.05rem; line-height: 1.35; }
p { margin: .15rem 0; }
ul { margin: .3rem 0; padding-inline-start: 1.2rem; }
.meta { font-size: .9rem; opacity: .85; }
.state { font-weight: 600; }
a { color: light-dark(#0b57a4, #8ab8ff); }
a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
ol.references { overflow-wrap: anywhere; font-size: .92rem; padding-inline-start: 2.4rem; }
li:target { background: light-dark(#fff3c4, #4a4420); }
@media print { a { color: inherit; } article { break-inside: avoid; } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_page(made: Timeline) -> str:
    """The timeline as one accessible page that loads nothing and runs nothing."""
    language = made.language
    head = [
        "<!doctype html>",
        f'<html lang="{language}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(say(language, 'page-title', title=made.title))}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f'<h1 dir="auto">{_text(made.title)}</h1>',
        f'<p class="meta">{_text(_summary(made))}</p>',
    ]
    body = []
    for name, entries in _by_day(made):
        shown = _text(_day_of(entries[0], made))
        body.append(f'<section aria-labelledby="d{name}">')
        body.append(f'<h2 id="d{name}"><time datetime="{name}">{shown}</time></h2>')
        body += [line for entry in entries for line in _html_entry(entry, made)]
        body.append("</section>")
    if made.references:
        heading = _text(say(language, "page-references"))
        body += ['<section aria-labelledby="references">', f'<h2 id="references">{heading}</h2>']
        body += ['<ol class="references">', *(_html_reference(one, made) for one in made.references)]
        body += ["</ol>", "</section>"]
    return "\n".join([*head, *body, "</main>", "</body>", "</html>"])


def _html_entry(entry: Entry, made: Timeline) -> Iterator[str]:
    language, colon = made.language, say(made.language, "alert-colon")
    shown, original = _headlines(entry, language)
    yield f'<article id="s{entry.story.id}" class="{entry.reached.value}">'
    spoken = entry.translated_language if original else entry.language
    yield f'<h3 dir="auto"{_lang(spoken)}>{_text(shown)}</h3>'
    if original:
        yield f'<p class="meta" dir="auto"{_lang(entry.language)}>{_text(original)}</p>'
    time = f'<time datetime="{entry.at.isoformat()}">{_clock(entry.at, made)}</time>'
    (_, state), *facts = _facts(entry, language)
    yield f'<p class="meta">{time} · <span class="state">{_text(state)}</span></p>'
    yield from (f'<p class="meta">{_text(label + colon + text)}</p>' for label, text in facts)
    if cited := [*entry.figures, *entry.sides]:
        yield "<ul>"
        yield from (f"<li>{_html_cited(one, language)}</li>" for one in cited)
        yield "</ul>"
    sources = _text(say(language, "page-sources") + colon) + " "
    more = _text(_and_more(entry, language))
    yield f'<p class="meta">{sources}{_html_numbers(entry.references, language)} {more}</p>'
    yield "</article>"


def _html_cited(one: Cited, language: str) -> str:
    return f"<bdi>{_text(one.text)}</bdi> {_html_numbers(one.references, language)}"


def _html_numbers(numbers: Iterable[int], language: str) -> str:
    def link(place: int) -> str:
        label = escape(say(language, "page-reference", place=str(place)))
        return f'<a href="#r{place}" aria-label="{label}">[{place}]</a>'

    return " ".join(map(link, numbers))


def _html_reference(one: Reference, made: Timeline) -> str:
    title = f"<bdi{_lang(one.language)}>{_text(_quoted(one, made.language))}</bdi>"
    if one.url:
        title = f'<a href="{escape(one.url)}" rel="noopener noreferrer nofollow">{title}</a>'
    outlet, colon = _text(_outlet(one, made.language)), say(made.language, "alert-colon")
    return f'<li id="r{one.number}"><bdi>{outlet}</bdi>{colon}{title}, {_when(one.at, made)}</li>'


def _lang(language: str) -> str:
    """The attribute that lets a reader's voice and fonts follow, if the feed's tag is one."""
    return f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""


def _text(text: str) -> str:
    """Harmless text, in which the no-break spaces of French stay."""
    return escape(_SPACE.sub(" ", harmless(text)))
