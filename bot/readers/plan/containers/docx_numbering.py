"""The numbers that Word puts before paragraphs and never writes into their text (ECMA-376, 17.9)."""

from typing import TYPE_CHECKING

from bot.domain.core.numerals import chinese

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCountingThousand",
        "taiwaneseCounting",
        "koreanDigital2",
    }
)
CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
CIRCLES = 20
LETTERS = 26
DEEPEST = 9


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, word: "DocxDocument") -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.abstract: dict[str, str] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.styles = {style.get(f"{W}styleId"): style for style in word.styles.element.findall(f"{W}style")}
        root = self._root(word)
        if root is not None:
            self._learn(root)

    def next(self, paragraph: "_Element") -> str:
        """The number before the paragraph, "" where it has none."""
        number, level = self._of(paragraph)
        kind = self.abstract.get(number, "")
        if number in {"", "0"} or level not in self.levels.get(kind, {}):
            return ""
        counter = self.counters.setdefault(kind, {})
        _, _, start = self.levels[kind][level]
        counter[level] = counter.get(level, start - 1) + 1
        for deeper in [known for known in counter if known > level]:
            del counter[deeper]
        return self._shown(kind, level, counter)

    @staticmethod
    def _root(word: "DocxDocument") -> "_Element | None":
        for relation in word.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                element: _Element = relation.target_part.element
                return element
        return None

    def _learn(self, root: "_Element") -> None:
        for abstract in root.findall(f"{W}abstractNum"):
            levels = self.levels.setdefault(abstract.get(f"{W}abstractNumId", ""), {})
            for level in abstract.findall(f"{W}lvl"):
                levels[int(level.get(f"{W}ilvl", "0"))] = (
                    _attribute(level, "numFmt", "decimal"),
                    _attribute(level, "lvlText", ""),
                    int(_attribute(level, "start", "1")),
                )
        for number in root.findall(f"{W}num"):
            own = number.get(f"{W}numId", "")
            base = _attribute(number, "abstractNumId", "")
            overrides = number.findall(f"{W}lvlOverride")
            restarts = {
                int(o.get(f"{W}ilvl", "0")): int(_attribute(o, "startOverride", "1"))
                for o in overrides
                if o.find(f"{W}startOverride") is not None
            }
            if restarts:
                copied = f"{base}/{own}"
                self.levels[copied] = {
                    level: (form, text, restarts.get(level, start))
                    for level, (form, text, start) in self.levels.get(base, {}).items()
                }
                base = copied
            self.abstract[own] = base

    def _of(self, paragraph: "_Element") -> tuple[str, int]:
        """The numbering id and level of a paragraph, its own or its style's."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        own = properties.find(f"{W}numPr")
        level = int(_attribute(own, "ilvl", "0")) if own is not None else 0
        if own is not None and own.find(f"{W}numId") is not None:
            return _attribute(own, "numId", ""), level
        style = _attribute(properties, "pStyle", "")
        for _ in range(DEEPEST):
            found = self.styles.get(style)
            if found is None:
                break
            inherited = found.find(f"{W}pPr/{W}numPr")
            if inherited is not None and inherited.find(f"{W}numId") is not None:
                return _attribute(inherited, "numId", ""), int(_attribute(inherited, "ilvl", str(level)))
            style = _attribute(found, "basedOn", "")
        return "", 0

    def _shown(self, kind: str, level: int, counter: dict[int, int]) -> str:
        form, text, _ = self.levels[kind][level]
        if form in {"bullet", "none"}:
            return ""
        for other in range(level + 1):
            other_form, _, start = self.levels[kind].get(other, (form, "", 1))
            text = text.replace(f"%{other + 1}", written(counter.get(other, start), other_form))
        return text


def written(number: int, form: str) -> str:
    """A number in one of Word's number formats."""
    if form in CHINESE:
        return chinese(number)
    if form in CIRCLED and 0 < number <= CIRCLES:
        return chr(0x245F + number)
    if form in {"lowerLetter", "upperLetter"} and 0 < number <= LETTERS:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + number - 1)
    return str(number)


def _attribute(element: "_Element", child: str, default: str) -> str:
    found = element.find(f"{W}{child}")
    return default if found is None else str(found.get(f"{W}val", default))
