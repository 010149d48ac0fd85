"""Chinese glyphs for pictures, from a font that comes with a package."""

from functools import cache
from typing import Any

from bot.documents.clean import clean


@cache
def chinese() -> str:
    """The family name under which matplotlib knows the packaged font."""
    import pylopdf_fonts_zh_cn
    from matplotlib.font_manager import FontProperties, fontManager

    path = str(pylopdf_fonts_zh_cn.sans_path())
    fontManager.addfont(path)
    return FontProperties(fname=path).get_name()


@cache
def _glyphs() -> frozenset[int]:
    import pylopdf_fonts_zh_cn
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(pylopdf_fonts_zh_cn.sans_path())).get_charmap())


def drawable(text: str) -> str:
    """The text on one line as a picture can show it: a box for every sign that the font does not have.

    A dollar sign, which would start a formula, is drawn as the full-width one.
    """
    known = _glyphs()
    return "".join(sign if ord(sign) in known else "□" for sign in " ".join(clean(text).split()).replace("$", "＄"))


def figure(width: float, height: float, dpi: int = 160) -> Any:
    """An empty figure of so many inches that needs no screen; text in it is drawn with the packaged font."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(width, height), dpi=dpi, layout="constrained")
    FigureCanvasAgg(drawn)
    return drawn
