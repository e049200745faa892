"""Which speaker a word of saying, confirming or denying is bound to, in one sentence.

How a sentence is built is read from its script, since language tags lie: subjects stand first in Korean and
Japanese and have marks, verbs may stand first in Arabic and Hebrew, and elsewhere the subject stands before
its verb, or right behind one that is turned round (`…, said Macron`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.stories.naming import OBLIQUE, STOP, WORD, Cue, Named

NEAR = 3
"""Words between a verb and a subject that follows it: `, a déclaré le chef du Pentagone`. Of 1 to 6 the
best F1 of speakers (benchmarks/stance_quality.py), by a little."""

LABEL = 40
"""Characters by which a headline can begin before its speaker: `Corea del Nord, Seul: …`. 20 to 60
measure alike."""

FAR = 3
"""Words between `according to` and whom it means: `nach Angaben von`. Of 2 to 9 the best, by a little."""

_SAYING = (
    "says",
    "according-to",
    "confirms",
    "denies",
    "cannot-confirm",
    "acts",
    "votes",
    "not-denied",
    "corrects",
)

DOING = ("acts", "votes")
"""Cues that cite nobody, but tell what somebody does; the headline's is what the item is about."""

OPENING = 5
"""Characters before the subject that opens a headline: an article, a bracket."""

_COMPOUND = re.compile(r"[\s-]?(?:sanction|制裁|제재|[\u4e00-\u9fff]?制裁)", re.IGNORECASE)
"""What makes a country's name the object: `Russia sanctions`, `対ロシア制裁`."""

_CLAUSE = re.compile(r"[,;:!?()|、。，：；！？،؛؟—–]")

_BREAK = re.compile(r"[:;!?\"«»„“”「『。：；！？|]")

_QUOTED = re.compile(r"[^….,;:!?\"、。，：]{0,8}[\"“”«„「『‘]")

_COLON = re.compile(r"[^.,;!?\"«»“”、。，：:]{0,10}[:：]")

LABELS = re.compile(r"\s*(?:[\[(【［＜〈<][^\])】］＞〉>]{0,20}[\])】］＞〉>]\s*)*[\"“«]?")
"""What stands before a headline: `[속보]`, `＜社説＞`."""

_TRAIL = re.compile(r"(?:[:：、،]\s*|\s[-–—]\s*|と|[」』”\"]\s*|\u3000|\s)\W{0,2}$")

_SOV = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")

_CYRILLIC_AT = re.compile("[\u0400-\u04ff]")

_VSO = re.compile(r"[\u0590-\u06ff]")

_TOPIC = re.compile(r"[^、。\s]{0,8}[はがも]|[^\s]{0,4}(?:\s[^\s,]{1,6})?(?:은|는|이|가)(?=\s)")

_BEFORE_VERB = re.compile(
    r"(?:^|[,»”\"’'›“—–-]|\()\s*(?:(?:a|ha|hat|ont|han|hanno|has|have|avait|il|ils|lo|так|про|про це)\s)?$"
)

_OBLIQUE_AFTER = re.compile(r"[をにでへとの]|에서|에게|서(?=\s)|에(?=\s)|의(?=\s)")

_OBLIQUE_ZH = re.compile(r"[在向对對于於赴给給被与與和]$")

_OBLIQUE_END = ("에서", "에게", "서", "에", "의", "와", "과")

_OWNED = re.compile(r"\s(?:of|de|du|des|d[’']|del|della|dello|di|do|da|von|van|z)\s?$", re.IGNORECASE)

_BY = re.compile(
    r"\s*(?:by|par|von|vom|por|da|dal|dalla|przez|door|av)\s(?:the\s|la\s|le\s|l[’']|der\s|den\s|dem\s|el\s|de\s)?",
    re.IGNORECASE,
)


def headline(text: str, start: int, end: int, named: Sequence[Named]) -> Named | None:
    """The speaker who opens a headline before a colon or a quotation, or who closes it: `…, Zelensky`."""
    runs = bool(_SOV.search(text, start, end))
    for one in named:
        label = LABELS.match(text, start)
        if one.start - start > LABEL or _BREAK.search(text, label.end() if label else start, one.start):
            break
        if _OWNED.search(text, max(0, one.start - 8), one.start) or text[one.end : one.end + 1] == "-":
            continue  # `the plan of Trump: …`, `US-Austritt: …`
        if not one.metonym and (_COLON.match(text, one.end) or (runs and _QUOTED.match(text, one.end))):
            if not _oblique(one, text):
                return one
            if one.side == "un":  # somebody who speaks before it
                return replace(one, speaker="", side="")
    last = next(reversed(named), None)
    if not last or len(named) < 2 or last.metonym or len(text[last.end : end].strip(" .)）氏")) > 1:
        return None
    trail = _TRAIL.search(text, max(start, last.start - 6), last.start)
    return last if trail and (runs or trail[0].strip()) else None


def label_of(text: str, named: Sequence[Named]) -> Named | None:
    """The country under which a headline is filed: `South Korea: …`."""
    first = next(iter(named), None)
    label = LABELS.match(text)
    start = label.end() if label else 0
    filed = first is not None and first.start <= start and first.metonym and _COLON.match(text, first.end)
    return first if filed else None


def opener_of(text: str, named: Sequence[Named]) -> Named | None:
    """The one with whom a headline opens as its subject: no label, no compound, no place."""
    first = next(iter(named), None)
    if first is None or not first.speaker or first.start > OPENING or _oblique(first, text):
        return None
    if first.metonym and _COMPOUND.match(text, first.end):
        return None
    return None if _COLON.match(text, first.end) or text[first.end : first.end + 1] == "-" else first


def actor_of(
    cue: Cue, text: str, start: int, end: int, named: Sequence[Named], cues: Sequence[Cue]
) -> Named | None:
    """The speaker to whom a cue of the sentence `text[start:end]`, with its `named` and `cues`, is bound."""
    if cue.kind not in _SAYING or not named:
        return None
    before = [one for one in named if one.start < cue.start]
    after = [one for one in named if one.start >= cue.end]
    if cue.kind == "according-to":
        return _source(cue, text, before, after)
    straight = [one for one in before if not _oblique(one, text)]
    agent = after[0] if after and _BY.fullmatch(text, cue.end, after[0].start) else None
    runs = bool(_SOV.search(text, start, end))
    before = straight or (before[:1] if _CYRILLIC_AT.search(text, start, end) else [])
    if cue.kind in DOING and not runs:
        before = [one for one in before if not _CLAUSE.search(text, one.end, cue.start)]
        named_act = (
            cue.kind == "votes" and not before and after and not text[cue.end : after[0].start].strip()
        )
        after = after if named_act else []  # `un veto russe`
    if runs:
        return _topic(cue, text, before) or next(iter(after), None)
    if agent:
        return agent
    if _VSO.search(text, start, end):
        return _of_verb_first(cue, text, before, after)
    return _of_subject_first(cue, text, start, before, after, cues)


def _oblique(one: Named, text: str) -> bool:
    """Whether a speaker stands where a subject does not: `at the UN`, `в ООН`, `유엔에서`, `对伊朗`."""
    if one.declined:
        return True
    if _SOV.search(text[one.start : one.end + 2]):
        return bool(_OBLIQUE_AFTER.match(text, one.end)) or text[one.start : one.end].endswith(_OBLIQUE_END)
    return bool(
        OBLIQUE.search(text, max(0, one.start - 20), one.start)
        or _OBLIQUE_ZH.search(text, max(0, one.start - 1), one.start)
    )


def _source(cue: Cue, text: str, before: Sequence[Named], after: Sequence[Named]) -> Named | None:
    """Whom `according to` means: what follows, or what stands before `zufolge`, `göre`, `によると`."""
    if not _SOV.search(text) and after and _words(text, cue.end, after[0].start) <= FAR:
        return after[0]
    if before and not STOP.search(text, before[-1].end, cue.start):
        return before[-1]
    return after[0] if after and _words(text, cue.end, after[0].start) <= FAR else None


def _topic(cue: Cue, text: str, before: Sequence[Named]) -> Named | None:
    """The first speaker with the mark of a subject, else a headline's first, since headlines drop it."""
    if before and not text[before[-1].end : cue.start].strip():  # `합참 추산`
        return before[-1]
    for one in before:
        if _TOPIC.match(text, one.end) or text[one.end - 1 : one.end] in "은는이가":
            return one
    return next(iter(before), None) if cue.field == "title" else None


def _of_verb_first(cue: Cue, text: str, before: Sequence[Named], after: Sequence[Named]) -> Named | None:
    if (
        before
        and _words(text, before[-1].end, cue.start) <= 1
        and not STOP.search(text, before[-1].end, cue.start)
    ):
        return before[-1]
    if (
        after
        and _words(text, cue.end, after[0].start) <= NEAR
        and not STOP.search(text, cue.end, after[0].start)
    ):
        return after[0]
    return before[0] if before else None


def _of_subject_first(
    cue: Cue, text: str, start: int, before: Sequence[Named], after: Sequence[Named], cues: Sequence[Cue]
) -> Named | None:
    """The first speaker of the verb's own clause, else who follows an inverted verb, else the nearest."""
    clause = max((stop.end() for stop in STOP.finditer(text, start, cue.start)), default=start)
    inner = max((clause, *(one.end for one in cues if one.end <= cue.start)))
    own = [one for one in before if one.start >= clause]
    if own:
        return next((one for one in own if one.start >= inner), own[0])
    follows = after[0] if after and _words(text, cue.end, after[0].start) <= NEAR else None
    if follows and _BEFORE_VERB.search(text, max(start, cue.start - 12), cue.start):
        return follows
    if (
        text[start:clause].endswith((",", ", "))
        and 0 < _words(text, clause, cue.start) <= NEAR
        and text[clause : cue.start].lstrip()[:1].isalpha()
    ):
        return None  # `, lawmakers said`: somebody else
    return before[-1] if before else follows


def _words(text: str, start: int, end: int) -> int:
    return len(WORD.findall(text[start:end]))
