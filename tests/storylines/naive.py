"""A matcher of the same meaning as `Matcher`, without any table: it asks each term about each word.

It is slow and plain, so that it can be checked by reading, and the compiled matcher can be checked by it. Of
the program it uses the functions that tell what a word is (folding, stems, skeletons, Korean particles), what
of an item is read, and the judge; what a term means, and where it stands, it decides for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.model import Concept, Match, Term
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
from bot.storylines.similar import _ENDINGS as NAME_ENDINGS
from bot.storylines.similar import SKELETON, edits, skeletons
from bot.storylines.territories import longer_names, name_words

PARTICLES = Particles()

AROUND = 3
"""Letters that have to stand before or after a term in a compound, and after an Arabic or Hebrew prefix."""


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
        found = (judge(storyline, item) for storyline in self.rules.storylines)
        return tuple(match for match in found if match)

    def _reader(self, name: str, original: str, read: Readable, language: str) -> Reader:
        text = Text(read.text, leaf.item_language(language) or leaf.script_language(read.text))
        hits = {concept.id: found for concept in self.rules.concepts if (found := find(concept, text))}
        wide = leaf.wide_share(read.text) > 0.5
        return Reader(name, read, original, hits, WIDE_PER_WORD if wide else CHARACTERS_PER_WORD)


class Written:
    """A word of a text in the ways in which it is looked at."""

    def __init__(self, word: leaf.Word) -> None:
        self.text, self.start, self.end = word
        self.folded = leaf.fold(self.text)
        self.spelled = leaf.spelled(self.text)
        self.accented = leaf.accented(self.text)
        self.hangul = leaf.is_hangul(self.text)
        self.capital = self.text[:1].isupper()
        self.skeletons = skeletons(self.folded) if self.capital else ()
        self.too_long = len(self.text) > leaf.MAX_WORD


class Text:
    """A text of a language, which may be unknown."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text, language
        self.grammar = _grammar(language)
        self.accents, self.loud = leaf.has_accents(text), leaf.shouts(text)
        self.runs = leaf.runs(text)
        self._found = leaf.words(text)
        self.words = [Written(word) for word in self._found]

    @cached_property
    def hyphenated(self) -> list[Written]:
        """Each two words that a hyphen joins, written as one."""
        return [
            Written(leaf.Word(first.text + second.text, first.start, second.end))
            for first, second in pairwise(self._found)
            if leaf.hyphenated(self.text, first, second)
            and len(first.text) + len(second.text) >= JOINED_LETTERS
        ]

    def after(self, place: int) -> int | None:
        """The place of the word that follows one, over an attached ending; None where a thought ends."""
        for at, (first, second) in enumerate(pairwise(self._found[place:]), place + 1):
            if not leaf.neighbours(self.text, first, second):
                return None
            if not leaf.attached(self.text, first, second):
                return at
        return None


def _grammar(language: str) -> str:
    return language if language in ("ko", "vi") else grammar(language)


# --- a concept in a text ---------------------------------------------------------------------------------


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
    """The names of other territories that hold a term of a concept, unless it has them itself."""
    own = {leaf.fold(term.text) for term in concept.terms}
    for name in own:
        for longer, languages in longer_names().get(name, {}).items():
            if leaf.fold(longer) not in own:
                yield from (Term(text=longer, language=tag, varies=False) for tag in languages)


def _term(concept: Concept, term: Term, text: Text) -> Iterator[Hit]:
    """The places at which a term stands in a text."""
    spoken = leaf.primary(term.language)
    bound = term.bound or (text.loud and term.exact)
    if bound and text.language and spoken not in (text.language, "*"):
        return
    if leaf.has_runs(term.text) and not (spoken == "ko" and leaf.words(term.text)):
        found = _inside(term, text)
    else:
        found = (place for parts in _spellings(term) for place in _in_words(parts, text))
    for start, end, how in found:
        yield Hit(start, end, how, concept.id, term.text, term.weak or how == MISSPELT)


Place = tuple[int, int, int]
"""Start, end, and likeness."""


# --- words -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A word of a term."""

    text: str
    term: Term
    in_phrase: bool = False
    prefix: bool = False

    @cached_property
    def folded(self) -> str:
        return leaf.fold(self.text)

    @cached_property
    def grammar(self) -> str:
        return _grammar(leaf.primary(self.term.language))

    @cached_property
    def hangul(self) -> bool:
        return leaf.is_hangul(self.text)

    @cached_property
    def exact(self) -> bool:
        """It counts in its spelling only: an acronym in a phrase too."""
        return not self.hangul and (self.term.exact or (self.in_phrase and leaf.is_acronym(self.text)))

    @cached_property
    def short_name(self) -> bool:
        return len(self.folded) == 4 and not self.in_phrase and self.text[:1].isupper()

    @cached_property
    def varies(self) -> bool:
        """A typo or another transliteration of it counts."""
        plain = not (self.exact or self.prefix or self.term.whole or self.grammar == "vi")
        return plain and self.term.varies and self.folded.isalpha()

    def shared_with(self, text: Text) -> bool:
        """Whether other forms count in that text: languages in Latin script share stems by chance."""
        latin = self.folded < leaf.FIRST_NOT_LATIN
        return not latin or not text.language or self.grammar in ("", "*", text.grammar)


@cache
def _spellings(term: Term) -> list[list[Part]]:
    """The words of a term, and if there are several the same as one word: `NordKorea`."""
    found = leaf.words(term.text)
    attached = {b for a, b in pairwise(found) if leaf.attached(term.text, a, b)}
    texts = [word.text for word in found if word not in attached]
    if not texts:
        return []
    several = len(texts) > 1
    parts = [Part(text, term, several) for text in texts]
    spellings = [[*parts[:-1], replace(parts[-1], prefix=term.prefix)]]
    joined = "".join(texts)
    if several and len(joined) >= JOINED_LETTERS and not (term.exact or term.whole or leaf.is_hangul(joined)):
        spellings.append([Part(joined, replace(term, varies=False), prefix=term.prefix)])
    return spellings


def _in_words(parts: Sequence[Part], text: Text) -> Iterator[Place]:
    for place, word in enumerate(text.words):
        for last, how in _rest(parts, place, text):
            yield word.start, text.words[last].end, how
    if len(parts) == 1 and not (parts[0].term.exact or parts[0].term.whole):
        for word in text.hyphenated:
            how = min(likenesses(parts[0], word, text), default=MISSPELT)
            if how < INSIDE:
                yield word.start, word.end, INFLECTED


def _rest(parts: Sequence[Part], place: int, text: Text) -> Iterator[tuple[int, int]]:
    """Where the last of the words of a phrase stands, if the first stands here; and the worst likeness."""
    how = min(likenesses(parts[0], text.words[place], text), default=None)
    if how is None:
        return
    if len(parts) == 1:
        yield place, how
        return
    following = text.after(place)
    places = [following]
    if following is not None and text.words[following].folded in leaf.STOP_WORDS:
        places.append(text.after(following))
    for at in places:
        for last, worst in _rest(parts[1:], at, text) if at is not None else ():
            yield last, max(how, worst)


# --- a word of a term and a word of a text ---------------------------------------------------------------


def likenesses(part: Part, word: Written, text: Text) -> Iterator[int]:
    """Every way in which a word of a text is the word of a term."""
    if word.too_long:
        return
    if part.exact:
        wanted = leaf.spelled(part.text)
        plural = word.spelled == f"{wanted}s" and len(wanted) > 1 and wanted.isupper()
        if word.spelled == wanted or plural:
            yield EXACT
    elif part.hangul:
        yield from _korean(part, word.folded)
    elif not word.hangul:
        yield from _forms(part, word, word.folded, text)
        for clitic in proclitics(word.folded):
            rest = word.folded.removeprefix(clitic)
            if rest != word.folded and len(rest) >= AROUND:
                yield from (INFLECTED for _ in _forms(part, word, rest, text))
        if _in_compound(part, word.folded, text):
            yield INSIDE
        if part.varies and _same_name(part, word):
            yield TRANSLITERATED
        if part.varies and _is_typo(part.folded, word.folded) and part.shared_with(text):
            yield MISSPELT


def _forms(part: Part, word: Written, folded: str, text: Text) -> Iterator[int]:
    """The word itself, what begins with it, and its forms."""
    wanted = part.folded
    if part.grammar == "vi":
        wanted, folded = leaf.accented(part.text), word.accented
        if folded == word.folded and not text.accents:
            wanted = part.folded
    if folded == wanted:
        yield EXACT
    elif part.prefix and folded.startswith(wanted):
        yield INFLECTED
    if part.term.whole or part.grammar == "vi":
        return
    bare = without_article(wanted, part.grammar)
    if folded == bare:
        yield INFLECTED
    if part.shared_with(text) and (word.capital or not part.short_name):
        for stem, endings in stems(bare, part.grammar, in_phrase=part.in_phrase, capital=part.short_name):
            if folded.startswith(stem) and folded.removeprefix(stem) in endings:
                yield INFLECTED


def _in_compound(part: Part, folded: str, text: Text) -> bool:
    """Whether a term begins or ends a longer word; a name ends none (Weißrussland is not Russland)."""
    compounding = leaf.primary(part.term.language) in COMPOUNDING
    if not compounding or part.term.whole or part.prefix or len(part.folded) < COMPOUND_LETTERS:
        return False
    if (text.language and text.grammar != part.grammar) or len(folded) < COMPOUND_LETTERS + AROUND:
        return False
    long = [(s, e) for s, e in stems(part.folded, part.grammar) if len(s) >= COMPOUND_LETTERS - 1]
    for stem, endings in [(part.folded, frozenset(("",))), *long]:
        if folded.startswith(stem) and len(folded) >= len(stem) + AROUND:
            return True
        if stem in folded[AROUND:] and part.folded not in name_words():
            if any(folded[AROUND:].endswith(stem + ending) for ending in endings):
                return True
    return False


def _same_name(part: Part, word: Written) -> bool:
    """Whether two names with a capital have one skeleton, in Cyrillic and Greek with an ending."""
    if not (part.text[:1].isupper() and word.capital):
        return False
    latin = word.folded < leaf.FIRST_NOT_LATIN
    for wanted in skeletons(part.folded):
        if len(wanted) >= SKELETON:
            bare = wanted[:-1] if len(wanted) > SKELETON and wanted[-1] in "aeiou" else wanted
            for found in word.skeletons:
                endings = {found.removeprefix(stem) for stem in (wanted, bare) if found.startswith(stem)}
                if found == wanted or (not latin and endings & NAME_ENDINGS - {""}):
                    return True
    return False


def _is_typo(wanted: str, folded: str) -> bool:
    """Whether few letters differ, neither the first nor in the ending."""
    borne = edits(len(wanted))
    if not borne or wanted == folded or wanted[:1] != folded[:1] or abs(len(wanted) - len(folded)) > borne:
        return False
    shorter = min(len(wanted), len(folded)) - 1
    return wanted[:shorter] != folded[:shorter] and OSA.distance(wanted, folded) <= borne


def _korean(part: Part, folded: str) -> Iterator[int]:
    """The word, its stem before particles, and a part of a compound."""
    term, wanted = part.term, part.folded
    if part.prefix and folded.startswith(wanted):
        yield EXACT if folded == wanted else INFLECTED
    for start, end, how in split_korean(folded, PARTICLES):
        if folded[start:end] != wanted:
            continue
        if how < INSIDE:
            yield how
        elif term.exact or term.whole:
            continue
        elif term.weak and len(wanted) == 1:
            if start > 0 and folded[end:] in PARTICLES.cases:
                yield INSIDE
        elif PARTICLES.compound(folded, start, end, name=wanted in name_words()):
            yield INSIDE


# --- scripts without spaces ------------------------------------------------------------------------------


def _inside(term: Term, text: Text) -> Iterator[Place]:
    """The places of a term in stretches without spaces, with what is Latin in it around them."""
    wanted = term.text.replace(" ", "")
    core = next(run for run in leaf.runs(wanted) if run.folded)
    before, after = leaf.fold(wanted[: core.starts[0]]), leaf.fold(wanted[core.ends[-1] :])
    for run in text.runs:
        for at in range(len(run.folded) - len(core.folded) + 1):
            until = at + len(core.folded)
            if run.folded[at:until] != core.folded or _cuts_katakana(run.folded, at, until):
                continue
            if term.whole and run.folded != core.folded:
                continue
            start = _nearest(before, text.text, run.starts[at], -1)
            end = _nearest(after, text.text, run.ends[until - 1], 1)
            if start is not None and end is not None:
                if not term.exact or leaf.spelled(text.text[start:end]) == leaf.spelled(wanted):
                    yield start, end, INSIDE


def _nearest(wanted: str, text: str, at: int, step: int) -> int | None:
    """The nearest place to one side, so that the text up to there is the wanted when folded."""
    for place in range(at, at + step * (2 * len(wanted) + 1), step):
        if 0 <= place <= len(text) and leaf.fold(text[min(at, place) : max(at, place)]) == wanted:
            return place
    return None


def _cuts_katakana(run: str, start: int, end: int) -> bool:
    """Whether a place begins within a katakana word, or is a short part of one: タイ in タイトル."""
    katakana = [bool(leaf.KATAKANA.match(letter)) for letter in run]
    if not katakana[start]:
        return False
    return any(katakana[max(0, start - 1) : start]) or (end - start < 3 and any(katakana[end : end + 1]))
