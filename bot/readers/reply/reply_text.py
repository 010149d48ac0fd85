"""One reply, ready to be asked about: its clauses, what of it asks, and its numbers, each read once."""

import re
from dataclasses import dataclass
from functools import cached_property

from bot.domain.replies.figure import Figure
from bot.readers.reply import phrases
from bot.readers.reply.completion import claims_done
from bot.readers.reply.figures import figures_of
from bot.readers.reply.fractions import Fraction, fraction_in
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.numbers import Number, numbers_in
from bot.readers.reply.percent import Percentage, percentage_of
from bot.readers.reply.waiting import OTHER, waited_for, without_waited_findings

_SPLIT = re.compile(r"[,;。!?~…\n、()]+|(?<=[^\d\s]) +| +(?=[^\d\s%])")
_RUN_ON = re.compile(
    r"[弄做办改搞整][完好](?=[交报发送传][给到上])|"
    r"(?:整改到位|落实到位|完毕)了?(?=(?![的吗没么呢吧啊呀后再才时之以率了啦就还但并且和、])[\u4e00-\u9fff]{3})|"
    r"(?:[完好定结毕位号决成]|整改)了[哈啊呀嘛]*(?=(?:别|莫|甭|不要)(?:再)?催|领导放心|照片|图片|材料|资料|附件|佐证|台账|报告|但|不过|就是|只是|可是|还有|就等|请|现在|目前|正在|后续|下一?步|接下来|谢|感谢|辛苦|并|而且|同时|[咋怎]么?(?:还|又|老|总)(?:是|在)?催|[您你]们?|等[您你]|领导|没问题|没得问题)|"
    r"(?:(?:全部|全面|已经?|都|整改)完成|(?:整改|整治|落实)到位|办结|销号)(?=(?:并|且)(?!案))|着呢?(?=急|催|慌|莫|别)|^(?:OK|ok|Ok|好|行)[啦了的](?=[全都已][\u4e00-\u9fff]{2})"
)
_PARTICLES = re.compile(r"^[啊呢嘛呀哈额呃]+(?=[\u4e00-\u9fff]{3})")
_ADDRESS = re.compile(  # 报告老师这项我们干完了; 领导这边签完了 is the leader's own
    r"^(?:(?:跟|向|给)?(?:您|你|领导|大家)?(?:报告|汇报|说)(?:一下|个事)?(?:领导|老师|主任|书记|局长|您|你)?(?:[\u4e00-\u9fff]?(?:书记|局长|主任|老师))?|"
    r"(?:各位)?(?:领导|老师|主任|书记|局长|县长)们?|[\u4e00-\u9fff](?:主任|书记|局|科长|股长|老师|县长))"
    r"(?=[我俺咱](?:们|这|局|科|股|办|单位)|(?:关于)?(?:这|该|此|那)(?:条|项|个|件|块|事)|本(?:条|项|局|科|股))"
)
_QUESTION_MARK = re.compile(r"[^,;。!?~…\n]*\?")
_CODE = re.compile(r"(?<![A-Za-z])[Mm]-?\d{1,4}(?![.\d])|^第[一二三四五六七八九十\d]{1,3}(?:条|项|个|件)(?=\s|:|,|$)")
_BUT = re.compile(
    r"(?<=[\u4e00-\u9fff]了)(?=还[没未]|[尚仍]未|没变)|(?<=[\u4e00-\u9fff\d%])(?=(?<![不非])但(?:是|还|没|未|有|也|仍|尚|目前|现在)|可是)"
)
_ALL = re.compile(r"都|均|全")


@dataclass(frozen=True)
class ReplyText:
    """`plain` is without codes and emoji; `clauses` stand between its separators."""

    plain: str
    emoji: frozenset[str]
    items: tuple[str, ...]

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The stretches between separators."""
        whole = (_ADDRESS.sub("", _PARTICLES.sub("", part.strip(" .:-—()"))) for part in _SPLIT.split(self.plain))
        return tuple(c.strip() for part in whole for one in _BUT.split(part) for c in _run_on(one) if c.strip())

    @cached_property
    def questions(self) -> frozenset[str]:
        """The clauses that ask something."""
        marked = {c.strip(" .:?") for q in _QUESTION_MARK.findall(self.plain) for c in _SPLIT.split(q)[-2:-1]}
        asks = (
            c
            for c in self.clauses
            if not phrases.COMPLAINS.search(c) and phrases.INTERROGATIVE.search(phrases.NOT_INTERROGATIVE.sub("", c))
        )
        return frozenset(asks) | (marked & set(self.clauses))

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """The clauses that neither ask nor complain, nor quote what a question is about: 系统显示没完成."""
        return tuple(c for c in self.clauses if c not in self.questions and not self._says_nothing(c))

    def _says_nothing(self, clause: str) -> bool:
        quoted = self.questions and phrases.SHOWN.search(clause)
        return bool(quoted or phrases.COMPLAINS.search(clause))

    @cached_property
    def said(self) -> str:
        """What is stated, with its brackets."""
        if not self.questions:
            return self.plain
        return ",".join(self.statements)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number of what is stated."""
        return numbers_in(self.said)

    @cached_property
    def fraction(self) -> Fraction | None:
        """What counts say of how much is done."""
        return fraction_in(self.said, self.numbers)

    @cached_property
    def percentage(self) -> Percentage:
        """How far along the whole is said to be, nowhere in a question."""
        return percentage_of(self.said, self.numbers, self.fraction)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that are named."""
        return self._accounts[0]

    @cached_property
    def loose(self) -> tuple[Number, ...]:
        """The numbers that belong to nothing."""
        return self._accounts[1]

    @cached_property
    def _accounts(self) -> tuple[tuple[Figure, ...], tuple[Number, ...]]:
        return figures_of(self.said, self.numbers, self.percentage, self.fraction)

    @cached_property
    def several(self) -> bool:
        """True where several items are spoken of differently, so that one percentage would be wrong."""
        return len(set(self.items)) > 1 and not _ALL.search(self.plain)


def _run_on(clause: str) -> list[str]:
    """The clauses of one that goes on without a stop behind what is done: 办好了谢谢领导."""
    return [clause] if claims_done(clause) else _RUN_ON.sub(r"\g<0>,", clause).split(",")


def wording_of(plain: str) -> str:
    """Normalised words without what differs from measure to measure: the numbers of measures, blanks, stops."""
    return re.sub(r"[\W_]+", "", reply_text(plain).plain)


def reply_text(plain: str, named: frozenset[str] = frozenset()) -> ReplyText:
    """The reply in normalised characters, its codes and emoji taken out; `named` look like days and are measures."""
    emoji = {
        kind for kind, pattern in (("done", phrases.EMOJI_DONE), ("note", phrases.EMOJI_NOTE)) if pattern.search(plain)
    }
    for pattern in (phrases.EMOJI_DONE, phrases.EMOJI_NOTE):
        plain = pattern.sub(" ", plain)
    if phrases.EMOJI_ANY.search(plain):
        plain = phrases.EMOJI_ANY.sub(" ", plain)
        emoji.add("other")
    numbers = named_in(plain, named)
    others = waited_for(plain, numbers)
    own = [found.number for found in numbers if found not in others]
    for found in reversed(numbers):
        stand_in = OTHER if found in others else ","
        plain = plain[: found.start] + stand_in + plain[found.end :]
    plain = without_waited_findings(plain)
    items = [match[0] for match in phrases.ITEM.finditer(plain)] + own
    if items:
        plain = _CODE.sub(",", plain)
    if phrases.IDLE.fullmatch(plain):
        emoji |= {"other"} if "?" in plain else set()
        plain = ""
    return ReplyText(plain.strip(" ,:;、。"), frozenset(emoji), tuple(items))
