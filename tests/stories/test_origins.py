"""Where an item has its news from, and how many independent sources a story has."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Attribution, Concept, Evidence, Item, Origin, OriginKind, StoryMember, Term, Traits
from bot.stories.agencies import NAMES, SITES
from bot.stories.copies import shingles
from bot.stories.origins import REMEMBERED, KnownOrigins, house, independent, key, origin
from bot.storylines.annotate import Annotator, load_cues
from tests.factories import NOW

CREDIT, SOURCE = OriginKind.CREDIT, OriginKind.SOURCE
CITED, PUBLISHER = OriginKind.ATTRIBUTION, OriginKind.PUBLISHER


def _country(ident: str, *names: str) -> Concept:
    return Concept(id=ident, terms=tuple(Term(text=name, language="en") for name in names))


COUNTRIES = (
    _country("north-korea", "North Korea", "North Korean"),
    _country("iran", "Iran", "Iranian"),
    _country("russia", "Russia"),
)


@cache
def annotator() -> Annotator:
    return Annotator(COUNTRIES).compile()


@cache
def lookup(name: str) -> str:
    return house(annotator().mentions(name, ""))


def make_item(title: str, summary: str = "", language: str = "en", **more: str) -> Item:
    values: dict[str, Any] = {"url": "https://coast.example/1", "author": "", "source_name": ""} | more
    return Item(
        id=1,
        feed_id="coast",
        uid="1",
        title=title,
        summary=summary,
        language=language,
        first_seen_at=NOW,
        **values,
    )


def found(
    title: str, summary: str = "", language: str = "en", publisher: str = "Coast Gazette", **more: str
) -> tuple[str, OriginKind]:
    item = make_item(title, summary, language, **more)
    mentions = annotator().mentions(title, summary, language)
    result = origin(item, publisher, mentions, lookup=lookup)
    return result.name, result.kind


@pytest.mark.parametrize(
    ("language", "summary", "name"),
    [
        ("en", "OSLO, May 3 (Reuters) - The dam held through the night.", "Reuters"),
        ("en", "LAGOS, Nigeria (AP) — The dam held through the night.", "AP"),
        ("en", "OSLO: The dam held through the night.—AFP", "AFP"),
        ("en", "The dam held through the night. The Associated Press", "AP"),
        ("en", "The dam held through the night. REUTERS", "Reuters"),
        ("en", "Norway: dam holds. Flood Oslo (dpa) - The dam held through the night.", "dpa"),
        ("fr", "Le barrage a tenu toute la nuit. (AFP)", "AFP"),
        ("fr", "Le barrage a tenu toute la nuit. Avec AFP", "AFP"),
        ("fr", "Le barrage a tenu toute la nuit. ats/afp", "AFP"),
        ("fr", "Le barrage a tenu toute la nuit. (Belga)", "Belga"),
        ("de", "Oslo (dpa/lnw) - Der Damm hielt die ganze Nacht.", "dpa"),
        ("de", "Der Damm hielt die ganze Nacht. (APA)", "APA"),
        ("de", "Der Damm hielt die ganze Nacht. (APA, Reuters)", "Reuters"),
        ("de", "Der Damm hielt die ganze Nacht. Quelle: küste.de, AFP", "AFP"),
        ("es", "Oslo, 3 may (EFE).- La presa aguantó toda la noche.", "EFE"),
        ("es", "OSLO, 3 May. (EUROPA PRESS) - La presa aguantó toda la noche.", "Europa Press"),
        ("it", "(ANSA) - OSLO, 3 MAG - La diga ha retto tutta la notte.", "ANSA"),
        ("it", "AGI - La diga ha retto tutta la notte.", "AGI"),
        ("pt", "Oslo, 03 mai 2024 (Lusa) - A barragem resistiu toda a noite.", "Lusa"),
        ("pt", "A barragem resistiu toda a noite. (Com AFP)", "AFP"),
        ("nl", "De dam hield de hele nacht stand. (ANP)", "ANP"),
        ("sv", "Dammen höll hela natten. (TT)", "TT"),
        ("pl", "Zapora wytrzymała całą noc. (PAP)", "PAP"),
        ("pl", "Zapora wytrzymała całą noc. PAP/BRZEG", "PAP"),
        ("ru", "ОСЛО, 3 мая. /ТАСС/. Плотина выдержала ночь.", "TASS"),
        ("ru", "ОСЛО, 3 мая - РИА Новости. Плотина выдержала ночь.", "RIA Novosti"),
        ("ru", "Осло. 3 мая. INTERFAX.RU - Плотина выдержала ночь.", "Interfax"),
        ("uk", "Осло. 3 травня. ІНТЕРФАКС-УКРАЇНА - Гребля витримала ніч.", "Interfax-Ukraine"),
        ("ar", "أوسلو (رويترز) - صمد السد طوال الليل.", "Reuters"),
        ("ar", "صمد السد طوال الليل. (أ ف ب)", "AFP"),
        ("ko", "(오슬로=연합뉴스) 댐이 밤새 버텼다.", "Yonhap"),
        ("ko", "[오슬로=뉴시스] 댐이 밤새 버텼다.", "Newsis"),
        ("ja", "【オスロ共同】ダムは一晩持ちこたえた。", "Kyodo"),
        ("ja", "【オスロ時事】ダムは一晩持ちこたえた。", "Jiji Press"),
        ("ja", "【5月3日 AFP】ダムは一晩持ちこたえた。", "AFP"),
        ("ja", "[オスロ 3日 ロイター] - ダムは一晩持ちこたえた。", "Reuters"),
        ("zh", "新华社奥斯陆5月3日电 大坝整夜未垮。", "Xinhua"),
        ("zh", "（中央社奧斯陸3日綜合外電報導）大壩整夜未垮。", "CNA"),
        ("zh", "(法新社)大坝整夜未垮。", "AFP"),
        ("tr", "Baraj gece boyunca dayandı. (AA)", "Anadolu"),
    ],
)
def test_an_agency_is_credited(language: str, summary: str, name: str) -> None:
    assert found("Flood", summary, language) == (name, CREDIT)


@pytest.mark.parametrize(
    ("language", "title", "summary", "name"),
    [
        ("en", "Dam was unsafe for years", "Inspectors warned of cracks, the New York Times reports.", "NYT"),
        ("en", "Minister admits cracks", "OSLO, May 3 (Reuters) - She told the broadcaster KBS so.", "KBS"),
        ("en", "Dam was unsafe", "OSLO (AFP) - Engineers knew, according to Le Monde.", "Le Monde"),
        (
            "fr",
            "Le barrage était fissuré, selon le Financial Times",
            "Des ingénieurs le savaient.",
            "Financial Times",
        ),
        (
            "de",
            "Damm war seit Jahren undicht",
            'Das geht laut "Washington Post" aus Akten hervor.',
            "The Washington Post",
        ),
        ("es", "La presa tenía grietas", "Lo sabían los ingenieros, según la BBC.", "BBC"),
        ("it", "La diga era lesionata", "I tecnici sapevano, scrive il Wall Street Journal.", "WSJ"),
        ("pl", "Zapora była pęknięta", "Inżynierowie wiedzieli - podaje CNN.", "CNN"),
        ("ru", "NYT: плотина давно дала трещину", "Инженеры знали.", "NYT"),
        ("ru", "Плотина дала трещину", "Инженеры знали, передает ТАСС.", "TASS"),
        ("uk", "Гребля мала тріщини", "Інженери знали, пише Bloomberg.", "Bloomberg"),
        ("ar", "السد كان متصدعا", "وفقا لصحيفة وول ستريت جورنال.", "WSJ"),
        ("ko", 'NYT "댐 균열 알고도 방치"', "기술자들은 알고 있었다.", "NYT"),
        ("ko", "댐 균열", "(오슬로=연합뉴스) 기술자들은 알고 있었다고 타스통신이 전했다.", "TASS"),
        (
            "ja",
            "ダムに亀裂",
            "朝鮮中央通信は三日、技術者が以前から亀裂を知りながら、修理をしていなかったと報じた。",
            "KCNA",
        ),
        ("zh", "大坝早有裂缝", "据塔斯社5月3日报道，工程师早已知情。", "TASS"),
    ],
)
def test_another_medium_is_cited_and_comes_before_who_passed_it_on(
    language: str, title: str, summary: str, name: str
) -> None:
    assert found(title, summary, language) == (name, CITED)


@pytest.mark.parametrize(
    ("title", "summary", "name"),
    [
        ("North Korea opens a dam", "OSLO (Reuters) - The leader was there, state media said.", "KCNA"),
        ("Russia and Iran agree on dam", "Iran's state news agency reported on the signing.", "IRNA"),
    ],
)
def test_a_state_speaks_through_its_agency(title: str, summary: str, name: str) -> None:
    assert found(title, summary) == (name, CITED)


@pytest.mark.parametrize(
    ("language", "title", "summary"),
    [
        ("en", "Flood", "A Reuters photographer was wounded at the dam. He is in hospital."),
        ("en", "Russia opens a dam", "The president was there, state media said."),
        ("en", "Flood", "The dam held. (Photo: AP)"),
        ("vi", "Lũ lụt", "Đập đã giữ được. (Ảnh: Reuters) Nước rút."),
        ("en", "Flood", "The Austrian Press Agency (APA) building stands beside the dam. It is dry."),
        ("en", "Flood", "ARC-AFP-2: A new challenge for dams."),
        ("es", "Suben las comisiones de AFP", "Los fondos de pensiones cobran más. Es legal."),
        ("es", "Debate", "El acuerdo es solo político, dijo el ministro."),
        ("zh", "会见", "双方共同见证了大坝合作文件的签署，报道说。"),
        ("en", "", ""),
    ],
)
def test_a_mere_subject_or_a_picture_is_no_origin(language: str, title: str, summary: str) -> None:
    assert found(title, summary, language) == ("Coast Gazette", PUBLISHER)


@pytest.mark.parametrize(
    ("publisher", "name"),
    [
        ("연합뉴스", "Yonhap"),
        ("Yonhap News Agency", "Yonhap"),
        ("聯合ニュース", "Yonhap"),
        ("共同通信", "Kyodo"),
        ("ТАСС", "TASS"),
        ("ロイター", "Reuters"),
        ("AFPBB News", "AFP"),
        ("Agencia EFE", "EFE"),
        ("BBC News Mundo", "BBC"),
        ("Русская служба Би-би-си", "BBC"),
        ("Інтерфакс-Україна", "Interfax-Ukraine"),
        ("Der Tagesspiegel", "Der Tagesspiegel"),
        ("Coast Gazette", "Coast Gazette"),
    ],
)
def test_publishers_of_one_house_share_its_name(publisher: str, name: str) -> None:
    assert found("Flood", "The dam held.", publisher=publisher) == (name, PUBLISHER)


def test_a_house_that_names_itself_is_its_own_origin() -> None:
    """`Reuters could not verify this` in a report by Reuters tells of nobody else."""
    summary = "The dam held, a witness said. Reuters reported so on Monday and could not verify it."
    assert found("Flood", summary, publisher="ロイター") == ("Reuters", PUBLISHER)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://jp.reuters.com/article/1", "Reuters"),
        ("https://www.barrons.com/news/flood-1", "AFP"),
        ("https://www.barrons.com/articles/flood-1", "Desk"),
        ("https://notreuters.com/1", "Desk"),
        ("nonsense", "Desk"),
        ("https://[broken", "Desk"),
    ],
)
def test_the_site_of_an_agency_tells_whose_feed_it_is(url: str, name: str) -> None:
    assert found("Flood", "The dam held.", publisher="Desk", url=url) == (name, PUBLISHER)


def test_the_source_that_an_aggregating_feed_names() -> None:
    assert found("Flood", source_name="River Post") == ("River Post", SOURCE)
    assert found("Flood", source_name="ロイター") == ("Reuters", SOURCE)
    assert found("Flood - CNN", publisher="Google News") == ("CNN", SOURCE)
    assert found("Flood", source_name="coast gazette") == ("Coast Gazette", PUBLISHER)
    assert found("Flood", "The dam held. (AFP)", source_name="River Post") == ("AFP", CREDIT)


def test_an_agency_as_author() -> None:
    assert found("Flood", author="Agence France-Presse") == ("AFP", CREDIT)
    assert found("Flood", author="Maria Lind") == ("Coast Gazette", PUBLISHER)


def test_a_speaker_that_is_a_medium_is_cited() -> None:
    """Whoever bound the speaker to the sentence knows more of it than the words beside the name."""
    summary = "CNN, always first, always loud and never in doubt about any dam, has it: cracks."
    said = Attribution(speaker="cnn", text="CNN", field="summary", start=0, end=3)
    item, mentions = make_item("Flood", summary), annotator().mentions("Flood", summary, "en")
    assert origin(item, "Coast Gazette", mentions, lookup=lookup).kind is PUBLISHER
    assert origin(item, "Coast Gazette", mentions, [said], lookup=lookup).name == "CNN"


def test_without_an_annotator_a_publisher_is_known_by_its_latin_name() -> None:
    assert origin(make_item("Flood"), "REUTERS", ()).name == "Reuters"
    assert origin(make_item("Flood"), "ロイター", ()).name == "ロイター"


def test_every_cue_of_a_medium_has_a_name_and_every_name_a_cue() -> None:
    helpers = {"cites", "source", "picture", "state-agency", "state-media"}
    cues = {cue.id.removeprefix("agencies/") for cue in load_cues({}) if cue.id.startswith("agencies/")}
    assert cues - helpers == set(NAMES)
    assert helpers <= cues
    assert set(SITES.values()) <= set(NAMES)
    assert len({key(name) for name in NAMES.values()}) == len(NAMES)


@given(
    st.text(alphabet=st.sampled_from("(AFP) -—/.,\n:Reutersат【共同】報じた電新华社 said")),
    st.text(max_size=20),
)
def test_any_text_has_an_origin_whose_words_it_holds(summary: str, title: str) -> None:
    item = make_item(title, summary)
    result = origin(item, "Coast Gazette", annotator().mentions(title, summary, "en"), lookup=lookup)
    assert result.name
    assert result.text in f"{title}\n{summary}"


# --- How many


def make_member(name: str, kind: OriginKind = PUBLISHER, text: str = "", publisher: str = "") -> StoryMember:
    traits = Traits(origin=Origin(name=name, kind=kind), shingles=shingles("", text))
    return StoryMember(
        storyline_id="flood",
        story_key="flood/1",
        item_id=1,
        title="Flood",
        url_key="",
        language="en",
        told=False,
        publisher=publisher or name,
        traits=traits,
    )


DISPATCH = " ".join(f"word{i}" for i in range(40))
OTHER = " ".join(f"term{i}" for i in range(40))


@pytest.mark.parametrize(
    ("members", "names"),
    [
        ([("AFP", CREDIT, ""), ("AFP", CITED, ""), ("Post", PUBLISHER, "")], ("AFP", "Post")),
        ([("TV5 Monde", PUBLISHER, ""), ("TV5MONDE", PUBLISHER, "")], ("TV5 Monde",)),
        ([("Post", PUBLISHER, DISPATCH), ("Echo", PUBLISHER, DISPATCH)], ("Post",)),
        ([("Post", PUBLISHER, DISPATCH), ("Echo", PUBLISHER, OTHER)], ("Post", "Echo")),
        ([("AFP", CREDIT, DISPATCH), ("Post", PUBLISHER, DISPATCH)], ("AFP",)),
        ([("Post", PUBLISHER, DISPATCH), ("AFP", CREDIT, DISPATCH)], ("AFP",)),
        ([("AFP", CREDIT, DISPATCH), ("Reuters", CREDIT, DISPATCH)], ("AFP", "Reuters")),
        ([], ()),
    ],
)
def test_independent_origins(members: list[tuple[str, OriginKind, str]], names: tuple[str, ...]) -> None:
    assert independent(make_member(*member) for member in members) == names


def test_an_item_whose_origin_was_not_read_counts_as_its_publisher() -> None:
    member = make_member("x", publisher="Post")
    unread = StoryMember(
        storyline_id="flood",
        story_key="flood/1",
        item_id=2,
        title="Flood",
        url_key="",
        language="en",
        told=False,
        publisher=member.publisher,
    )
    assert independent([unread]) == ("Post",)


def test_merged_stories_have_the_origins_of_both_and_know_their_copies() -> None:
    one = KnownOrigins().joined_by(make_member("AFP", CREDIT)).joined_by(make_member("Post"))
    other = KnownOrigins().joined_by(make_member("Echo", text=DISPATCH)).joined_by(make_member("AFP", CREDIT))
    merged = one.merged_with(other)
    assert merged.names == ("AFP", "Post", "Echo")
    assert merged.joined_by(make_member("Herald", text=DISPATCH)).names == merged.names
    assert merged.joined_by(make_member("dpa", CREDIT, DISPATCH)).names == ("AFP", "Post", "dpa")


def test_a_big_story_remembers_few_texts() -> None:
    known = KnownOrigins()
    for i in range(500):
        known = known.joined_by(make_member("AFP", CREDIT, f"{DISPATCH} {i}"))
    assert len(known.seen) == REMEMBERED
    assert known.names == ("AFP",)


_NAMED = st.builds(
    make_member,
    st.sampled_from(["AFP", "Reuters", "Post", "Echo", "post.com"]),
    st.sampled_from([CREDIT, CITED, PUBLISHER]),
    st.sampled_from(["", DISPATCH, OTHER, "term0 term1 term2 " + DISPATCH]),
)
_UNLIKE = st.builds(
    make_member, st.sampled_from(["AFP", "Post", "Echo", "Herald"]), st.sampled_from(OriginKind)
)


@given(st.lists(_NAMED, max_size=20))
def test_the_number_of_origins_never_falls_nor_exceeds_the_items(members: list[StoryMember]) -> None:
    known, before = KnownOrigins(), 0
    for count, member in enumerate(members, 1):
        known = known.joined_by(member)
        assert before <= len(known.names) <= count
        assert known.keys == tuple(key(name) for name in known.names)
        before = len(known.names)
    assert known.names == independent(members)


@given(st.lists(_NAMED, min_size=1, max_size=15), st.data())
def test_a_repeated_item_adds_no_origin(members: list[StoryMember], data: st.DataObject) -> None:
    again = data.draw(st.sampled_from(members))
    assert len(independent([*members, again])) == len(independent(members))


@given(st.lists(_UNLIKE, max_size=12).flatmap(lambda them: st.tuples(st.just(them), st.permutations(them))))
def test_without_copies_the_order_of_items_changes_only_the_order_of_names(
    orders: tuple[list[StoryMember], list[StoryMember]],
) -> None:
    one, other = orders
    assert set(independent(one)) == set(independent(other))


@given(st.lists(_NAMED, max_size=8), st.lists(_NAMED, max_size=8))
def test_merging_keeps_the_names_of_both(one: list[StoryMember], other: list[StoryMember]) -> None:
    mine, theirs = KnownOrigins(), KnownOrigins()
    for member in one:
        mine = mine.joined_by(member)
    for member in other:
        theirs = theirs.joined_by(member)
    merged = mine.merged_with(theirs)
    assert set(merged.keys) == {*mine.keys, *theirs.keys}
    assert all(0 <= seen.at < len(merged.names) for seen in merged.seen)


def test_many_names_in_one_text_are_read_in_bounded_time() -> None:
    """Feeds are hostile: ten thousand names of agencies, brackets and verbs are read like any other text."""
    summary = "(AFP) said Reuters " * 5_000
    item = make_item("Flood", summary)
    mentions = tuple(
        Evidence(concept=concept, term=text, text=text, field="summary", start=start, end=start + len(text))
        for i in range(5_000)
        for concept, text, start in (
            ("agencies/afp", "AFP", 19 * i + 1),
            ("agencies/cites", "said", 19 * i + 6),
            ("agencies/reuters", "Reuters", 19 * i + 11),
            ("agencies/state-media", "Reuters", 19 * i + 11),
        )
    )
    assert origin(item, "Coast Gazette", mentions, lookup=lookup).name in ("AFP", "Reuters")
