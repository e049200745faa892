"""Thousands of storylines: the same answers, in bounded memory."""

from __future__ import annotations

from bot.model import Concept, Storyline, Term
from bot.storylines import lexicon
from bot.storylines.load import Rules
from bot.storylines.matcher import Matcher
from tests.storylines.kit import concept, storyline

SYLLABLES = "ba ke mi no ru sa te vi zo la".split()


def name(number: int) -> str:
    """A word of five syllables for each number below 100,000."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:05}").capitalize()


def many(number: int) -> Rules:
    """Storylines of two words of their own each, and one that all of them share."""
    concepts: list[Concept] = [concept("shared", "flood", "high water")]
    storylines: list[Storyline] = []
    for at in range(number):
        texts = (name(2 * at), name(2 * at + 1))
        words = tuple(Term(text=text, language="*", whole=True) for text in texts)  # they resemble each other
        concepts.append(Concept(id=f"own-{at}", terms=words))
        storylines.append(storyline(f"s{at}", [f"own-{at}"], ["shared"]))
    return Rules(storylines=tuple(storylines), concepts=tuple(concepts))


def test_ten_thousand_storylines_answer_as_one_does() -> None:
    few, lots = Matcher(many(3)), Matcher(many(10_000))
    title = f"Floods in {name(2)}, {name(5)} and {name(15_000)}"
    assert [match.storyline_id for match in lots.match(title, "", "en")] == ["s1", "s2", "s7500"]
    assert lots.match(title, "", "en")[:2] == few.match(title, "", "en")
    assert lots.match(f"Nothing in {name(3)}", "", "en") == ()


def test_the_memory_of_words_is_bounded(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lexicon, "MEMO_SIZE", 50)
    matcher = Matcher(many(3))
    for number in range(500):
        assert matcher.match(f"word{number} flood {name(1)}", "", "en")
    assert len(matcher._lexicon._known) <= 50
