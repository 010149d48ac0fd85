"""People: binding by one-time links, the list of people, who stands in for whom, and who takes over."""

import asyncio
import datetime as dt
import re
from dataclasses import replace

import msgspec
from markupsafe import Markup
from telegram import ChatMember

from bot.domain.people.invitation import Invitation
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import ROLE_WORDS, Person, Role
from bot.domain.people.proposal import Act
from bot.messages.body import GAP, LINE, Attachment, MessageBody
from bot.messages.core.pending_taps import GiveRole, HandOver, HandoverList, MoveAccount, SignHandover
from bot.messages.people.card import person_body
from bot.messages.people.listing import people_body
from bot.messages.people.proposal import proposed_body
from bot.messages.people.view import absence_body, welcome_body
from bot.messages.replies.day_picker import confirm_body
from bot.readers.correction import numbers_in
from bot.services.core.draft_content import PendingAbsence
from bot.services.core.proposals import Proposed
from bot.services.pending.pinned_home import pin_home
from bot.services.people.absence import (
    end_absence,
    plan_absence,
    planned_absence,
    record_absence,
)
from bot.services.people.account import answer_claim
from bot.services.people.binding import bind, unblock
from bot.services.people.directory import claim_facts, ids_of, list_people, own_numbers
from bot.services.people.handover import paper_of_handover, sign_handover
from bot.services.people.own_data import own_data
from bot.services.people.staff import (
    PersonCard,
    add_person,
    change_role,
    move_person,
    person_card,
    rename_person,
    retire_person,
)
from handlers.core.acts import preview
from handlers.core.arguments import either, one_of, something_named
from handlers.core.context import Context
from handlers.core.menu import show_menu
from handlers.core.routes import Command, DayRoute, Routes, TapRoute

AWAY = re.compile(
    r"^(?P<name>\S+?)\s+(?P<start>[^\s\-—–~至]+)(?:\s*[-—–~至]+\s*(?P<end>\S+))?\s+由\s*(?P<other>\S+?)\s*代\w{0,3}$"
)
BACK = re.compile(r"^(?P<name>\S+)\s+(?:返岗|回来|销假)$")
ABSENT = "away"
ASKED = (
    "新增",
    "增加",
    "添加",
    "改名",
    "调动",
    "调整",
    "调离",
    "离开",
    "任",
    "任命",
    "免",
    "免去",
    "我的信息",
)  # of /people


async def on_start(context: Context) -> None:
    """Bind the account by the code of the link, or greet somebody who is known."""
    code = context.words
    if not code:
        person = await context.person()
        await context.answer(context.say("people.binding.again", name=person.name))
        return
    bound = await bind(context.unscoped, code, account=context.account, guard=context.state.guard)
    if isinstance(bound, Invitation):
        name, hours = await claim_facts(context.unscoped, bound)
        await context.answer(context.say("people.binding.waits", name=name, hours=hours))
        return
    person = bound
    await show_menu(context, person)
    await pin_home(context.unscoped, person, context.account)
    await context.answer(welcome_body(context.wording, person, await own_numbers(context.unscoped, person)))


async def on_move(context: Context, tap: MoveAccount) -> None:
    """The old phone lets the account move, or says that it was somebody else."""
    told = await answer_claim(context.request, await context.person(), yes=tap.yes)
    said = context.say("people.binding.let") if tap.yes else context.say("people.binding.not_me", told=told)
    await context.answer(said, edit=True)


async def on_member(context: Context) -> None:
    """Note that somebody who had blocked the bot lets it write again."""
    change = context.incoming.my_chat_member
    if change is not None and change.new_chat_member.status == ChatMember.MEMBER:
        await unblock(context.request, await context.person())


async def on_unbind(context: Context) -> None:
    """Show what letting go of people's accounts would do."""
    person = await context.person()
    names = numbers_in(context.words) or (context.words,)
    await preview(context, Act.UNBIND, await ids_of(context.request, person.unit, names))


async def on_people(context: Context) -> None:
    """List the people, open the card of one, or do what is asked with somebody."""
    person, words = await context.person(), context.words.split()
    match words:
        case []:
            await context.answer(people_body(context.wording, await list_people(context.request, await context.unit())))
        case ["新增" | "增加" | "添加", name, department, *post]:
            card = await add_person(context.request, person, name, department, " ".join(post))
            await _show(context, card, said=context.say("people.card.added", name=card.person.name))
        case ["改名", old, new]:
            card = await rename_person(context.request, person, old, new)
            await _show(context, card, said=context.say("people.card.renamed", name=card.person.name))
        case ["调动" | "调整", name, department, *post]:
            card = await move_person(context.request, person, name, department, " ".join(post))
            facts = {"name": card.person.name, "department": department}
            await _show(context, card, said=context.say("people.card.moved", **facts))
        case ["调离" | "离开", name]:
            await _done(context, await retire_person(context.request, person, name))
        case [("任" | "任命" | "免" | "免去") as verb, name, word] if word in ROLE_WORDS:
            found = (await person_card(context.request, person, name)).person.id
            give = verb.startswith("任")
            await _done(context, await change_role(context.request, person, found, ROLE_WORDS[word], give=give))
        case ["我的信息"]:
            await _hand_out_own(context, person)
        case [name]:
            await _show(context, await person_card(context.request, person, name))
        case _:
            await context.answer(context.say("people.card.usage"))


async def _hand_out_own(context: Context, person: Person) -> None:
    from bot.documents.workbook.person import person_book

    content = await asyncio.to_thread(person_book, await own_data(context.request, person))
    attached = Attachment(context.word("people.own.file", name=person.name), content)
    await context.answer(MessageBody(context.say("people.own.made"), attachments=(attached,)))


async def on_role(context: Context, tap: GiveRole) -> None:
    """Give somebody a role, or take it: of standing it waits for a second key."""
    person = await context.person()
    await _done(context, await change_role(context.request, person, tap.person, tap.role, give=tap.give))


async def _done(context: Context, done: Proposed | PersonCard | Person) -> None:
    match done:
        case Proposed():
            await context.answer(proposed_body(context.wording, done.proposal, done.deciders))
        case PersonCard():
            await _show(context, done)
        case Person():
            await context.answer(context.say("people.card.retired", name=done.name))


async def _show(context: Context, card: PersonCard, *, said: Markup | None = None) -> None:
    held = [(one.role, one.since, one.by) for one in card.held]
    appoints = allowed(Action.APPOINT, await context.person())
    body = person_body(context.wording, card.person, held, card.bound, open_=card.measures, appoints=appoints)
    await context.answer(replace(body, text=GAP.join([said, body.text])) if said else body)


async def on_away(context: Context) -> None:
    """Let a delegate stand in for somebody, or end that; a day that leaves doubt is asked about."""
    person = await context.person()
    if found := BACK.match(context.words):
        returned = await end_absence(context.request, found["name"], by=person)
        await context.answer(context.say("people.absence.back", name=returned.name))
        return
    asked = AWAY.match(context.words)
    if asked is None:
        await context.answer(context.say("people.absence.usage"))
        return
    name, other, start = asked["name"], asked["other"], asked["start"]
    await _settle(context, person, PendingAbsence(name=name, other=other, start=start, end=asked["end"] or start))


async def _settle(context: Context, person: Person, planned: PendingAbsence, *, edit: bool = False) -> None:
    """Keep the absence when both days are certain; otherwise ask about the first that is not."""
    from bot.readers.deadline import read_deadline

    days: list[dt.date] = []
    for which, words in (("start", planned.start), ("end", planned.end)):
        after = days[0] if days else context.request.day_said(await context.unit())
        reading = read_deadline(words, after)
        if reading.date is None or not reading.certain:
            known = {"start": days[0].isoformat()} if days else {}
            await plan_absence(context.request, person, msgspec.structs.replace(planned, **known))
            body = confirm_body(context.wording, ABSENT, which, words, reading)
            await context.answer(body, edit=edit)
            return
        days.append(reading.date)
    start, end = days
    kept = await record_absence(context.request, planned.name, start, end, planned.other, by=person)
    body = absence_body(context.wording, kept.person, kept.delegate, start, end)
    await context.answer(body, edit=edit)


async def take_day(context: Context, person: Person, which: str, chosen: dt.date) -> None:
    """A day of an absence was chosen."""
    planned = await planned_absence(context.request, person)
    same = planned.start == planned.end
    days = {"start": chosen.isoformat(), "end": chosen.isoformat()} if same else {which: chosen.isoformat()}
    await _settle(context, person, msgspec.structs.replace(planned, **days), edit=True)


async def on_handover(context: Context) -> None:
    """Show what a handover would move, and ask."""
    match context.words.split():
        case [giver, taker, *role] if len(role) < 2 and {*role} <= {*ROLE_WORDS}:  # noqa: PLR2004 - one word
            one, other = await ids_of(context.request, (await context.person()).unit, (giver, taker))
            await _show_handover(context, one, other, ROLE_WORDS[role[0]] if role else None)
        case _:
            await context.person()
            await context.answer(context.say("people.handover.usage"))


async def on_give(context: Context, tap: HandOver) -> None:
    """Show it as it would be now: so older buttons ask."""
    await _show_handover(context, tap.giver, tap.taker, tap.role)


async def _show_handover(context: Context, giver: str, taker: str, role: Role | None) -> None:
    facts = {"taker": taker} | ({"role": str(role)} if role else {})
    await preview(context, Act.HAND_OVER, (giver,), "", facts)


async def on_sign(context: Context, tap: SignHandover) -> None:
    """Sign the list of a handover."""
    part, complete = await sign_handover(context.request, await context.person(), tap.matter)
    said = context.say(f"people.handover.signed_{part}")
    await context.answer(LINE.join([said, context.say("people.handover.signed_all")]) if complete else said)


async def on_list(context: Context, tap: HandoverList) -> None:
    """Hand out the list of a handover."""
    from bot.documents.word.paper import word_file

    paper = await paper_of_handover(context.request, await context.person(), tap.matter)
    attached = Attachment(f"{paper.name}.docx", await asyncio.to_thread(word_file, paper, context.request.now()))
    await context.answer(MessageBody(context.say("people.handover.listed"), attachments=(attached,)))


OFFICE = (Role.OFFICE,)
ROUTES = Routes(
    commands=(
        Command("start", (), on_start, ()),
        Command("people", ("人员", "名单"), on_people, takes=either(something_named, one_of(*ASKED))),
        Command("unbind", ("解绑",), on_unbind, OFFICE, something_named),
        Command("away", ("请假", "不在岗"), on_away, takes=something_named),
        Command("handover", ("移交",), on_handover, takes=something_named),
    ),
    taps=(
        TapRoute(HandOver, on_give),
        TapRoute(GiveRole, on_role),
        TapRoute(MoveAccount, on_move),
        TapRoute(SignHandover, on_sign),
        TapRoute(HandoverList, on_list),
    ),
    membership=(on_member,),
    days={ABSENT: DayRoute(take_day)},
)
