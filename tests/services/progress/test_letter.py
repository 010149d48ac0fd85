"""Letters and instructions: numbered without gaps, issued by a person, signed for, answered, chased."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.core.colour import Colour
from bot.domain.core.refusal import NoChange, NotAllowed, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.person import Absence, Person
from bot.domain.plan.measure import Stage
from bot.domain.supervision.letter import LetterState, by_department
from bot.messages.core.taps import AnswerInstruction, DropLetter, IssueLetter
from bot.services.closing.steps import return_measure
from bot.services.core.ledger import INSTRUCTIONS_OPEN, LETTERS_OF_UNIT
from bot.services.outbox.composers import COMPOSERS
from bot.services.progress.report import report_progress
from bot.services.supervision.follow_up import ask_again
from bot.services.supervision.instruction import answer_instruction, instruct
from bot.services.supervision.letter import (
    answer_letter,
    ask_letter,
    draft_letter,
    drop_letter,
    issue_letter,
    letter_body_for,
    sign_letter,
)
from bot.services.supervision.nudge import nudge
from bot.services.supervision.overdue_letters import draft_overdue
from tests.services.scene import (
    CLERK,
    FIRST,
    LEADER,
    MATE,
    OBSERVER,
    OFFICE,
    OWNER,
    SECOND,
    SECRETARY,
    STANDING,
    SUPPORT,
    Scene,
    done,
    measure,
)


async def test_numbers_have_no_gaps(scene: Scene) -> None:
    """A dropped draft takes no number; each colour and year counts for itself."""
    first = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    await drop_letter(scene.request, OFFICE, first.id)
    for colour in (Colour.RED, Colour.YELLOW, Colour.RED):
        draft = await draft_letter(scene.request, OFFICE, colour, [FIRST])
        await issue_letter(scene.request, CLERK, draft.id)
    scene.at = dt.datetime(2027, 1, 4, 2, tzinfo=dt.UTC)
    draft = await draft_letter(scene.request, OFFICE, Colour.RED, [SECOND])
    await issue_letter(scene.request, OFFICE, draft.id)
    async with scene.request.look() as ledger:
        letters = await ledger.letters.find(LETTERS_OF_UNIT, "u1")
    titles = [letter.title for letter in letters if letter.state is LetterState.ISSUED]
    assert titles == ["督办〔2026〕1号", "督办〔2026〕2号", "督办〔2027〕1号", "预警〔2026〕1号"]


async def test_draft_is_nobodys_letter_until_a_person_issues_it(scene: Scene) -> None:
    """What became overdue is drafted once for its department; its people hear of it only when it is issued."""
    scene.at = dt.datetime(2026, 5, 4, 2, tzinfo=dt.UTC)
    (letter,) = await draft_overdue(scene.request, "u1")
    assert letter.measures == (FIRST, SECOND, STANDING)  # the report of the first quarter is late
    assert await draft_overdue(scene.request, "u1") == ()
    assert await scene.messages(OWNER) == []
    daily = await scene.daily(OFFICE)
    assert daily
    assert "拟稿" in daily.text
    body = await letter_body_for(scene.request, OFFICE, letter.id)
    assert "督办单拟稿" in body.text
    assert [type(button.tap) for button in body.buttons[0]] == [IssueLetter, DropLetter]
    issued = await issue_letter(scene.request, OFFICE, letter.id)
    assert issued.title == "督办〔2026〕1号"
    with pytest.raises(Overtaken):
        await issue_letter(scene.request, CLERK, letter.id)
    scene.pass_by(days=1)
    assert await draft_overdue(scene.request, "u1") == ()


async def test_deadline_that_passes_again_is_drafted_again(scene: Scene) -> None:
    """After an extension that was not kept either a new draft lies before the office."""
    scene.at = dt.datetime(2026, 5, 4, 2, tzinfo=dt.UTC)
    await draft_overdue(scene.request, "u1")
    measure = await scene.measure()
    await scene.change(FIRST, deadline=measure.deadline.moved_to(dt.date(2026, 5, 6)))
    scene.pass_by(days=2)
    assert await draft_overdue(scene.request, "u1") == ()
    scene.pass_by(days=1)
    (letter,) = await draft_overdue(scene.request, "u1")
    assert letter.measures == (FIRST,)


async def test_a_draft_of_what_is_overdue_no_more_does_not_wait(scene: Scene) -> None:
    """Reported meanwhile, a measure leaves the clock's draft, the last one ends it; the office's own stays."""
    scene.at = dt.datetime(2026, 5, 4, 2, tzinfo=dt.UTC)
    (letter,) = await draft_overdue(scene.request, "u1")
    own = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    assert letter.measures == (FIRST, SECOND, STANDING)
    later = dt.date(2026, 12, 31)
    for kept, one in (((SECOND, STANDING), FIRST), ((STANDING,), SECOND)):
        await scene.change(one, deadline=(await scene.measure(one)).deadline.moved_to(later))
        scene.pass_by(days=1)
        assert await draft_overdue(scene.request, "u1") == ()
        assert await waiting(scene) == {letter.id: kept, own.id: (FIRST,)}
    await scene.change(STANDING, stage=Stage.CLOSED)
    scene.pass_by(days=1)
    assert await draft_overdue(scene.request, "u1") == ()
    assert await waiting(scene) == {own.id: (FIRST,)}
    with pytest.raises(Overtaken):
        await issue_letter(scene.request, OFFICE, letter.id)
    assert [entry.words for entry in await scene.journal() if entry.verb == Verb.DROP_LETTER] == ["不再逾期"]


async def waiting(scene: Scene) -> dict[str, tuple[str, ...]]:
    """The measures of each draft that waits for its issue."""
    async with scene.request.look() as ledger:
        letters = await ledger.letters.find(LETTERS_OF_UNIT, "u1")
    return {one.id: one.measures for one in letters if one.state is LetterState.DRAFT}


async def test_recipients_sign_once_and_the_issuer_hears(scene: Scene) -> None:
    """Owner and leader sign for it; a second signature is no change; a stranger cannot sign."""
    draft = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST], "三日内报整改计划")
    with pytest.raises(NotAllowed):
        await sign_letter(scene.request, OWNER, draft.id)
    await issue_letter(scene.request, OFFICE, draft.id)
    signed = await sign_letter(scene.request, OWNER, draft.id)
    assert signed.unsigned == (LEADER.id,)
    with pytest.raises(NoChange):
        await sign_letter(scene.request, OWNER, draft.id)
    with pytest.raises(NotAllowed):
        await sign_letter(scene.request, MATE, draft.id)
    assert await scene.told(OFFICE) == ["supervision.letter.signed_told"]
    assert (await sign_letter(scene.request, LEADER, draft.id)).unsigned == ()


async def test_delegate_signs_for_the_absent(scene: Scene) -> None:
    """Who stands in for a recipient signs in the recipient's place."""
    away = Absence(dt.date(2026, 3, 1), dt.date(2026, 3, 5), MATE.id)
    await scene.change_person(OWNER, absences=(away,))
    draft = await draft_letter(scene.request, OFFICE, Colour.YELLOW, [FIRST])
    await issue_letter(scene.request, OFFICE, draft.id)
    signed = await sign_letter(scene.request, MATE, draft.id)
    assert [signature.by for signature in signed.signed] == [OWNER.id]


@pytest.mark.parametrize("person", [LEADER, OWNER, SUPPORT, OBSERVER])
async def test_others_neither_draft_nor_issue(scene: Scene, person: Person) -> None:
    """Letters are the office's and the secretary's business."""
    with pytest.raises(NotAllowed):
        await draft_letter(scene.request, person, Colour.RED, [FIRST])
    draft = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    with pytest.raises(NotAllowed):
        await issue_letter(scene.request, person, draft.id)


async def test_secretary_asks_for_a_letter_and_the_office_gets_the_draft(scene: Scene) -> None:
    """要求发函督办 lays a draft before the office with the secretary's words."""
    letter = await ask_letter(scene.request, SECRETARY, Colour.RED, [FIRST], "请说明原因")
    assert (letter.words, letter.state) == ("请说明原因", LetterState.DRAFT)
    assert await scene.told(OFFICE) == ["supervision.letter.asked"]


async def test_unsigned_letter_is_chased(scene: Scene) -> None:
    """Past the day of its answer it stands in the day's message of who has not signed, and its issuer hears there."""
    draft = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    await issue_letter(scene.request, OFFICE, draft.id)
    await sign_letter(scene.request, LEADER, draft.id)
    scene.pass_by(days=4)
    assert await ask_again(scene.request, "u1") == 1
    assert len(await scene.messages(OWNER, "letter")) == len(await scene.messages(LEADER, "letter")) == 1
    owner, issuer = await scene.daily(OWNER), await scene.daily(OFFICE)
    assert owner
    assert "等您签收" in owner.text
    assert await scene.daily(LEADER) is None
    assert issuer
    assert f"{OWNER.name} 还没有签收" in issuer.text


async def test_letter_is_followed_until_answered(scene: Scene) -> None:
    """Signed is not answered: past the day the department is asked for its answer, the leader is not; one answers."""
    draft = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    await issue_letter(scene.request, OFFICE, draft.id)
    for person in (OWNER, LEADER):
        await sign_letter(scene.request, person, draft.id)
    scene.pass_by(days=4)
    assert await ask_again(scene.request, "u1") == 1
    owner, issuer = await scene.daily(OWNER), await scene.daily(OFFICE)
    assert owner
    assert "等您反馈办理情况" in owner.text
    assert await scene.daily(LEADER) is None
    assert issuer
    assert f"{OWNER.name} 还没有反馈办理情况" in issuer.text
    with pytest.raises(NotAllowed):
        await answer_letter(scene.request, MATE, draft.id, "好")
    with pytest.raises(Unreadable):
        await answer_letter(scene.request, OWNER, draft.id, " ")
    letter, told = await answer_letter(scene.request, OWNER, draft.id, "已清运两车，余下的周五前清完")
    assert (letter.answered_by, letter.answered_at, letter.is_followed) == (OWNER.id, scene.at, False)
    assert OFFICE.name in told.names
    with pytest.raises(Overtaken):
        await answer_letter(scene.request, LEADER, draft.id, "已安排")
    scene.pass_by(days=1)
    assert await ask_again(scene.request, "u1") == 0
    assert "已反馈：祁川" in (await letter_body_for(scene.request, OFFICE, draft.id)).text
    assert await scene.proves_itself()


async def test_letter_on_what_is_ended_is_asked_for_no_more(scene: Scene) -> None:
    """Once its measures are closed nobody has to answer; an answer signs for the letter besides."""
    draft = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    await issue_letter(scene.request, OFFICE, draft.id)
    scene.pass_by(days=4)
    await scene.change(FIRST, stage=Stage.CLOSED)
    assert await ask_again(scene.request, "u1") == 0
    letter, _ = await answer_letter(scene.request, OWNER, draft.id, "已办结")
    assert letter.unsigned == (LEADER.id,)


def test_each_department_gets_a_letter_of_its_own() -> None:
    """Measures are parted by the department in charge; one that is named twice stands once."""
    first, second, third = (measure(f"u1/A/3-{n}", departments=(name, "财务股")) for n, name in enumerate("甲乙甲", 1))
    assert by_department([first, second, third, first]) == ((first, third), (second,))


async def test_instruction_is_tracked_until_answered(scene: Scene) -> None:
    """The secretary's word reaches owner and leader, is open until one of them answers, and the secretary hears."""
    given = await instruct(scene.request, SECRETARY, FIRST, "本周内清理完，我去现场看")
    assert set(given.told) == {LEADER.name, OWNER.name, OFFICE.name, CLERK.name}
    async with scene.request.look() as ledger:
        assert await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1") == [given.instruction]
    with pytest.raises(NotAllowed):
        await answer_instruction(scene.request, MATE, given.instruction.id, "好")
    with pytest.raises(Unreadable):
        await answer_instruction(scene.request, OWNER, given.instruction.id, " ")
    await answer_instruction(scene.request, OWNER, given.instruction.id, "周五前清完")
    with pytest.raises(Overtaken):
        await answer_instruction(scene.request, LEADER, given.instruction.id, "已安排")
    async with scene.request.look() as ledger:
        assert await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1") == []
    assert await scene.told(SECRETARY) == ["supervision.instruction.answered_told"]


async def test_instruction_on_a_finding_reaches_all_its_people(scene: Scene) -> None:
    """On a finding it goes to the people of every measure that is not ended."""
    given = await instruct(scene.request, SECRETARY, "u1/A/3", "抓紧")
    assert set(given.instruction.to) == {LEADER.id, OWNER.id, MATE.id}


@pytest.mark.parametrize("person", [OFFICE, LEADER, OWNER, SUPPORT, OBSERVER])
async def test_only_the_secretary_instructs(scene: Scene, person: Person) -> None:
    """批示 is the secretary's alone."""
    with pytest.raises(NotAllowed):
        await instruct(scene.request, person, FIRST, "抓紧")


async def test_unanswered_instruction_is_chased_and_its_card_can_be_answered(scene: Scene) -> None:
    """Past its day the card comes again; only who may answer finds the button."""
    given = await instruct(scene.request, SECRETARY, FIRST, "抓紧")
    scene.pass_by(days=4)
    assert await ask_again(scene.request, "u1") == 1
    message = (await scene.messages(OWNER, "instruction"))[-1]
    async with scene.request.look() as ledger:
        owners = await COMPOSERS["instruction"](scene.request, ledger, message, OWNER)
        offices = await COMPOSERS["instruction"](scene.request, ledger, replace(message, to=OFFICE.id), OFFICE)
    assert owners
    assert offices
    assert owners.buttons[0][0].tap == AnswerInstruction(given.instruction.id)
    assert offices.buttons == ()


CONFIDENTIAL = "涉及某处人事的批示"


async def sheets(scene: Scene, person: Person) -> str:
    """Everything that a person is sent, as it reads."""
    messages = await scene.messages(person)
    async with scene.request.look() as ledger:
        drawn = [await COMPOSERS[m.kind](scene.request, ledger, m, person) for m in messages]
    return "\n".join(str(body.text) for body in drawn if body)


@pytest.mark.parametrize("subject", [FIRST, "u1/A/3"])
async def test_confidential_instruction_is_carried_out_without_its_words(scene: Scene, subject: str) -> None:
    """Number, who gave it, where to read it and the button; neither its words nor the answer's reach a message."""
    await scene.change(FIRST, policy={"confidential": True})
    given = await instruct(scene.request, SECRETARY, subject, CONFIDENTIAL)
    scene.pass_by(days=4)
    assert await ask_again(scene.request, "u1") == 1
    for person in (OWNER, LEADER, OFFICE):
        shown = await sheets(scene, person)
        assert CONFIDENTIAL not in shown
        assert "书记批示" in shown
        assert "批示原文不在消息中显示，请到整改办阅看。" in shown
    message = (await scene.messages(OWNER, "instruction"))[-1]
    async with scene.request.look() as ledger:
        body = await COMPOSERS["instruction"](scene.request, ledger, message, OWNER)
    assert body
    assert [type(button.tap) for row in body.buttons for button in row] == [AnswerInstruction]
    await answer_instruction(scene.request, OWNER, given.instruction.id, "某处已办")
    assert "某处已办" not in await sheets(scene, SECRETARY)
    assert "回复批示" in await sheets(scene, SECRETARY)


async def test_confidential_letters_and_nudges_carry_no_words(scene: Scene) -> None:
    """What the office or the secretary wrote is read in the office; the bot's own sentence is no secret."""
    await scene.set(confidential=True)
    asked = await ask_letter(scene.request, SECRETARY, Colour.RED, [FIRST], CONFIDENTIAL)
    await issue_letter(scene.request, OFFICE, asked.id)
    await nudge(scene.request, "3-1", CONFIDENTIAL, by=OFFICE)
    plain = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    await issue_letter(scene.request, OFFICE, plain.id)
    for person in (OWNER, LEADER, OFFICE):
        assert CONFIDENTIAL not in await sheets(scene, person)
    shown = await sheets(scene, OWNER)
    assert "要求不在消息中显示，请到整改办阅看。" in shown
    assert plain.words in shown
    assert "整改办催办" in shown


async def test_where_no_owner_is_named_the_department_hears(scene: Scene) -> None:
    """Instruction, letter and return reach the owners of the department in charge."""
    await scene.change(FIRST, owners=())
    given = await instruct(scene.request, SECRETARY, FIRST, "抓紧")
    assert set(given.instruction.to) == {LEADER.id, OWNER.id, MATE.id}
    letter = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    assert set(letter.recipients) == {LEADER.id, OWNER.id, MATE.id}
    await report_progress(scene.request, OWNER, [done()])
    await return_measure(scene.request, LEADER, FIRST, "缺照片")
    assert (await scene.told(OWNER))[-1] == (await scene.told(MATE))[-1] == "closing.returned"


async def test_instruction_on_an_ended_finding_still_reaches_its_people(scene: Scene) -> None:
    """Where everything is closed the secretary may ask all the same."""
    for one in (FIRST, SECOND, STANDING):
        await scene.change(one, stage=Stage.CLOSED)
    given = await instruct(scene.request, SECRETARY, "u1/A/3", "再去看看")
    assert set(given.instruction.to) == {LEADER.id, OWNER.id, MATE.id}


async def test_a_letter_says_of_no_measure_that_it_is_late_before_it_is(scene: Scene) -> None:
    """The shipped demand is chosen by how all of its measures stand on the day."""
    asked = [await draft_letter(scene.request, OFFICE, colour, [FIRST]) for colour in Colour]
    assert [letter.words for letter in asked if "超过" in letter.words or "临近" in letter.words] == []
    scene.at = dt.datetime(2026, 5, 4, 2, tzinfo=dt.UTC)
    late = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST])
    assert late.words == "已超过时限，请立即办理，说明逾期原因、下一步措施和完成日期。"
    await scene.change(SECOND, deadline=(await scene.measure(SECOND)).deadline.moved_to(dt.date(2026, 12, 31)))
    mixed = await draft_letter(scene.request, OFFICE, Colour.RED, [FIRST, SECOND])
    assert mixed.words == "请抓紧办理，说明办理进展、下一步措施和完成日期；已超过时限的，说明逾期原因。"
