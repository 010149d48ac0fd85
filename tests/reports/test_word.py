"""Official documents: what the standard asks that a format checker does not see, and what they may not say."""

import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from PIL import Image

from bot.documents.privacy import DoubtKind
from bot.documents.thumbnail import thumbnail
from bot.documents.word.block import Kind, Paper, body, clause, proper, sentence
from bot.documents.word.handover import HandoverPaper, handover_paper
from bot.documents.word.letter import supervision_letter
from bot.documents.word.monthly import progress_report
from bot.documents.word.notice import public_notice
from bot.documents.word.paper import word_file
from bot.documents.word.slip import closing_slip
from bot.documents.word.weekly import weekly_brief
from bot.domain.closing.closing_slip import ClosingSlip, SlipEvidence, SlipMeasure, SlipStep
from bot.domain.core.colour import Colour
from bot.domain.core.numerals import chinese
from bot.domain.core.refusal import NotAllowed, NotFound, Unreadable
from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.domain.settings.policy import Policy
from bot.domain.supervision.letter import Letter, LetterState
from bot.messages.wording import official
from bot.services.core.ledger import MEASURES_OF_PLAN
from bot.services.core.request import RequestContext, enter
from bot.services.reporting.digest import WEEK
from bot.services.reporting.digest_data import compile_digest
from bot.services.reporting.documents import make_documents
from bot.services.reporting.grounds import all_grounds
from bot.services.status.register import open_register
from tests.domain.holidays import CALENDAR
from tests.reports.round import NOW, PEOPLE, PLAN, TODAY, change, findings, measures, open_round

Same = Callable[[str, str], None]
HEADING = re.compile(r"^(?:([一二三四五六七八九十]+)、|（([一二三四五六七八九十]+)）|(\d+)\.)")
NUMERALS = {chinese(n): n for n in range(1, 100)}
MADE = dt.datetime(2025, 6, 9, 1, 2, 3, tzinfo=dt.UTC)


async def papers(context: RequestContext) -> dict[str, Paper]:
    """All documents on the round."""
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        grounds = await all_grounds(ledger, register)
        page = await compile_digest(ledger, register, NOW - WEEK, context.calendar, NOW)
    letter = Letter(
        id="u1/l1",
        unit="u1",
        colour=Colour.RED,
        measures=("u1/A/2-1", "u1/A/4-1"),
        recipients=("u1/p2", "u1/p6"),
        words="请一周内拿出跨界河流处理办法,并书面报告",
        answer_by=TODAY.replace(day=16),
        drafted_by="u1/p4",
        drafted_at=NOW,
    )
    return {
        "weekly": weekly_brief(register, page, grounds),
        "monthly": progress_report(register, PLAN, grounds),
        "notice": public_notice(register, PLAN, grounds),
        "letter": supervision_letter(register, letter),
        "slip": closing_slip(slip()),
    }


def slip() -> ClosingSlip:
    """The closing of 2-3."""
    measure = SlipMeasure(
        number="2-3",
        text="立即拆除桥头村段违规围网。",
        departments=("河湖管理股",),
        leaders=("陆怀远",),
        owners=("汪渡",),
        first=TODAY,
        due=TODAY,
        extended=0,
        stage="已销号",
    )
    steps = (
        SlipStep(what="报告完成", name="汪渡", post="股长", at=NOW, words="围网已全部拆除，共1200米", entry=17),
        SlipStep(what="同意", name="陆怀远", post="副局长", at=NOW, words="", entry=18),
        SlipStep(what="同意销号", name="沈砚秋", post="党组书记", at=NOW, words="同意", entry=21),
    )
    proof = SlipEvidence(kind="照片", name="拆除后.jpg", caption="桥头村段", sender="汪渡", at=NOW, digest="0" * 64)
    return ClosingSlip(
        title="销号〔2025〕1号",
        unit="云栖县水务局党组",
        number="2-3",
        finding="河湖管护责任没有压实到末端。",
        task="压实河湖管护责任。",
        measures=(measure,),
        steps=steps,
        evidence=(proof,),
        closed=NOW,
    )


def opened(paper: Paper) -> Any:
    """The document as an office program opens it."""
    return docx.Document(io.BytesIO(word_file(paper, MADE)))


NAMES = ("weekly", "monthly", "notice", "letter", "slip")


@pytest.mark.parametrize("name", NAMES)
async def test_documents_read_as_kept(context: RequestContext, same: Same, name: str) -> None:
    """Every paragraph is compared with what was looked at."""
    same(f"word-{name}", (await papers(context))[name].text)


@pytest.mark.parametrize("name", NAMES)
async def test_every_run_names_its_font_and_size(context: RequestContext, name: str) -> None:
    """A style alone is not seen by checkers: each run names its font for Chinese and for figures."""
    document = opened((await papers(context))[name])
    cells = [p for t in document.tables for row in t.rows for cell in row.cells for p in cell.paragraphs]
    for paragraph in (*document.paragraphs, *cells):
        for run in paragraph.runs:
            fonts = run._r.rPr.rFonts
            assert run.font.size is not None
            assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii")) == run.font.name


async def test_measures_of_the_page(context: RequestContext) -> None:
    """A4, the standard's margins, 22 lines of 28.95 points and 28 squeezed signs, page numbers on the outer side."""
    document = opened((await papers(context))["monthly"])
    section = document.sections[0]
    assert [round(edge.mm) for edge in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in margins] == [37, 35, 28, 26]
    text = next(p for p in document.paragraphs if p.text.startswith("对照反馈意见"))
    assert text.paragraph_format.line_spacing.pt == pytest.approx(28.95)
    assert 22 * 28.95 <= (297 - 37 - 35) / 25.4 * 72 < 23 * 28.95
    assert 28 * (16 - 0.25) <= (210 - 28 - 26) / 25.4 * 72 < 29 * (16 - 0.25)
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)  # right, left
    for footer in (odd, even):
        assert footer.text == "— 1 —"
        assert "PAGE" in footer._p.xml


@pytest.mark.parametrize("name", NAMES)
async def test_numbering_has_no_jumps(context: RequestContext, name: str) -> None:
    """一、 （一） and 1. count from one without a gap, each level anew below the one above."""
    last = [0, 0, 0]
    for block in (await papers(context))[name].blocks:
        found = HEADING.match(block.text)
        if block.kind not in {Kind.ONE, Kind.TWO, Kind.THREE}:
            continue
        assert found, block.text
        level = next(n for n in range(3) if found[n + 1])
        number = int(found[3]) if found[3] else NUMERALS[found[level + 1]]
        last[level] += 1
        last[level + 1 :] = [0] * (2 - level)
        assert number == last[level], block.text


@pytest.mark.parametrize("name", NAMES)
async def test_signed_and_dated_without_leading_zeros(context: RequestContext, name: str) -> None:
    """Who signs and the day stand at the end, on the right; no month or day begins with a zero."""
    paper = (await papers(context))[name]
    signature, date = paper.blocks[-2:]
    assert (signature.kind, date.kind) == (Kind.SIGNATURE, Kind.DATE)
    assert signature.text.startswith("云栖县水务局党组")
    assert date.text == "2025年6月9日"
    assert not re.search(r"年0|月0", paper.text)
    ends = sum(block.kind not in {Kind.GRID, Kind.FORM} for block in paper.blocks)  # below: to whom it goes besides
    signed = opened(paper).paragraphs[ends - 2 : ends]
    assert [p.text for p in signed] == [signature.text, date.text]
    assert [p.alignment for p in signed] == [2, 2]


@pytest.mark.parametrize("name", NAMES)
async def test_punctuation_is_full_width(context: RequestContext, name: str) -> None:
    """No half-width comma, colon, semicolon or bracket stands beside a Chinese word."""
    text = (await papers(context))[name].text
    assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", text)
    assert "。。" not in text
    assert not re.search(r"[，；：][，；：。]", text)


@pytest.mark.parametrize("name", NAMES)
async def test_drafts_are_marked(context: RequestContext, name: str) -> None:
    """What a person must release says on every page that it is a draft; a slip is a record."""
    paper = (await papers(context))[name]
    section = opened(paper).sections[0]
    heads = {section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text}
    assert heads == ({"草稿，未经审定不得印发"} if paper.draft else {""})
    assert paper.draft == (name != "slip")


async def test_public_draft_names_nobody(context: RequestContext) -> None:
    """No person's name, telephone number or reply enters it, even where the plan's text holds them."""
    async with context.store.open() as ledger:
        await change(
            ledger, "3-3", NOW, "方既明", "correct", text="公开服务电话13800138000、0737-8822001，由贺兰舟值守。"
        )
        finding = await ledger.findings.get("u1/A/3")
        assert finding
        await ledger.findings.put(replace(finding, text="汪渡负责的农村供水有短板，电话8822001。"))
    text = (await papers(context))["notice"].text
    for word in (*PEOPLE, "13800138000", "8822001", "邻县", "核了一半"):
        assert word not in text


async def test_what_a_person_must_look_at_stands_in_the_annex_and_in_comments(context: RequestContext) -> None:
    """What was hidden, and what only looks like a name: the annex has the words, the comment their kinds alone."""
    async with context.store.open() as ledger:
        words = "解决村民王二柱（身份证431224198801011234）的诉求，由汪渡负责，卡号6222021234567890123。"
        await change(ledger, "3-3", NOW, "方既明", "correct", text=words)
    files = dict(await make_documents(context, "notice", "u1"))
    (word,) = (content for name, content in files.items() if name.endswith(".docx"))
    document = docx.Document(io.BytesIO(word))
    (lacking, comment) = document.comments
    assert lacking.text == "待人工核对：已销号、没有核定情况的措施1条，请补写做了什么。"
    assert "身份证号1处" in comment.text
    assert "银行账号1处" in comment.text
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for secret in ("王二柱", "431224198801011234", "6222021234567890123", "汪渡"):
        assert secret not in text + comment.text
    (annex,) = (content for name, content in files.items() if name.endswith(".xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(annex))["待人工核对"]
    kinds = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    hidden = (DoubtKind.IDENTITY, DoubtKind.ACCOUNT, DoubtKind.CITIZEN, DoubtKind.STAFF)
    wanted = (DoubtKind.RESULT, *hidden, DoubtKind.RESULT)
    assert kinds == [official(f"reporting.privacy.{kind}", count=1) for kind in wanted]


async def test_the_notice_opens_with_what_the_office_said_and_the_ledger_proves(context: RequestContext) -> None:
    """When the team was there, who leads, what was instructed and urged; what is done so far stands at its measure."""
    async with context.store.open() as ledger:
        await ledger.plans.put(replace(PLAN, on_site="2025年1月6日至2月14日", group="由党组书记任组长，联系人贺兰舟"))
        await change(ledger, "3-1", NOW, "方既明", "correct", interim="已改造4处，铺设管网3.2公里。")
        await change(ledger, "3-3", NOW, "方既明", "set_result", result="服务电话已公开，接听来电126次。")
    files = dict(await make_documents(context, "notice", "u1"))
    (word,) = (content for name, content in files.items() if name.endswith(".docx"))
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs)
    assert "2025年1月6日至2月14日，县委第三巡察组开展了巡察。2025年3月20日，县委第三巡察组反馈了巡察意见。" in text
    assert "成立整改工作领导小组，由党组书记任组长，联系人有关工作人员。" in text
    assert "党组书记直接牵头5条整改措施。作出批示1件，审核把关中退回重做1次。" in text
    assert "完成12处老旧供水管网改造：已改造4处，铺设管网3.2公里，尚未完成，正在推进" in text
    told = "公开供水服务电话，24小时值守：服务电话已公开，接听来电126次，已于2025年6月2日完成并销号"
    assert told in text  # what was done stands with what was to be done


async def test_what_nobody_has_begun_is_not_under_way(context: RequestContext) -> None:
    """Right after an import the notice says of each measure that it is not done, of none that it goes on."""
    async with context.store.open() as ledger:
        for measure in await ledger.measures.find(MEASURES_OF_PLAN, "u1/A"):
            await ledger.measures.put(replace(measure, stage=Stage.NOT_STARTED, result="", interim=""))
    notice = (await papers(context))["notice"].text
    assert "尚未完成" in notice
    for claim in ("正在推进", "正在组织落实", "持续推进", "正在核验"):
        assert claim not in notice, claim


async def test_the_public_hears_nothing_of_lateness(context: RequestContext) -> None:
    """What is late is under way, in words that can be published; the internal report keeps the figures."""
    notice = (await papers(context))["notice"].text
    assert "逾期" not in notice
    assert "原时限" not in notice
    assert "尚未完成，正在推进，将加快办理" in notice


@pytest.mark.parametrize(
    ("kind", "about", "name"),
    [
        ("weekly", "", "云栖县水务局党组整改工作周报（2025年6月9日）"),
        ("weekly", "6月2日至6月8日", "云栖县水务局党组整改工作周报（2025年6月2日至2025年6月8日）"),
        ("weekly", "第22周", "云栖县水务局党组整改工作周报（2025年5月26日至2025年6月1日）"),
        ("monthly", "5月", "云栖县水务局党组整改进展情况报告（2025年5月）"),
        ("notice", "5月", "云栖县水务局党组整改进展情况通报（社会公开稿）（2025年5月）"),
    ],
)
async def test_papers_tell_of_the_period_that_was_asked_for(
    context: RequestContext, kind: str, about: str, name: str
) -> None:
    """They are named by unit, kind and period, and of a period that is over they tell how things stood then."""
    files = dict(await make_documents(context, kind, "u1", about))
    assert set(files) == {f"{name}.docx", f"{name}依据清单.xlsx"}
    document = docx.Document(io.BytesIO(files[f"{name}.docx"]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    closed = 1 if about in {"5月", "第22周"} else 2  # 3-3 was closed on 2 June
    assert f"已销号{closed}条" in text


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("monthly", "上周"),
        ("weekly", "5月"),
        ("monthly", "13月"),
        ("weekly", "6月8日至6月2日"),
        ("weekly", "7月1日至7月7日"),
        ("ledger", "5月"),
        ("stats", "上周"),
    ],
)
async def test_a_period_that_is_not_of_the_paper_is_refused(context: RequestContext, kind: str, about: str) -> None:
    """Nothing is drawn up of another period than was named."""
    with pytest.raises(Unreadable):
        await make_documents(context, kind, "u1", about)


async def test_only_closed_measures_are_called_done(context: RequestContext) -> None:
    """Everything that is not closed says so and gives its day; words like 基本完成 or 整改到位 do not occur."""
    for name in ("monthly", "notice"):
        text = (await papers(context))[name].text
        assert text.count("销号（销号〔2025〕1号）") == (name == "monthly")
        untold = "核定情况待补，已于" if name == "monthly" else "：整改情况（由发布人填写），已于"
        assert text.count(untold) == 2  # nobody recorded what was done: the plan is not the deed
        assert "完成并销号" not in text
        assert not re.search(r"基本完成|整改到位|圆满|显著|扎实", text)
        assert "计划于2025年12月31日前完成" in text
        assert ("完成时限2025年5月20日，已逾期20天" in text) == (name == "monthly")
        moved = "（原时限2025年5月31日）" if name == "monthly" else ""
        assert f"计划于2025年6月18日{moved}前完成" in text


async def test_sentences_are_traced_to_entries(context: RequestContext) -> None:
    """The annex names the journal's entries behind sentences and behind every counted measure."""
    files = dict(await make_documents(context, "monthly", "u1"))
    (annex,) = (content for name, content in files.items() if name.endswith("依据清单.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(annex))
    lines = {row[2]: row for row in book["语句依据"].iter_rows(min_row=2, values_only=True)}
    assert lines["2-2"][3] == "2、3"
    assert lines["3-3"][3] == "1"
    assert sum(1 for _ in book["计数依据"].iter_rows(min_row=2)) == 14
    assert lines["3-3"][4] == "第1号 2025年6月2日 沈砚秋通过，已销号"
    number, day, *facts = next(book["日志摘录"].iter_rows(min_row=2, values_only=True))
    assert (number, str(day), facts[:3]) == (1, "2025-06-02 00:00:00", ["沈砚秋", "3-3", "沈砚秋通过，已销号"])


async def test_issued_letter_has_its_number_and_is_no_draft(context: RequestContext) -> None:
    """Once a person issued it, it bears its number and the day of issue."""
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
    letter = Letter(
        id="u1/l1",
        unit="u1",
        colour=Colour.RED,
        measures=("u1/A/2-1",),
        recipients=("u1/p6",),
        words="",
        answer_by=TODAY,
        drafted_by="u1/p4",
        drafted_at=NOW,
    )
    issued = replace(letter, state=LetterState.ISSUED, year=2025, number=3, issued_by="u1/p4", issued_at=NOW)
    paper = supervision_letter(register, issued)
    assert not paper.draft
    assert "编号：督办〔2025〕3号" in paper.text


async def test_an_instruction_has_its_sheet(context: RequestContext) -> None:
    """What was said, who is to act until when, and that nobody has answered yet."""
    ((name, content),) = await make_documents(context, "instruction", "u1", "2-1")
    assert name == "云栖县水务局党组批示办理单（2-1）（2025年5月21日）.docx"
    cells = {cell.text for table in docx.Document(io.BytesIO(content)).tables for cell in table._cells}
    assert {"跨界河流由怀远同志出面协调，月底前见结果", "陆怀远", "2025年5月26日", "未回复，逾期14天"} <= cells
    with pytest.raises(NotFound):
        await make_documents(context, "instruction", "u1", "3-1")


async def test_a_round_that_is_over_is_filed_whole(context: RequestContext) -> None:
    """Ledger, registers, slips and proofs stand in one archive; while something is open the refusal counts it."""
    with pytest.raises(NotFound) as refused:
        await make_documents(context, "archive", "u1")
    assert refused.value.facts["count"] == 10
    digest = await context.blobs.keep(b"proof")
    proof = Evidence(
        id="u1/A/2-3/f1",
        unit="u1",
        measure="u1/A/2-3",
        by="u1/p6",
        at=NOW,
        kind=EvidenceKind.PHOTO,
        name="拆除后.jpg",
        digest=digest,
        size=5,
    )
    async with context.store.open() as ledger:
        for measure in await ledger.measures.find(MEASURES_OF_PLAN, "u1/A"):
            await ledger.measures.put(replace(measure, stage=Stage.CLOSED))
        await ledger.evidence.put(proof)
        await ledger.evidence.put(replace(proof, id="u1/A/2-3/f2", digest="0" * 64))
    ((name, content),) = await make_documents(context, "archive", "u1", "第一轮")
    assert name == "云栖县水务局党组归档（第一轮）20250609.zip"
    with ZipFile(io.BytesIO(content)) as archive:
        assert set(archive.namelist()) == {
            "整改台账20250609.xlsx",
            "催办登记表20250609.xlsx",
            "批示登记表20250609.xlsx",
            "函件登记表20250609.xlsx",
            "销号登记表.xlsx",
            "销号单/销号单（销号〔2025〕1号）.docx",
            "佐证/2-3/01_拆除后.jpg",
            "缺失的佐证.txt",
        }
        assert archive.read("佐证/2-3/01_拆除后.jpg") == b"proof"
    with pytest.raises(NotFound):
        await make_documents(context, "archive", "u1", "第九轮")


async def test_only_office_and_secretary_get_documents(context: RequestContext) -> None:
    """A clerk is refused, an unknown kind is unknown, a slip of what is not closed is not found."""
    with pytest.raises(NotAllowed):
        await make_documents(context, "monthly", "u1", by=PEOPLE["汪渡"])
    assert len(await make_documents(context, "monthly", "u1", by=PEOPLE["方既明"])) == 2
    for kind, about in (("诗", ""), ("slip", "3-1")):
        with pytest.raises(NotFound):
            await make_documents(context, kind, "u1", about)


async def test_confidential_documents_do_not_go_through_the_chat(tmp_path: Path) -> None:
    """With the setting on, nobody gets a document in the chat; on the office's own machine it is made."""
    async with open_round(tmp_path, policy=Policy(confidential=True)) as context:
        with pytest.raises(NotAllowed):
            await make_documents(context, "ledger", "u1", by=PEOPLE["方既明"])
        assert await make_documents(context, "ledger", "u1")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("完成3处,余下2处", "完成3处，余下2处"),
        ("时间:上午9:30", "时间：上午9:30"),
        ("投入1,200元;见附件(二)", "投入1,200元；见附件（二）"),
        ("pH 7.5, 达标", "pH 7.5，达标"),
        ("已完成.", "已完成。"),
        ("一行\n两行\x00", "一行两行"),
    ],
)
def test_punctuation_of_others_is_set_right(written: str, printed: str) -> None:
    """Signs among Chinese words become full-width, figures and times stay as they are."""
    assert proper(written) == printed


def test_sentences_end_once() -> None:
    """A sentence has one stop, a clause none."""
    assert sentence("抓紧办理；") == "抓紧办理。"
    assert sentence("抓紧办理。") == "抓紧办理。"
    assert clause("抓紧办理。") == "抓紧办理"
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 99, 100)] == ["一", "十", "十一", "二十", "二十一", "九十九", "100"]


LAID_OUT = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed to lay pages out")


def laid_out(folder: Path, paper: Paper) -> Path:
    """The paper's pages as LibreOffice sets them."""
    file = folder / "文件.docx"
    file.write_bytes(word_file(paper, MADE))
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    run("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file))
    return file.with_suffix(".pdf")


async def test_papers_on_a_long_plan_sum_up_what_is_still_ahead(context: RequestContext) -> None:
    """Results and lateness are told one by one; of the rest how many, which, and until when: no count is lost."""
    long = (await papers(context))["notice"].text, (await papers(context))["monthly"].text
    async with context.store.open() as ledger:
        for number in range(70):
            again = replace(measures()[6], id=f"u1/A/3-{number + 10}", number=f"3-{number + 10}", text="续建管网。")
            await ledger.measures.put(again)
    notice, monthly = (await papers(context))["notice"].text, (await papers(context))["monthly"].text
    assert "84条整改措施" in notice
    assert "；其余72条措施尚未完成，其中71条最迟于2025年12月31日前完成，1条明确责任、加快办理。" in notice
    assert "推进中71条，最迟于2025年12月31日前完成。" in monthly
    assert "已逾期20天" in monthly
    assert "续建管网" not in notice + monthly
    assert len(notice) < len(long[0]) * 1.1
    assert len(monthly) < len(long[1]) * 1.5  # of each the number stands


@LAID_OUT
def test_no_line_ends_within_a_number(tmp_path: Path) -> None:
    """A year, a day, an amount stands whole, wherever in the line it comes."""
    told = [body(f"{'治' * place}最迟于2025年12月31日前拨付7117.016万元。") for place in range(28)]
    laid = laid_out(tmp_path, Paper("数字", tuple(told), draft=False))
    text = run("pdftotext", "-layout", str(laid), "-").replace(" ", "")
    assert text.count("2025") == text.count("7117.016") == 28


@LAID_OUT
def test_a_full_page_has_22_lines(tmp_path: Path) -> None:
    """Laid out by LibreOffice, a page full of text has 22 lines."""
    full = laid_out(tmp_path, Paper("满页", (body("清理河道堆场逐处拍照建档，" * 200),), draft=False))
    text = run("pdftotext", "-f", "1", "-l", "1", "-layout", str(full), "-")
    assert len([line for line in text.splitlines() if line.strip() and "—" not in line]) == 22


def crowded() -> ClosingSlip:
    """The closing of a measure of which everything is long: texts, steps, proofs."""
    plain, words = slip(), "管护责任不清、经费没有保障，部分供水点长期无人值守，水质检测流于形式。" * 9
    (measure,), (proof,) = plain.measures, plain.evidence
    facts = replace(measure, text=words, result=words, first=TODAY.replace(month=1), extended=159, late=20, returned=4)
    drawn = io.BytesIO()
    Image.new("RGB", (600, 1800), "grey").save(drawn, "PNG")
    picture = thumbnail(drawn.getvalue())
    proofs = [replace(proof, caption=words, name=f"{words}.jpg", picture=picture if n < 4 else b"") for n in range(30)]
    return replace(
        plain,
        finding=words,
        task=words,
        measures=(replace(facts, reported=TODAY),),
        steps=plain.steps * 7,
        evidence=tuple(proofs),
        reopened=NOW,
        anchor="u1/123456-0123456789abcdef",
    )


@LAID_OUT
async def test_the_weekly_of_two_rounds_stands_on_one_page(context: RequestContext, tmp_path: Path) -> None:
    """Numbers that bear the names of their rounds are long: so much less of what is late has a row of its own."""
    async with context.store.open() as ledger:
        await ledger.plans.put(replace(PLAN, id="u1/B", letter="B", team="省委第五巡视组", title="巡视整改方案"))
        for finding in findings():
            await ledger.findings.put(replace(finding, id=finding.id.replace("/A/", "/B/"), plan="u1/B"))
        for measure in measures():
            moved = {name: getattr(measure, name).replace("/A/", "/B/") for name in ("id", "finding")}
            await ledger.measures.put(replace(measure, plan="u1/B", **moved))
    weekly = (await papers(context))["weekly"]
    assert "巡视第一轮" in weekly.text
    assert "Pages:           1\n" in run("pdfinfo", str(laid_out(tmp_path, weekly)))


@LAID_OUT
@pytest.mark.parametrize("made", [slip, crowded])
def test_a_closing_slip_stands_on_one_page(tmp_path: Path, made: Callable[[], ClosingSlip]) -> None:
    """However long its texts, and however much was done and sent."""
    assert "Pages:           1\n" in run("pdfinfo", str(laid_out(tmp_path, closing_slip(made()))))


def test_only_what_is_a_picture_is_shown() -> None:
    """A photograph becomes a small picture; a file, a torn one or an absurdly large one none."""
    drawn = io.BytesIO()
    Image.new("RGB", (4000, 3000), "grey").save(drawn, "JPEG")
    with Image.open(io.BytesIO(thumbnail(drawn.getvalue()))) as small:
        assert small.size == (480, 360)
    huge = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(huge, "PNG")
    for content in (b"", b"PK\x03\x04", drawn.getvalue()[:200], huge.getvalue()):
        assert thumbnail(content) == b""


def run(*command: str) -> str:
    """What a program of the system prints."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)  # noqa: S603 - our own words
    return done.stdout


async def test_files_say_whose_and_what_they_are(context: RequestContext) -> None:
    """The unit is the author, the title the paper's, created when it was made, in Chinese; headings have levels."""
    document = opened((await papers(context))["monthly"])
    facts = document.core_properties
    assert (facts.author, facts.language) == ("云栖县水务局党组", "zh-CN")
    assert facts.title == "整改进展情况报告（2025年6月9日）"
    assert facts.created == MADE
    levels = [paragraph._p.pPr.find(qn("w:outlineLvl")) for paragraph in document.paragraphs]
    heads = [p.text for p, level in zip(document.paragraphs, levels, strict=True) if level is not None]
    assert heads[0] == "一、总体情况"
    assert len(heads) == 4 + 5


@pytest.mark.parametrize("name", NAMES)
async def test_no_heading_ends_a_page_and_no_signature_stands_alone(context: RequestContext, name: str) -> None:
    """Headings stay with what follows, and the last paragraph with the signature and the day."""
    paper = (await papers(context))[name]
    held = [p.paragraph_format.keep_with_next for p in opened(paper).paragraphs]
    kinds = [block.kind for block in (*paper.blocks, *paper.below) if block.kind not in {Kind.GRID, Kind.FORM}]
    assert all(keeps for keeps, kind in zip(held, kinds, strict=True) if kind in {Kind.ONE, Kind.TWO, Kind.SIGNATURE})
    assert held[-3]
    assert not held[-1]


def test_a_slip_names_its_own_people_and_nobody_else() -> None:
    """Who took the steps stands there; a citizen's name, number and house in their words, results and proofs do not."""
    told = slip()
    words = "村民王二柱（电话13800138000）反映的围网已拆，住址大坪村6组23号"
    (measure,), (first, *others), (proof,) = told.measures, told.steps, told.evidence
    told = replace(
        told,
        measures=(replace(measure, result=f"{words}。"),),
        steps=(replace(first, words=words), *others),
        evidence=(replace(proof, caption="村民王二柱家门口", name="身份证431224198801011234.jpg"),),
    )
    (table,) = opened(closing_slip(told)).tables
    text = "\n".join(cell.text for row in table.rows for cell in row.cells)
    for secret in ("王二柱", "13800138000", "6组23号", "431224198801011234"):
        assert secret not in text, secret
    for name in ("汪渡", "陆怀远", "沈砚秋", "村民王某某"):
        assert name in text, name


async def test_the_notice_ends_with_where_the_public_may_turn_and_the_annex_lists_what_is_not_said(
    context: RequestContext,
) -> None:
    """A blank for the telephone and one for the mail, each filled where the office has said it of the round."""
    blank = "（由发布人填写）"
    assert f"联系电话：{blank}；电子邮箱：{blank}。" in (await papers(context))["notice"].text
    (annex,) = (c for name, c in await make_documents(context, "notice", "u1") if name.endswith(".xlsx"))
    _, *rows = openpyxl.load_workbook(io.BytesIO(annex))["待补内容"].iter_rows(values_only=True)
    assert [row[1] for row in rows] == ["进驻", "领导小组", "联系电话", "电子邮箱"]
    assert "轮次 A 联系电话" in str(rows[2][2])
    async with context.store.open() as ledger:
        said = replace(PLAN, on_site="2025年1月6日至2月14日", group="由党组书记任组长", telephone="0737-8822001")
        await ledger.plans.put(replace(said, mail="zgb@yunqi.example"))
    files = dict(await make_documents(context, "notice", "u1"))
    (word,) = (content for name, content in files.items() if name.endswith(".docx"))
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs)
    assert "联系电话：0737-8822001；电子邮箱：zgb@yunqi.example。" in text
    (annex,) = (content for name, content in files.items() if name.endswith(".xlsx"))
    assert "待补内容" not in openpyxl.load_workbook(io.BytesIO(annex)).sheetnames


HANDOVER = HandoverPaper(
    unit="云栖县水务局党组",
    day=TODAY,
    giver="汪渡",
    taker="贺兰舟",
    witness="方既明",
    role="",
    rows=(),
    matters=(),
    signed={},
    on_paper={},
)


def test_a_list_of_a_handover_writes_every_day_alike() -> None:
    """Days that messages write with dashes stand in it as in any document, in records of old too."""
    told = replace(
        HANDOVER,
        matters=("交办未答复，2025-06-20（周五）前：核对水价", "3-1 申请延期到 2025-07-05（周六），未答复"),
        signed={"giver": "2025-06-09"},
    )
    text = handover_paper(told).text
    assert "1.交办未答复，2025年6月20日前：核对水价。" in text
    assert "2.措施3-1 申请延期到2025年7月5日，未答复。" in text
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)


async def test_the_report_hides_citizens_and_says_where(context: RequestContext) -> None:
    """What was done is told without whoever is not of the house; each place is listed and commented."""
    async with context.store.open() as ledger:
        words = "已完成，群众李建国（13812345678）反映的12处已整改，贺兰舟验收。"
        await change(ledger, "3-3", NOW, "方既明", "set_result", result=words)
    files = dict(await make_documents(context, "monthly", "u1"))
    (word,) = (content for name, content in files.items() if name.endswith(".docx"))
    document = docx.Document(io.BytesIO(word))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "已完成，群众李某某（略）反映的12处已整改，贺兰舟验收。" in text
    (comment,) = document.comments
    assert comment.text == "待人工核对：电话号码1处，已隐去；群众姓名1处，已改为某某。"
    (annex,) = (content for name, content in files.items() if name.endswith(".xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(annex))["待人工核对"]
    assert any("13812345678" in str(row[2]) for row in sheet.iter_rows(min_row=2, values_only=True))


async def test_a_closing_formula_takes_a_paragraph_along(context: RequestContext) -> None:
    """特此报告 and the signature do not stand on a page by themselves: what was said last goes with them."""
    *_, last, formula, blank, name, _ = opened((await papers(context))["monthly"]).paragraphs
    assert formula.text == "特此报告。"
    assert all(one.paragraph_format.keep_with_next for one in (last, formula, blank, name))


async def test_a_letter_says_beside_its_signature_to_whom_it_goes_besides(context: RequestContext) -> None:
    """Posts that hold a comma of their own stay whole; the receipt below is the department's alone."""
    document = opened((await papers(context))["letter"])
    *_, date, copied, _ = document.paragraphs
    assert (date.text, copied.text) == ("2025年6月9日", "抄送：副局长陆怀远，党组书记、局长沈砚秋。")
    assert date.paragraph_format.keep_with_next
    assert document.tables[-1].cell(0, 0).text == "督办单回执（请于2025年6月16日前送回整改办）"


async def test_the_annex_quotes_people_and_no_name_of_a_file(context: RequestContext) -> None:
    """The taking in of a ledger is an entry without anybody's words."""
    async with context.store.open() as ledger:
        after = {"stage": "not_started"}
        entry = Entry(unit="u1", at=NOW, by="", verb=Verb.IMPORT, subject="u1/A/3-1", after=after, words="台账.xlsx")
        await enter(ledger, entry)
    (annex,) = (c for name, c in await make_documents(context, "notice", "u1") if name.endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(annex))
    told = [row for row in book["日志摘录"].iter_rows(min_row=2, values_only=True) if "导入" in str(row[4])]
    assert [row[5] for row in told] == [None]
    assert "台账.xlsx" not in str([*book["语句依据"].iter_rows(values_only=True)])


def test_three_sign_a_list_of_a_handover_on_one_page() -> None:
    """However long the list is, its table of signatures, what leads to it and the end stand together."""
    told = replace(
        HANDOVER,
        rows=tuple((f"{n}-1", "逐村安装净化设备，验收后公示。", "经办人", "正在推进") for n in range(1, 13)),
    )
    document = opened(handover_paper(told))
    long, signatures = document.tables
    kept = [cell.paragraphs[0].paragraph_format.keep_with_next for row in signatures.rows for cell in row.cells]
    assert len(kept) == 16
    assert all(kept)
    assert not any(cell.paragraphs[0].paragraph_format.keep_with_next for row in long.rows for cell in row.cells)
    leads = next(one for one in document.paragraphs if one.text.startswith("本清单由"))
    assert leads.paragraph_format.keep_with_next
