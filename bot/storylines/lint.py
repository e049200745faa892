"""Weak spots of rules that load well: what will miss news, or find what is none. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Concept, Evidence, Slot, Storyline, Term
from bot.storylines.load import Rules
from bot.storylines.words import fold, has_runs, is_acronym, primary

SHORT_TERM = 3
"""Letters up to which a word in an alphabet is found in too many texts, unless its spelling is exact."""

NO_VOWELS = "\u0530"
"""Behind Latin, Greek and Cyrillic: scripts that say more with fewer letters."""

SHORT_PREFIX = 4
"""Letters up to which a beginning begins too many words."""

MANY_WORDS = 5
"""Different words that hold a term, from which a person should look at them."""

MAIN_LANGUAGES = tuple("en fr de es it pt pl ru uk ar ko ja zh".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakness:
    """A weak spot."""

    where: str
    """`storyline x` or `concept y`."""
    message: str


def lint(rules: Rules, library: Collection[str], *, storylines: Collection[str] = ()) -> list[Weakness]:
    """The weak spots of these storylines, or of all, and of the concepts that they use."""
    concepts = {concept.id: concept for concept in rules.concepts}
    wanted = [s for s in rules.storylines if not storylines or s.id in storylines]
    found = [weak for storyline in wanted for weak in _of_storyline(storyline, concepts, library)]
    used = dict.fromkeys(name for s in wanted for slot in (*_slots(s), s.none) for name in slot)
    found += [weak for name in used for weak in _of_concept(concepts[name])]
    return found


def _slots(storyline: Storyline) -> tuple[Slot, ...]:
    return (*storyline.slots, *(slot for group in storyline.at_least for slot in group.slots))


def _of_storyline(
    storyline: Storyline, concepts: Mapping[str, Concept], library: Collection[str]
) -> Iterator[Weakness]:
    where = f"storyline {storyline.id}"
    slots = _slots(storyline)
    for number, slot in enumerate(slots, 1):
        terms = [term for name in slot for term in concepts[name].terms]
        shown = f"slot {number} ({' or '.join(slot)})"
        yield from (Weakness(where=where, message=f"{shown}: {m}") for m in _languages(terms, storyline))
        if all(term.weak for term in terms):
            yield Weakness(where=where, message=f"{shown} has only weak words")
        for name in slot:
            known = fold(name.strip('"')).replace(" ", "-")
            if name.startswith('"') and known in library:
                message = f"{name} is taken as a word; the concept {known} has it in all languages"
                yield Weakness(where=where, message=message)
    if len(slots) == 1:
        if any(term.weak for name in slots[0] for term in concepts[name].terms):
            yield Weakness(where=where, message="with a single slot, weak words never count")
        yield Weakness(
            where=where, message="a single slot alerts on every mention; add what happens or where"
        )


def _languages(terms: Sequence[Term], storyline: Storyline) -> Iterator[str]:
    """What is said of the languages of a slot."""
    spoken = {primary(term.language) for term in terms}
    if "*" in spoken and len(spoken) == 1:
        if not all(term.exact for term in terms):
            yield "its words are in no language; other scripts and inflected forms are missed"
        return
    wanted = storyline.languages or set(MAIN_LANGUAGES)
    missing = sorted(wanted - spoken) if "*" not in spoken else []
    if len(spoken) == 1 and len(wanted) > 1:
        yield f"words in one language only ({min(spoken)})"
    elif missing:
        yield f"no words in {', '.join(missing)}"


def _of_concept(concept: Concept) -> Iterator[Weakness]:
    where = f"concept {concept.id}"
    for term in concept.terms:
        if term.varies:  # written by a person
            yield from (Weakness(where=where, message=message) for message in _of_term(term))


def _of_term(term: Term) -> Iterator[str]:
    shown = f"{term.text!r} ({term.language})"
    if has_runs(term.text):
        if len(term.text) == 1 and not (term.bound or term.weak):
            yield f"{shown} is one sign and is found inside other words; make it bound or weak"
        return
    if is_acronym(term.text) and not term.exact:
        yield f"{shown} is an acronym without exact case and is found in any word spelt so"
    elif (
        len(term.text) <= SHORT_TERM
        and term.text[0] < NO_VOWELS
        and not (term.exact or term.bound or term.weak or term.whole)
    ):
        yield f"{shown} is very short; make it exact, whole, bound or weak"
    if term.prefix and len(term.text) <= SHORT_PREFIX:
        yield f"{shown} begins many words; write a longer beginning"


def lint_against(
    rules: Rules, met: Iterable[Evidence], *, storylines: Collection[str] = ()
) -> list[Weakness]:
    """What the past shows: concepts of slots that no item named, and terms found inside many other words."""
    wanted = [s for s in rules.storylines if not storylines or s.id in storylines]
    used = dict.fromkeys(name for s in wanted for slot in _slots(s) for name in slot)
    named: set[str] = set()
    inside: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for evidence in met:
        named.add(evidence.concept)
        if evidence.how == "inside" and evidence.concept in used and not has_runs(evidence.term):
            inside[evidence.concept, evidence.term][evidence.text.lower()] += 1
    found = [
        Weakness(where=f"concept {name}", message="never met in the stored items")
        for name in used
        if name not in named
    ]
    for (concept, term), words_ in sorted(inside.items()):
        if len(words_) >= MANY_WORDS:
            shown = ", ".join(word for word, _ in words_.most_common(5))
            message = f"{term!r} is found inside {len(words_)} other words: {shown}"
            found.append(Weakness(where=f"concept {concept}", message=message))
    return found
