"""The demo's transcript as a picture that rolls: an SVG that needs no script and fetches nothing."""

import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

VIEW, SECONDS = 780, 45  # height of the window that is seen, and how long it rolls through all of it
FORMAT = """\
<svg viewBox="0 0 {width} %(view)d" xmlns="http://www.w3.org/2000/svg" role="img">
<title>督办演示</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "Noto Sans Mono CJK SC", "PingFang SC", "Microsoft YaHei", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.rolling {{ animation: roll %(seconds)ds linear infinite; }}
@keyframes roll {{ 0%%, 4%% {{ transform: translateY(0); }} 94%%, 100%% {{ transform: translateY(-%(way)dpx); }} }}
@media (prefers-reduced-motion: reduce) {{ .rolling {{ animation: none; }} }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
<clipPath id="view"><rect width="100%%" height="100%%"/></clipPath>
{lines}</defs>
<rect width="100%%" height="100%%" rx="8" fill="#272822"/>
<g clip-path="url(#view)"><g class="rolling">
<g transform="translate({terminal_x}, 16)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g></g></g>
</svg>
"""


def write_recording(console: Console, file: Path) -> None:
    """Write what a recording console has said."""
    height = _height(console.export_svg(title="", clear=False))
    form = FORMAT % {"view": VIEW, "seconds": SECONDS, "way": max(0, height - VIEW)}
    drawn = console.export_svg(title="", theme=MONOKAI, code_format=form, unique_id="duban")
    file.write_text(re.sub(r' textLength="[\d.]+"', "", drawn), "utf-8")  # counted as if Chinese were narrow


def _height(svg: str) -> int:
    (found,) = re.findall(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)
    return round(float(found))
