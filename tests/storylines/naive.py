"""A matcher of the same meaning as `Matcher`, without any table: it asks every term about every word.

It is slow and plain, so that it can be checked by reading, and the compiled matcher can be checked by it. It
shares with that one what tells a word from another (folding, stems, skeletons, Korean particles), what of an
item is read, and the judge; what a term means and where it stands it decides for itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise, product

from rapidfuzz.distance import OSA

from bot.model import Concept, Match, Term
from bot.storylines import similar
from bot.storylines import words as leaf
from bot.storylines.fields import Reader, ReadItem
from bot.storylines.inflection import COMPOUNDING, grammar, proclitics, stems, without_article
from bot.storylines.judge import judge
from bot.storylines.korean import Particles, split_korean
from bot.storylines.lexicon import JOINED_LETTERS
from bot.storylines.load import Rules
from bot.storylines.matcher import CHARACTERS_PER_WORD, READ_LIMIT, TAGS_LIMIT, TITLE_LIMIT, WIDE_PER_WORD
from bot.storylines.patterns import COMPOUND_LETTERS, EXACT, INFLECTED, INSIDE, MISSPELT, TRANSLITERATED
from bot.storylines.phrases import Hit
from bot.storylines.reading import Readable, readable_summary, readable_title
from bot.storylines.territories import longer_names, name_words

PARTICLES = Particles()

AROUND = 3
"""Letters that have to stand beside a term in a compound, and behind an Arabic or Hebrew prefix."""


class NaiveMatcher:
    """The storylines of some rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def match(
        self,
        title: str,
        summary: str,
        language: str = "",
        *,
        tags: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> tuple[Match, ...]:
        """The storylines that an item belongs to, in the order of the rules."""
        labels = "\n".join(tags)[:TAGS_LIMIT]
        item = ReadItem(
            self._reader("title", title, readable_title(title[:TITLE_LIMIT], sources), language),
            self._reader("summary", summary, readable_summary(summary[:READ_LIMIT]), language),
            self._reader("tags", labels, Readable(labels), language),
            language=leaf.item_language(language),
            sources=frozenset(sources),
        )
        return tuple(match for storyline in self.rules.storylines if (match := judge(storyline, item)))

    def _reader(self, name: str, original: str, read: Readable, language: str) -> Reader:
        text = Text(read.text, language)
        hits = {concept.id: found for concept in self.rules.concepts if (found := find(concept, text))}
        word = WIDE_PER_WORD if leaf.wide_share(read.text) > 0.5 else CHARACTERS_PER_WORD
        return Reader(name, read, original, hits, word)


def find(concept: Concept, text: Text) -> list[Hit]:
    """The places that name a concept, each once, by the term that is likest."""
    covers = [hit for term in (*concept.covers, *_longer(concept)) for hit in _term(concept, term, text)]
    best: dict[tuple[int, int], Hit] = {}
    for hit in (hit for term in concept.terms for hit in _term(concept, term, text)):
        if not any(cover.start <= hit.start and hit.end <= cover.end for cover in covers):
            known = best.setdefault((hit.start, hit.end), hit)
            if (hit.weak, hit.how) < (known.weak, known.how):
                best[hit.start, hit.end] = hit
    return sorted(best.values())


def _longer(concept: Concept) -> Iterator[Term]:
    """The names of other territories that hold a term of a concept, but for those that it has itself."""
    own = {leaf.fold(term.text) for term in concept.terms}
    for longer, tags in (pair for name in own for pair in longer_names().get(name, {}).items()):
        if leaf.fold(longer) not in own:
            yield from (Term(text=longer, language=tag, varies=False) for tag in tags)


def _term(concept: Concept, term: Term, text: Text) -> Iterator[Hit]:
    """The places at which a term stands in a text."""
    spoken = leaf.primary(term.language)
    inside = leaf.has_runs(term.text) and not (spoken == "ko" and leaf.words(term.text))
    bound = term.bound or (term.exact and text.loud and not inside)
    if bound and text.language and spoken not in (text.language, "*"):
        return
    for start, end, how in _inside(term, text) if inside else _in_words(term, text):
        yield Hit(start, end, how, concept.id, term.text, term.weak or how == MISSPELT)


class Form:
    """A word in the ways in which it is looked at."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded, self.spelled, self.accented = leaf.fold(text), leaf.spelled(text), leaf.accented(text)
        self.hangul, self.capital = leaf.is_hangul(text), text[:1].isupper()
        self.latin = self.folded < leaf.FIRST_NOT_LATIN
        self.skeletons = similar.skeletons(self.folded) if self.capital else ()


form = cache(Form)


class Text:
    """A text in a language, which may be unknown, and its words."""

    def __init__(self, text: str, tag: str) -> None:
        self.text = text
        self.language = leaf.item_language(tag) or leaf.script_language(text)
        self.grammar = _grammar(self.language)
        self.accents, self.loud = leaf.has_accents(text), leaf.shouts(text)
        self.words = leaf.words(text)
        self.forms = [form(word.text) for word in self.words]
        pairs = [(one, two) for one, two in pairwise(self.words) if leaf.hyphenated(text, one, two)]
        self.hyphenated = [(one.start, two.end, form(one.text + two.text)) for one, two in pairs]

    def after(self, place: int) -> Iterator[int]:
        """Where the next word of a phrase may stand: next, or behind one small word, in the same thought."""
        small = False
        for at, (first, second) in enumerate(pairwise(self.words[place:]), place + 1):
            if not leaf.neighbours(self.text, first, second):
                return
            if not leaf.attached(self.text, first, second):
                yield at
                if small or leaf.fold(second.text) not in leaf.STOP_WORDS:
                    return
                small = True


def _grammar(language: str) -> str:
    return language if language in ("ko", "vi") else grammar(language)


@dataclass(frozen=True)
class Part:
    """A word of a term, in the language of the term."""

    form: Form
    term: Term
    in_phrase: bool = False
    prefix: bool = False

    @cached_property
    def grammar(self) -> str:
        return _grammar(leaf.primary(self.term.language))

    @cached_property
    def exact(self) -> bool:
        """It counts in its spelling only; so does an acronym in a phrase."""
        acronym = self.in_phrase and leaf.is_acronym(self.form.text)
        return not self.form.hangul and (self.term.exact or acronym)

    @cached_property
    def forms(self) -> frozenset[str]:
        """What grammar makes of it."""
        bare, phrase = without_article(self.form.folded, self.grammar), self.in_phrase
        made = stems(bare, self.grammar, in_phrase=phrase, capital=self.form.capital and not phrase)
        return frozenset(stem + ending for stem, endings in made for ending in endings)

    @cached_property
    def in_compounds(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What a compound may begin with, and what it may end with; a name ends none (Weißrussland)."""
        word, compounding = self.form.folded, leaf.primary(self.term.language) in COMPOUNDING
        if not compounding or self.term.whole or self.prefix or len(word) < COMPOUND_LETTERS:
            return (), ()
        long = [found for found in stems(word, self.grammar) if len(found[0]) >= COMPOUND_LETTERS - 1]
        ends = [] if word in name_words() else [word, *(stem + end for stem, ends in long for end in ends)]
        return (word, *(stem for stem, _ in long)), tuple(ends)

    def declines_in(self, text: Text) -> bool:
        """Whether its other forms count: languages in the Latin script share many stems by chance."""
        return not self.form.latin or not text.language or self.grammar in ("", "*", text.grammar)


@cache
def _spellings(term: Term) -> list[list[Part]]:
    """The words of a term, and if there are several the same as one word: `NordKorea`."""
    found = leaf.words(term.text)
    attached = {second for first, second in pairwise(found) if leaf.attached(term.text, first, second)}
    texts = [word.text for word in found if word not in attached]
    several, joined = len(texts) > 1, "".join(texts)
    parts = [Part(form(text), term, several) for text in texts]
    spellings = [[*parts[:-1], replace(parts[-1], prefix=term.prefix)]] if parts else []
    if several and len(joined) >= JOINED_LETTERS and not (term.exact or term.whole or form(joined).hangul):
        spellings.append([Part(form(joined), replace(term, varies=False), prefix=term.prefix)])
    return spellings


def _in_words(term: Term, text: Text) -> Iterator[tuple[int, int, int]]:
    """Start, end and likeness of the words of a term, and of its only word where a hyphen parts it."""
    for parts in _spellings(term):
        for first, word in enumerate(text.words):
            if found := _phrase(parts, first, text):
                yield word.start, text.words[found[0]].end, found[1]
        for start, end, joined in () if len(parts) > 1 or term.exact or term.whole else text.hyphenated:
            if len(joined.text) >= JOINED_LETTERS and _likest(parts[0], joined, text) in (EXACT, INFLECTED):
                yield start, end, INFLECTED


def _phrase(parts: Sequence[Part], first: int, text: Text) -> tuple[int, int] | None:
    """Where the last word of a phrase stands if its first stands here, and the worst likeness of all."""
    places, last, worst = iter((first,)), first, EXACT
    for part in parts:
        hows = {at: how for at in places if (how := _likest(part, text.forms[at], text)) is not None}
        if not hows:
            return None
        last = min(hows)
        places, worst = text.after(last), max(worst, hows[last])
    return last, worst


def _likest(part: Part, word: Form, text: Text) -> int | None:
    return min(likenesses(part, word, text), default=None) if len(word.text) <= leaf.MAX_WORD else None


def likenesses(part: Part, word: Form, text: Text) -> Iterator[int]:
    """Every way in which a word of a text is the word of a term."""
    if part.exact:
        acronym = len(part.form.spelled) > 1 and part.form.spelled.isupper()
        if word.spelled == part.form.spelled or (acronym and word.spelled == f"{part.form.spelled}s"):
            yield EXACT
    elif part.form.hangul:
        yield from _korean(part, word.folded)
    elif not word.hangul:
        yield from _forms(part, word, word.folded, text)
        for clitic in proclitics(word.folded):
            rest = word.folded.removeprefix(clitic)
            if rest != word.folded and len(rest) >= AROUND:
                yield from (INFLECTED for _ in _forms(part, word, rest, text))
        if _in_compound(part, word.folded, text):
            yield INSIDE
        only = part.term.whole or part.prefix or part.grammar == "vi" or not part.form.folded.isalpha()
        if part.term.varies and not only and _is_same_name(part.form, word):
            yield TRANSLITERATED
        if part.term.varies and not only and part.declines_in(text) and _is_typo(part.form, word):
            yield MISSPELT


def _forms(part: Part, word: Form, folded: str, text: Text) -> Iterator[int]:
    """The word itself, what begins with it, and its other forms."""
    wanted = part.form.folded
    if part.grammar == "vi":
        unaccented = word.accented == word.folded and not text.accents
        wanted, folded = wanted if unaccented else part.form.accented, word.accented
    if folded == wanted:
        yield EXACT
    elif part.prefix and folded.startswith(wanted):
        yield INFLECTED
    if part.term.whole or part.grammar == "vi":
        return
    if folded == without_article(wanted, part.grammar):
        yield INFLECTED
    short_name = len(part.form.folded) == 4 and part.form.capital and not part.in_phrase
    if folded in part.forms and part.declines_in(text) and (word.capital or not short_name):
        yield INFLECTED


def _in_compound(part: Part, folded: str, text: Text) -> bool:
    """Whether a longer word begins or ends with it, in a language that builds compounds."""
    if len(folded) < COMPOUND_LETTERS + AROUND or (text.language and text.grammar != part.grammar):
        return False
    begins, ends = part.in_compounds
    return folded[:-AROUND].startswith(begins) or folded[AROUND:].endswith(ends)


def _is_same_name(name: Form, word: Form) -> bool:
    """Whether two names have one skeleton, with an ending if the second is not in Latin."""
    for wanted, found in product(name.skeletons, word.skeletons):
        bare = wanted[:-1] if len(wanted) > similar.SKELETON and wanted[-1] in "aeiou" else wanted
        endings = {found.removeprefix(stem) for stem in (wanted, bare) if found.startswith(stem)} - {""}
        same = found == wanted or (not word.latin and endings & similar._ENDINGS)
        if same and len(wanted) >= similar.SKELETON:
            return True
    return False


def _is_typo(form: Form, word: Form) -> bool:
    """Whether few letters differ, but not the first, and not in the ending alone."""
    wanted, folded, borne = form.folded, word.folded, similar.edits(len(form.folded))
    if not borne or wanted[:1] != folded[:1] or abs(len(wanted) - len(folded)) > borne:
        return False
    shorter = min(len(wanted), len(folded)) - 1
    return wanted[:shorter] != folded[:shorter] and OSA.distance(wanted, folded) <= borne


def _korean(part: Part, folded: str) -> Iterator[int]:
    """The word, its stem before particles, and a part of a compound."""
    term, wanted, alone = part.term, part.form.folded, part.term.exact or part.term.whole
    if part.prefix and not term.exact and folded.startswith(wanted):
        yield INFLECTED
    for start, end, how in split_korean(folded, PARTICLES):
        if term.weak and len(wanted) == 1:
            in_compound = start > 0 and folded[end:] in PARTICLES.cases
        else:
            in_compound = PARTICLES.compound(folded, start, end, name=wanted in name_words())
        if folded[start:end] == wanted and (how < INSIDE or (in_compound and not alone)):
            yield how


def _inside(term: Term, text: Text) -> Iterator[tuple[int, int, int]]:
    """The same of a term in a script without spaces, with what is Latin in it around that."""
    wanted = term.text.replace(" ", "")
    core = next(run for run in leaf.runs(wanted) if run.folded)
    before, after = leaf.fold(wanted[: core.starts[0]]), leaf.fold(wanted[core.ends[-1] :])
    for run in leaf.runs(text.text):
        for at in range(len(run.folded) - len(core.folded) + 1):
            until = at + len(core.folded)
            if run.folded[at:until] != core.folded or _cuts_katakana(run.folded, at, until):
                continue
            start = _reach(before, text.text, run.starts[at], -1)
            end = _reach(after, text.text, run.ends[until - 1], 1)
            if start is None or end is None or (term.whole and run.folded != core.folded):
                continue
            if not term.exact or leaf.spelled(text.text[start:end]) == leaf.spelled(wanted):
                yield start, end, INSIDE


def _reach(wanted: str, text: str, at: int, step: int) -> int | None:
    """The nearest place to one side up to which the text is the wanted one when folded; marks stay whole."""
    for place in range(at, at + step * (3 * len(wanted) + 1), step):
        after = text[place : place + 1]
        cuts = step > 0 and wanted and after and (unicodedata.combining(after) or after in leaf._GONE)
        if (
            0 <= place <= len(text)
            and not cuts
            and leaf.fold(text[min(at, place) : max(at, place)]) == wanted
        ):
            return place
    return None


def _cuts_katakana(run: str, start: int, end: int) -> bool:
    """Whether a place begins within a katakana word, or is a short part of one: タイ in タイトル."""
    before, first, after = (bool(leaf.KATAKANA.match(run, at)) for at in (max(0, start - 1), start, end))
    return first and ((before and start > 0) or (after and end - start < 3))
