"""Draw the pictures of docs/pictures: every chart, and the first page of each document of which one stands here.

Run as `python -m docs.pictures.documents`. Documents are laid out by LibreOffice (soffice) and turned into pictures by
pdftoppm; the standard's fonts are replaced by Noto's for the picture, since they may not be handed on.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.domain.closing.closing_slip import Closing, ClosingStep
from bot.domain.core.colour import Colour
from bot.domain.supervision.letter import Letter
from bot.services.core.request import RequestContext
from bot.services.reporting.charts import chart
from bot.services.reporting.documents import KINDS, make_documents
from tests.reports.round import NOW, PEOPLE, TODAY, open_round

PICTURES = Path(__file__).parent
LETTER = "u1/l1"
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
FONTS = {"仿宋_GB2312": SERIF, "楷体_GB2312": SERIF, "宋体": SERIF, "方正小标宋简体": SERIF, "黑体": SANS}
ALIAS = (
    "<match><test name='family'><string>{}</string></test>"
    "<edit name='family' mode='assign' binding='strong'><string>{}</string></edit></match>"
)
CONFIG = "<?xml version='1.0'?><fontconfig><include>/etc/fonts/fonts.conf</include>{}</fontconfig>"


async def prepare(request: RequestContext) -> None:
    """What the round still lacks for a slip and a letter."""
    steps = (
        ClosingStep(verb="submit", by="u1/p6", at=NOW, words="围网已全部拆除，共1200米", entry=4),
        ClosingStep(verb="agree", by="u1/p2", at=NOW, words="现场看过", entry=5),
        ClosingStep(verb="close", by="u1/p1", at=NOW, words="同意", entry=6),
    )
    async with request.store.open() as ledger:
        await ledger.closings.put(
            Closing(id="u1/c1", unit="u1", subject="u1/A/2-3", year=2025, number=1, at=NOW, by="u1/p1", steps=steps)
        )
        measures, people = ("u1/A/2-1", "u1/A/4-1"), ("u1/p2", "u1/p6")
        words = "请于一周内提出跨界河流处理办法，并书面报告"
        await ledger.letters.put(
            Letter(
                id=LETTER,
                unit="u1",
                colour=Colour.RED,
                measures=measures,
                recipients=people,
                words=words,
                answer_by=TODAY.replace(day=16),
                drafted_by="u1/p4",
                drafted_at=NOW,
            )
        )


def run(*command: str, **environment: str) -> None:
    """Run a program of the system to its end."""
    settings = os.environ | environment
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=settings)  # noqa: S603 - our own words


def picture_of(content: bytes, ending: str, target: Path) -> None:
    """The first page of a document as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        config = place / "fonts.conf"
        config.write_text(CONFIG.format("".join(ALIAS.format(a, b) for a, b in FONTS.items())), "utf-8")
        (place / f"page{ending}").write_bytes(content)
        home = f"-env:UserInstallation=file://{place / 'home'}"
        command = (
            "soffice",
            home,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(place / f"page{ending}"),
        )
        run(*command, FONTCONFIG_FILE=str(config))
        run("pdftoppm", "-r", "72", "-png", "-singlefile", str(place / "page.pdf"), str(target.with_suffix("")))


async def main() -> None:
    """Write a picture a chart and a document, and say which."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_round(Path(folder)) as request:
            await prepare(request)
            for drawn in (await chart(request, PEOPLE["沈砚秋"], "全部")).attachments:
                (PICTURES / drawn.name).write_bytes(drawn.content)
                sys.stdout.write(f"{drawn.name}\n")
            for kind in KINDS:
                target = PICTURES / f"{kind}.png"
                if not target.exists():  # of what the round does not hold, as minutes, there is no picture
                    continue
                (name, content), *_ = await make_documents(request, kind, "u1", LETTER if kind == "letter" else "")
                await asyncio.to_thread(picture_of, content, Path(name).suffix, target)
                sys.stdout.write(f"{target.name}\n")


if __name__ == "__main__":
    asyncio.run(main())
