"""HTML and MarkdownV2 as Telegram reads them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import BadRequest

from bot.sandbox import Phone
from bot.sandbox.formatting import as_html, read_html, units

KINDS = st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"])
WORDS = st.text(st.sampled_from('督办 3-2<>&"😀完成\n'), max_size=6)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Markup around markup."""
    wrapped = st.tuples(KINDS, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>")
    return st.lists(wrapped | inner, min_size=1, max_size=3).map("".join)


MARKUP = st.recursive(WORDS.map(lambda text: as_html(text, ())), nested, max_leaves=8)


@settings(deadline=None)
@given(MARKUP)
def test_markup_written_back_reads_the_same(source: str) -> None:
    """Reading, writing and reading again gives the same text and entities."""
    read = read_html(source)
    assert read_html(as_html(read.text, read.entities)) == read


@settings(deadline=None)
@given(MARKUP)
def test_entities_lie_within_the_text(source: str) -> None:
    """Offsets and lengths count UTF-16 units of the trimmed text."""
    read = read_html(source)
    assert read.text == read.text.strip()
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= units(read.text) for e in read.entities)


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>粗</b> <i>斜</i>", "粗 斜", ["bold", "italic"]),
        (
            "<strong>a</strong><em>b</em><ins>c</ins><del>d</del>",
            "abcd",
            ["bold", "italic", "underline", "strikethrough"],
        ),
        ('<a href="https://x.cn/?a=1&amp;b=2">网</a>', "网", ["text_link"]),
        ('<span class="tg-spoiler">密</span>', "密", ["spoiler"]),
        ("<blockquote expandable>引</blockquote>", "引", ["expandable_blockquote"]),
        ('<pre><code class="language-py">x</code></pre>', "x", ["pre", "code"]),
        ("1 &lt; 2 &amp;&amp; &#51; &gt; 2 &nbsp;", "1 < 2 && 3 > 2 &nbsp;", []),
        (
            "/mine 或 https://x.cn 或 @duban_bot",
            "/mine 或 https://x.cn 或 @duban_bot",
            ["bot_command", "url", "mention"],
        ),
        ("3/4、2026/3/9", "3/4、2026/3/9", []),
        ("<code>/mine</code>", "/mine", ["code"]),
        ("<b></b>空", "空", []),
    ],
)
def test_what_is_read(source: str, text: str, kinds: list[str]) -> None:
    """Tags, references, and what Telegram finds by itself."""
    read = read_html(source)
    assert (read.text, [entity["type"] for entity in read.entities]) == (text, kinds)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<h1>大</h1>", 'unsupported start tag "h1" at byte offset 0'),
        ("督办<b>粗", 'can\'t find end tag corresponding to start tag "b"'),
        ("督</b>", "unexpected end tag at byte offset 3"),
        ("<b><i>x</b></i>", 'unmatched end tag, expected "</i>", found "</b>"'),
        ("1 < 2", 'unsupported start tag ""'),
        ("<span>x</span>", 'must have class "tg-spoiler"'),
        ("<br/>", "unsupported start tag"),
    ],
)
async def test_what_is_refused(bot: Bot, phone: Phone, source: str, reason: str) -> None:
    """Unknown, open and crossed tags are refused, with the place, and nothing is sent."""
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(1001, source, parse_mode="HTML")
    assert reason in refused.value.message.lower()
    assert phone.messages == []


async def test_other_parse_modes_are_refused_openly(bot: Bot, phone: Phone) -> None:
    """The sandbox does not pretend to read Markdown."""
    with pytest.raises(BadRequest, match="parse_mode"):
        await bot.send_message(1001, "*x*", parse_mode="Markdown")
    assert phone.messages == []


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            r"3\-2 *完成* _80%_ __照片__ ~没做~ ||保密||",
            "3-2 <b>完成</b> <i>80%</i> <u>照片</u> <s>没做</s> <tg-spoiler>保密</tg-spoiler>",
        ),
        ("*粗 _斜 __线___*", "<b>粗 <i>斜 <u>线</u></i></b>"),
        ("`a*b\\`c`", "<code>a*b`c</code>"),
        ("```\nx = 1\n```", "<pre>x = 1</pre>"),
        (r"[看*板*](https://e\)x.cn/a_b)", '<a href="https://e)x.cn/a_b">看<b>板</b></a>'),
        (">一\n>二\n三", "<blockquote>一\n二\n</blockquote>三"),
    ],
)
async def test_markdown_gives_the_entities_of_html(bot: Bot, source: str, html: str, phone: Phone) -> None:
    """Marks nest, code is verbatim, a link has its address, quoted lines are one quotation."""
    await bot.send_message(1001, source, parse_mode="MarkdownV2")
    assert phone.last.html == html


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("3-2", "Character '-' is reserved and must be escaped with the preceding"),
        ("完成。 80%.", "Character '.' is reserved"),
        ("a*b", "Can't find end of Bold entity at byte offset 1"),
        ("*a _b* c_", "Can't find end of Italic entity at byte offset 3"),
        ("[a]b", "Can't find end of TextUrl entity"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
    ],
)
async def test_broken_markdown_is_refused_as_telegram_does(bot: Bot, source: str, reason: str) -> None:
    """What would fail there fails here, with the same words."""
    with pytest.raises(BadRequest, match=f"(?i){re.escape(reason)}"):
        await bot.send_message(1001, source, parse_mode="MarkdownV2")
