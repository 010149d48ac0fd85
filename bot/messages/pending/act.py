"""An act before it is done, and after: what becomes of what, who hears of it, until when it can be taken back."""

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.people.proposal import Act, Proposal
from bot.messages.body import LINE, Button, MessageBody, Rows
from bot.messages.closing.keyboards import report_day_row
from bot.messages.core.pending_taps import DoAct, DropAct, TakeBackAct
from bot.messages.pending.act_effects import Effects, effect_lines, share_lines
from bot.messages.text import day, told_names
from bot.messages.wording import Wording

SENTENCES = {
    Act.CANCEL: "plan.cancelled_done",
    Act.TURN_STANDING: "closing.made_standing_told",
    Act.SPLIT: "plan.split_done",
    Act.MERGE: "plan.merged_done",
    Act.UNBIND: "people.binding.unbound",
}


@dataclass(frozen=True, kw_only=True)
class ActDone:
    """An act that is done; `until` is the local moment until which it can be taken back, by the id."""

    proposal: Proposal
    effects: Effects
    until: dt.datetime
    id: str


def act_body(wording: Wording, proposal: Proposal, effects: Effects, *, second: bool) -> MessageBody:
    """What will happen, and to whom; nothing is done until that is confirmed."""
    lines = [wording.say("pending.act.head", what=proposal.what)]
    lines += [wording.say("pending.act.line", line=line) for line in effect_lines(wording, effects)]
    if proposal.words:
        lines.append(wording.say("people.proposal.words", words=proposal.words))
    if effects.told:
        lines.append(wording.say("pending.act.told", names="、".join(effects.told)))
    if effects.lost:
        lines.append(wording.say("pending.act.lost", names="、".join(effects.lost)))
    lines.append(wording.say("pending.act.second" if second else "pending.act.ask"))
    row = (
        Button(wording.word(f"pending.act.button.{proposal.act}"), DoAct(proposal.id)),
        Button(wording.word("pending.act.button_drop"), DropAct(proposal.id)),
    )
    return MessageBody(LINE.join(lines), (row,), measures=tuple(measure.id for measure in effects.after))


def done_body(wording: Wording, done: ActDone) -> MessageBody:
    """What was done, who was told, and the way back."""
    text, rows = _said(wording, done)
    until = wording.say("pending.act.until", day=day(done.until.date()), time=f"{done.until:%H:%M}")
    measures = tuple(measure.id for measure in done.effects.after)
    return MessageBody(LINE.join([text, until]), (*rows, back_row(wording, done.id)), measures=measures)


def back_row(wording: Wording, id_: str) -> tuple[Button, ...]:
    """↩️ 撤回刚才的办理."""
    return (Button(wording.word("pending.act.button_back"), TakeBackAct(id_)),)


def _said(wording: Wording, done: ActDone) -> tuple[Markup, Rows]:
    effects, act = done.effects, done.proposal.act
    names = told_names(wording, effects.told)
    if act is Act.REOPEN:
        lines = [
            wording.say("closing.opened_until", number=one.number, day=day(measure.report_by), names=names)
            for one, measure in zip(effects.measures, effects.after, strict=True)
            if measure.report_by
        ]
        return LINE.join(lines), tuple(report_day_row(wording, measure) for measure in effects.after)
    if act in {Act.HAND_OVER, Act.SUPPORT}:
        shares = [wording.say("pending.act.line", line=line) for line in share_lines(wording, effects)]
        return LINE.join([wording.say("pending.act.done", what=done.proposal.what, names=names), *shares]), ()
    shown = {measure.id: one.number for measure, one in zip(effects.after, effects.measures, strict=True)}
    numbers = [shown[id_] for id_ in done.proposal.subjects if id_ in shown]
    facts = {
        "number": "、".join(numbers[:-1] if act is Act.MERGE else numbers),
        "into": numbers[-1] if numbers else "",
        "fresh": "、".join(measure.number for measure in effects.fresh),
        "name": "、".join(name for name, _ in effects.unbound),
        "names": names,
    }
    return wording.say(SENTENCES[act], **facts), ()
