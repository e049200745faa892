"""A timeline as a document: Markdown, a self-contained HTML page, or one JSON object. Pure.

Headlines are hostile text: nothing in them may become markup, an address or a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from html import escape
from itertools import groupby

from bot.alerts.layout import clock_time
from bot.console import to_json
from bot.desk.timeline import Cited, Entry, Reference, Timeline
from bot.model import StoryState
from bot.text import one_line

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$#{}]|(?<=:)/|(?<=www)\.", re.IGNORECASE)
"""What begins or ends markup anywhere in a line, and the sign in what GitHub would make a link of itself."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ORIGINS_SHOWN = 12


def json_document(made: Timeline) -> str:
    """The whole timeline as one object on one line."""
    return to_json(asdict(made))


def markdown(made: Timeline) -> str:
    """The timeline as CommonMark, by day."""
    lines = [f"# {_md(made.title)}", "", f"*{_md(_summary(made))}*"]
    for day, entries in groupby(made.entries, _day):
        lines += ["", f"## {day}"]
        for entry in entries:
            lines += ["", *_md_entry(entry, made)]
    if made.references:
        lines += ["", "## References", "", *map(_md_reference, made.references)]
    return "\n".join(lines)


def _md_entry(entry: Entry, made: Timeline) -> Iterator[str]:
    shown, original = _headlines(entry)
    yield f"### {entry.at:%H:%M} UTC: {_md(shown)}"
    yield ""
    if original:
        yield f"- Original ({_md(entry.language)}): {_md(original)}"
    for label, text in _facts(entry):
        yield f"- {label}: {_md(text)}"
    for one in (*entry.figures, *entry.sides):
        yield f"- {_md(one.text)}{_md_numbers(one.references, made)}"
    yield f"- Sources:{_md_numbers(entry.references, made)}{_and_more(entry)}"


def _md_numbers(numbers: Iterable[int], made: Timeline) -> str:
    return "".join(f" {_md_number(made.references[number - 1])}" for number in numbers)


def _md_number(reference: Reference) -> str:
    mark = f"\\[{reference.number}\\]"
    return f"[{mark}](<{_md_url(reference.url)}>)" if reference.url else mark


def _md_reference(one: Reference) -> str:
    title = f"[{_md(_quoted(one))}](<{_md_url(one.url)}>)" if one.url else _md(_quoted(one))
    return f"{one.number}. {_md(_outlet(one))}: {title}, {clock_time(one.at)}"


def _md(text: str) -> str:
    """Text that Markdown shows as it is, also where it would make a link of what looks like an address."""
    return _SPECIAL.sub(r"\\\g<0>", one_line(text))


def _md_url(url: str) -> str:
    """An address that cannot end the brackets around it."""
    return _ENTITY.sub("&amp;", url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E"))


def _headlines(entry: Entry) -> tuple[str, str]:
    """The headline to show, and the original if that is another."""
    if entry.translated_title:
        return entry.translated_title, entry.title
    return entry.title or "(no title)", ""


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """How far the story has come and by whom, as label and text."""
    story = entry.story
    origins = list(story.origins[:_ORIGINS_SHOWN])
    if len(story.origins) > _ORIGINS_SHOWN:
        origins.append(f"+{len(story.origins) - _ORIGINS_SHOWN}")
    named = f": {', '.join(origins)}" if origins else ""
    outlets, count = counted(story.outlets, "outlet"), counted(len(story.origins), "origin")
    yield "State", _state(entry)
    yield "Told by", f"{outlets}, {count}{named}; in {', '.join(entry.languages) or 'an unknown language'}"
    if entry.follows:
        yield "Continues", entry.follows


def _state(entry: Entry) -> str:
    asleep = entry.story.state is StoryState.DORMANT
    return f"{entry.reached.value}, {StoryState.DORMANT.value}" if asleep else entry.reached.value


def counted(number: int, name: str) -> str:
    """`1 outlet`, `1,200 outlets`."""
    return f"{number:,} {name}" + ("" if number == 1 else "s")


def _and_more(entry: Entry) -> str:
    return f" and {counted(entry.more_items, 'more item')}" if entry.more_items else ""


def _summary(made: Timeline) -> str:
    counted = f"{len(made.entries):,} " + ("story" if len(made.entries) == 1 else "stories")
    span = f", {_day(made.entries[0])} to {_day(made.entries[-1])}" if made.entries else ""
    return f"{counted}{span}. Made by Vigie on {clock_time(made.made_at)}."


def _day(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d}"


def _outlet(one: Reference) -> str:
    via = f", origin {one.origin}" if one.origin not in ("", one.source) else ""
    return f"{one.source or '?'} ({one.language or '?'}{via})"


def _quoted(one: Reference) -> str:
    return f"“{one.title or '(no title)'}”"


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
    title = _text(made.title)
    head = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}: timeline</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f'<h1 dir="auto">{title}</h1>',
        f'<p class="meta">{_text(_summary(made))}</p>',
    ]
    body = []
    for day, entries in groupby(made.entries, _day):
        body.append(f'<section aria-labelledby="d{day}">\n<h2 id="d{day}"><time>{day}</time></h2>')
        body += [line for entry in entries for line in _html_entry(entry)]
        body.append("</section>")
    if made.references:
        items = [_html_reference(one) for one in made.references]
        body += ['<section aria-labelledby="references">', '<h2 id="references">References</h2>']
        body += ['<ol class="references">', *items, "</ol>", "</section>"]
    return "\n".join([*head, *body, "</main>", "</body>", "</html>"])


def _html_entry(entry: Entry) -> Iterator[str]:
    shown, original = _headlines(entry)
    yield f'<article id="s{entry.story.id}" class="{entry.reached.value}">'
    language = "en" if original else entry.language
    yield f'<h3 dir="auto"{_lang(language)}>{_text(shown)}</h3>'
    if original:
        yield f'<p class="meta" dir="auto"{_lang(entry.language)}>{_text(original)}</p>'
    time = f'<time datetime="{entry.at.isoformat()}">{clock_time(entry.at)}</time>'
    (_, _), *facts = _facts(entry)
    told = ". ".join(f"{label} {_text(text)}" for label, text in facts)
    yield f'<p class="meta">{time} · <span class="state">{_state(entry)}</span> · {told}</p>'
    if cited := [*entry.figures, *entry.sides]:
        yield "<ul>"
        yield from (f"<li>{_html_cited(one)}</li>" for one in cited)
        yield "</ul>"
    yield f'<p class="meta">Sources: {_html_numbers(entry.references)}{_and_more(entry)}</p>'
    yield "</article>"


def _html_cited(one: Cited) -> str:
    return f"<bdi>{_text(one.text)}</bdi> {_html_numbers(one.references)}"


def _html_numbers(numbers: Iterable[int]) -> str:
    return " ".join(f'<a href="#r{n}" aria-label="Reference {n}">[{n}]</a>' for n in numbers)


def _html_reference(one: Reference) -> str:
    title = f"<bdi{_lang(one.language)}>{_text(_quoted(one))}</bdi>"
    if one.url:
        title = f'<a href="{escape(one.url)}" rel="noopener noreferrer nofollow">{title}</a>'
    return f'<li id="r{one.number}"><bdi>{_text(_outlet(one))}</bdi>: {title}, {clock_time(one.at)}</li>'


def _lang(language: str) -> str:
    """The attribute that lets a reader's voice and fonts follow, if the feed's tag is one."""
    return f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""


def _text(text: str) -> str:
    return escape(one_line(text))
