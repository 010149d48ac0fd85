"""A question about something that happened to one measure: 8-1为什么被退回, 5-1是哪天销号的, 6-1会上怎么定的."""

import re
from dataclasses import dataclass

from bot.domain.history.verb import Verb
from bot.readers.meeting import TITLE
from bot.readers.reply.measure_number import named_in

_ANSWER = frozenset({Verb.EXTEND, Verb.REFUSE_EXTENSION, Verb.FORWARD_EXTENSION})
_EVENTS = (  # the first that is named is asked about
    (
        re.compile(
            r"(?:不同意|没(?:有)?同意|不批准?|没(?:有)?批准?|驳回|没(?:有)?通过)(?:的)?(?:延期|延长)(?:申请)?|(?:延期|延长)(?:申请)?(?:的)?(?:不同意|没(?:有)?同意|不批|没(?:有)?批|被?驳回|没(?:有)?通过)"
        ),
        _ANSWER,
        "",
    ),
    (
        re.compile(r"(?:申请|提出?|批准?|同意)?了?(?:的)?(?:延期|延长)(?:申请)?|(?:申请|要求|批准?)(?:了|的)?延到"),
        _ANSWER | {Verb.ASK_EXTENSION, Verb.WITHDRAW_EXTENSION},
        "",
    ),
    (re.compile(r"(?:被)?(?:退回|打回|退)(?:来|去|给我)?"), frozenset({Verb.SEND_BACK}), ""),
    (re.compile(r"重新打开|重启"), frozenset({Verb.REOPEN}), ""),
    (
        re.compile(r"(?:佐证|照片|附件)(?:材料)?"),
        frozenset({Verb.KEEP_EVIDENCE, Verb.ASSIGN_EVIDENCE, Verb.WITHDRAW_EVIDENCE}),
        "",
    ),
    (
        re.compile(r"(?:送|转|交|报|走)?到(?:了)?(?:我|书记|领导|整改办|他)(?:这里?|那里?|手[上里])?"),
        frozenset({Verb.SUBMIT, Verb.AGREE, Verb.MOVE_ON, Verb.SKIP}),
        "",
    ),
    (re.compile(r"审核(?:通过)?"), frozenset({Verb.AGREE, Verb.CLOSE}), "review"),
    (re.compile(r"核验(?:通过)?"), frozenset({Verb.AGREE, Verb.CLOSE}), "verify"),
    (re.compile(r"审定(?:通过)?"), frozenset({Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING}), "decide"),
    (re.compile(r"报(?:的)?完成|申请销号|报(?:的)?销号"), frozenset({Verb.SUBMIT}), ""),
    (re.compile(r"销号|销掉?|办结"), frozenset({Verb.CLOSE, Verb.TURN_STANDING}), ""),
    (
        re.compile(r"(?:书记|领导)?(?:的)?批示"),
        frozenset({Verb.INSTRUCT, Verb.ASK_INSTRUCTION, Verb.ANSWER_INSTRUCTION}),
        "",
    ),
    (
        re.compile(rf"(?:(?:上次|上回|最近)?(?:{TITLE}|会议?)(?:上|里)?)(?:议?定|决定|研究|要求|明确)?|议定"),
        frozenset({Verb.RESOLVE, Verb.SETTLE_INSTRUCTION, Verb.RETURN_INSTRUCTION}),
        "",
    ),
    (
        re.compile(r"批(?:准|了|过)?(?=的|$)"),
        frozenset({Verb.INSTRUCT, Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING, Verb.EXTEND, Verb.REFUSE_EXTENSION}),
        "",
    ),
    (re.compile(r"催办?"), frozenset({Verb.NUDGE}), ""),
    (re.compile(r"更正|改动|修改"), frozenset({Verb.CORRECT, Verb.EXTEND}), ""),
    (re.compile(r"移交|转手|换人"), frozenset({Verb.HAND_OVER, Verb.CORRECT}), ""),
    (re.compile(r"取消|作废"), frozenset({Verb.CANCEL}), ""),
    (re.compile(r"督办[单函]|预警函|提示函"), frozenset({Verb.ISSUE_LETTER, Verb.SIGN_LETTER, Verb.ANSWER_LETTER}), ""),
    (re.compile(r"回头看|反弹"), frozenset({Verb.RECHECK}), ""),
    (
        re.compile(r"新?(?:增|加|添|来|立|定)(?:进来|进去|上去|上|进)?(?=的)"),
        frozenset({Verb.IMPORT, Verb.RESOLVE, Verb.SPLIT}),
        "",
    ),
)
_ASKS = re.compile(
    r"谁|哪个人|哪位|什么时候|啥时候|何时|哪[天年月](?!会)|几号|几月|为什么|为啥|为何|咋|怎么回事|怎么(?:会)?(?=被|没|不|退|驳)|什么(?:原因|理由|意见|内容|要求|意思)|"
    r"(?:原因|理由|意见|内容)(?:是)?(?:什么|啥)|怎么(?:说|定|写|批|讲|要求|答复)|(?:说|定|写|批|讲|要求|退|答复)(?:了|的)*(?:是)?(?:什么|啥|哪些)|怎么(?=\s|$)|到(?:了)?(?:哪天|几号|什么时候)|多久了|(?<!还有)(?<!还剩)几天了"
)
_REST = re.compile(
    r"请问|(?:上)?(?:传|交|发)|批(?=的|$|\s)|签|想问一?下?|问一?下|查一?下|没(?:有)?批准?|不批准?|没(?:有)?同意|不同意|没(?:有)?通过|驳回|上次|上回|最近一?次?|最后一?次?|第一次|当时|到底|究竟|申请|这[条项个]|那[条项个]|措施|我们?|他们?|领导|书记|又|还|都|就|会|被|把|给|由|在|是|的|了|呢|啊|呀|来着|过|人|上|吗|说|定|要求|,|\?|\s"
)
_AHEAD = re.compile(r"能|会(?!上|议)|可以|才(?:能|可)|要|打算|准备|应该|该")


@dataclass(frozen=True, kw_only=True)
class EventQuestion:
    """What is asked about: what was done, and at which step of the closing ("" for any); `number` "" for the card's."""

    number: str
    verbs: frozenset[Verb]
    step: str = ""
    words: str = ""  # what it is called


def event_question(plain: str, known: frozenset[str] = frozenset()) -> EventQuestion | None:
    """The question in normalised words; None where they are none, or where anything else is said."""
    named = named_in(plain, known)
    if len({one.number for one in named}) > 1 or not _ASKS.search(plain):
        return None
    text = plain
    for one in reversed(named):
        text = f"{text[: one.start]} {text[one.end :]}"
    for event, verbs, step in _EVENTS:
        found = event.search(text)
        if found is None:
            continue
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        if _AHEAD.search(rest) or _REST.sub("", _ASKS.sub(" ", rest)):
            continue
        return EventQuestion(number=named[0].number if named else "", verbs=verbs, step=step, words=found[0])
    return None
