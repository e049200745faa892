"""Texts of feeds.yaml in the many styles that people write."""

from __future__ import annotations

from hypothesis import strategies as st

Draw = st.DrawFn

REMARKS = ("# one", "# ---- Korea", "#", "# - id: old", "#{a: b}, [c]", "# été ☂ 한국")
NAMES = ("A", "Été", "'quo''ted: #1'", '"dou\\"ble"', "한국 뉴스", "yes", "a - b", "'12'")


@st.composite
def remark(draw: Draw, indent: str) -> str:
    return indent + draw(st.sampled_from(REMARKS)) + "\n"


@st.composite
def gap(draw: Draw, indent: str) -> str:
    """Blank lines and remarks between two entries."""
    parts = draw(st.lists(st.sampled_from(["\n", "remark", "deeper"]), max_size=3))
    lines = [
        part if part == "\n" else draw(remark(indent + ("   " if part == "deeper" else ""))) for part in parts
    ]
    return "".join(lines)


@st.composite
def pairs(draw: Draw, number: int) -> list[str]:
    """The keys and values of an entry in flow style."""
    said = [f"id: s{number}", f"url: {draw(st.sampled_from(['', chr(34), chr(39)]))}"]
    quote = said[1][5:]
    said[1] = f"url: {quote}https://s{number}.example/rss{quote}"
    said += [f"name: {draw(st.sampled_from(NAMES))}", "language: en"]
    if draw(st.booleans()):
        said.append(draw(st.sampled_from(["tags: [x, y]", "interval: 5m", "tags: []", "country: KR"])))
    return draw(st.permutations(said))


@st.composite
def braces(draw: Draw, number: int, indent: str) -> str:
    said = draw(pairs(number))
    inner = draw(st.sampled_from(["", " "]))
    comma = draw(st.sampled_from([", ", ",\n" + indent + "     "]))
    return "{" + inner + comma.join(said) + inner + "}"


@st.composite
def dashed(draw: Draw, number: int, indent: str) -> str:
    """An entry below a dash, on lines of its own or in braces."""
    anchor = draw(st.sampled_from(["", "", f"&a{number} "]))
    note = draw(st.sampled_from(["", "  # note", " # - a"]))
    if draw(st.booleans()):
        return f"{indent}- {anchor}{draw(braces(number, indent))}{note}\n"
    said = draw(pairs(number))
    if draw(st.booleans()):
        long = draw(
            st.sampled_from(
                [">-\n{0}  long\n{0}  name", "|\n{0}  a name\n", '"in two\n{0}  lines"', "in two\n{0}  lines"]
            )
        )
        said = [f"name: {long}" if one.startswith("name:") else one for one in said]
    spaces = draw(st.sampled_from([" ", "   "]))
    below = indent + " " + spaces
    first = indent + "-" + (f" {anchor}\n{below}" if anchor else spaces)
    if not anchor and draw(st.booleans()):
        first = f"{indent}-{draw(st.sampled_from(['', '  # alone']))}\n{below}"
    lines = [one.format(below) + (note if "\n" not in one else "") for one in said]
    return first + f"\n{below}".join(lines).replace("\n\n", "\n") + "\n"


@st.composite
def block_list(draw: Draw, count: int) -> str:
    indent = draw(st.sampled_from(["", "  ", "      "]))
    head = "feeds:" + draw(st.sampled_from(["", "  # all", " &all"])) + "\n"
    parts = [draw(gap(indent)) + draw(dashed(number, indent)) for number in range(count)]
    return head + "".join(parts)


@st.composite
def flow_list(draw: Draw, count: int) -> str:
    entries = [draw(braces(number, "  ")) for number in range(count)]
    note = draw(st.sampled_from(["", "  # note"]))
    match draw(st.sampled_from(["line", "lines", "mixed"])):
        case "line":
            return f"feeds: [{', '.join(entries)}]\n"
        case "lines":
            end = draw(st.sampled_from(["", ","]))
            parted = "".join(
                f"  {one}{',' if at + 1 < count else end}{note}\n" for at, one in enumerate(entries)
            )
            return f"feeds: [{note}\n{parted}]\n"
    return "feeds: [" + ",\n   ".join(entries) + draw(st.sampled_from(["", " ", "\n "])) + "]\n"


@st.composite
def texts(draw: Draw, least: int = 1) -> tuple[str, int]:
    """A valid feeds.yaml, and how many entries it has."""
    count = draw(st.integers(least, 4))
    before = draw(
        st.sampled_from(
            ["", "# mine\n", "---\n", "defaults: {interval: 5m}\n\n", "defaults:\n  interval: 1h\n"]
        )
    )
    after = draw(st.sampled_from(["", "", "\n# the end\n", "# the end\n", "\n\n", "...\n"]))
    if "defaults" not in before:
        after = draw(st.sampled_from([after, "defaults: {interval: 5m}\n"]))
    body = draw(st.one_of(block_list(count), flow_list(count))) if count else "feeds: []\n"
    text = before + body + after
    if draw(st.booleans()) and not after and "name: |" not in text:  # its line end is a part of that name
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "\ufeff"])) + text, count
