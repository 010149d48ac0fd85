"""The list of people, the card of one, roles."""

import asyncio
from dataclasses import asdict, replace

from markupsafe import Markup

from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import ROLE_WORDS, Person
from bot.domain.people.proposal import Act
from bot.messages.body import GAP, Attachment, MessageBody
from bot.messages.core.pending_taps import GiveRole
from bot.messages.operations.kept import kept_body
from bot.messages.people.card import person_body
from bot.messages.people.listing import people_body
from bot.messages.people.proposal import proposed_body
from bot.services.core.proposals import Proposed
from bot.services.operations.kept import kept_rows
from bot.services.people.directory import list_people
from bot.services.people.erasure import retired_named
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
from handlers.core.routes import Command, Routes, TapRoute

ASKED = (
    "新增",
    "增加",
    "添加",
    "改名",
    "调动",
    "调整",
    "调离",
    "离开",
    "抹去",
    "任",
    "任命",
    "免",
    "免去",
    "我的信息",
    "保存期限",
)  # of /people


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
            await show_done(context, await retire_person(context.request, person, name))
        case ["抹去", name]:
            await preview(context, Act.ERASE, await retired_named(context.request, person.unit, name))
        case [("任" | "任命" | "免" | "免去") as verb, name, word] if word in ROLE_WORDS:
            found = (await person_card(context.request, person, name)).person.id
            give = verb.startswith("任")
            await show_done(context, await change_role(context.request, person, found, ROLE_WORDS[word], give=give))
        case [("我的信息" | "保存期限") as what]:
            await (_hand_out_own(context, person) if what == "我的信息" else _show_kept(context))
        case [name]:
            await _show(context, await person_card(context.request, person, name))
        case _:
            await context.answer(context.say("people.card.usage"))


async def _hand_out_own(context: Context, person: Person) -> None:
    from bot.documents.workbook.person import person_book
    from bot.services.people.own_data import own_data

    content = await asyncio.to_thread(person_book, await own_data(context.request, person))
    attached = Attachment(context.word("people.own.file", name=person.name), content)
    await context.answer(MessageBody(context.say("people.own.made"), attachments=(attached,)))


async def _show_kept(context: Context) -> None:
    await context.answer(kept_body(context.wording, map(asdict, kept_rows(context.wording))))


async def on_role(context: Context, tap: GiveRole) -> None:
    """Give somebody a role, or take it: of standing it waits for a second key."""
    person = await context.person()
    await show_done(context, await change_role(context.request, person, tap.person, tap.role, give=tap.give))


async def show_done(context: Context, done: Proposed | PersonCard | Person) -> None:
    """Answer what was done with somebody: it waits for a second key, or is so."""
    match done:
        case Proposed():
            await context.answer(proposed_body(context.wording, done.proposal, done.deciders, done.consents))
        case PersonCard():
            await _show(context, done)
        case Person():
            await context.answer(context.say("people.card.retired", name=done.name))


async def _show(context: Context, card: PersonCard, *, said: Markup | None = None) -> None:
    held = [(one.role, one.since, one.by) for one in card.held]
    appoints = allowed(Action.APPOINT, await context.person())
    body = person_body(context.wording, card.person, held, card.bound, open_=card.measures, appoints=appoints)
    told = [said] if said else []
    if card.left:
        key = "erased_before" if card.left.marks else "left_before"
        facts = {"name": card.person.name, "who": card.left.name, "department": card.left.department}
        told.append(context.say(f"people.card.{key}", **facts))
    await context.answer(replace(body, text=GAP.join([*told, body.text])) if told else body)


ROUTES = Routes(
    commands=(Command("people", ("人员", "名单"), on_people, takes=either(something_named, one_of(*ASKED))),),
    taps=(TapRoute(GiveRole, on_role),),
)
