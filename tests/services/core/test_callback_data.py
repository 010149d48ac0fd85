"""Buttons as they stand in chats already: an old one is read as it was meant, a new one is written as it was."""

import datetime as dt

import pytest

from bot.domain.acceptance.acceptance import Verdict
from bot.domain.core.refusal import StaleButton
from bot.domain.meetings.meeting import Fact, MeetingKind
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.replies.reply import Intent
from bot.domain.similar.cause import CauseKind
from bot.domain.status.topic import Topic
from bot.domain.supervision.assignment import Outcome
from bot.domain.voices.voice import Channel
from bot.messages.core.acceptance_taps import (
    AcceptanceAsWord,
    CallBack,
    DrawLot,
    GetDossier,
    GradeAcceptance,
    HandIn,
    PassAcceptance,
    RateOwn,
    RefuseAcceptance,
    ShowAcceptance,
)
from bot.messages.core.assignment_taps import (
    AnswerAssignment,
    CheckSimilar,
    ClearAssignment,
    NotConcerned,
    Reassign,
    SetCause,
    ShowSimilar,
    TakeVoice,
    TakeVoiceOn,
)
from bot.messages.core.dependency_taps import (
    AnswerWait,
    LiftWait,
    NotOurs,
    NoWait,
    ShowWait,
    WaitDone,
    WaitFor,
)
from bot.messages.core.difficulty_taps import ForwardDifficulty, PutOnAgenda, ReplyToDifficulty
from bot.messages.core.import_taps import (
    AcceptImport,
    BringBack,
    ChooseRound,
    DecideDeadline,
    DiscardImport,
    ExplainHead,
    Identify,
    LeaveDeadline,
    ListImport,
    NameIs,
    Prefer,
    ReadAsPlan,
    RedoImport,
    SettleDeadline,
    UndoImport,
)
from bot.messages.core.inspection_taps import (
    BeginVisit,
    CancelVisit,
    DemandOnVisit,
    EndVisit,
    LiftKey,
    MarkKey,
    NoteSeen,
    ShowVisit,
    VisitAsWord,
    VisitAt,
    VisitNow,
)
from bot.messages.core.invitation_taps import (
    BindKnock,
    InvitationsPage,
    InviteAll,
    InvitePerson,
    Knock,
    KnockPage,
    RefuseKnock,
    WithdrawInvitation,
)
from bot.messages.core.meeting_taps import (
    AdoptResolution,
    AmendFact,
    BeginMeeting,
    CallMeeting,
    CancelMeeting,
    ConfirmFacts,
    DropResolution,
    EndMeeting,
    LeaveOut,
    MeetingItem,
    MinutesAsWord,
    PlaceDecisions,
    Resolve,
    ReturnInstruction,
    SettleInstruction,
    ShowMeeting,
    TakeAttendance,
    WhichMeeting,
)
from bot.messages.core.operations_taps import FirstDayStep, TryReminder
from bot.messages.core.pending_taps import (
    ConfirmAct,
    DoAct,
    DropAct,
    GiveRole,
    HandOver,
    HandoverList,
    MoreTiles,
    MoveAccount,
    OpenMatter,
    RefuseAct,
    RunCommand,
    SignedOnPaper,
    SignHandover,
    TakeBackAct,
    TodoPage,
)
from bot.messages.core.release_taps import (
    ApproveRelease,
    AskRelease,
    ChooseRelease,
    FinalCopy,
    NoRelease,
    ReturnRelease,
    WithdrawRelease,
)
from bot.messages.core.reply_taps import AskTopic, ReadyAnswer
from bot.messages.core.reporting_taps import BurdenAsWord, MakePaper
from bot.messages.core.supervision_taps import AnswerLetter, Nudge
from bot.messages.core.tap import Tap
from bot.messages.core.taps import (
    TAPS,
    Acknowledge,
    Agree,
    AnswerInstruction,
    AskExtension,
    AskProgress,
    AssignEvidence,
    ConfirmDone,
    Done,
    DropLetter,
    GrantExtension,
    HandInWhole,
    Holds,
    Instruct,
    IssueLetter,
    LetterAsWord,
    LineSeen,
    Nothing,
    Percent,
    PickDay,
    PickMeaning,
    PickMeasure,
    PickOthers,
    RefuseExtension,
    Relapsed,
    ReminderPage,
    ReturnMeasure,
    SettleFigure,
    SettlePeriod,
    ShowCalendar,
    ShowCard,
    ShowEvidence,
    ShowHistory,
    ShowPage,
    ShowUnits,
    SignLetter,
    Snooze,
    Stuck,
    Undo,
    UnitsWorkbook,
    WhyReminded,
    WithdrawEvidence,
    WriteResult,
)
from bot.services.core.callback_data import seal, seal_words, unseal

KEY, ACCOUNT, NOW = b"key", 1001, dt.datetime(2025, 3, 20, 1, 0, tzinfo=dt.UTC)
M = "u1/A/2-3"
WRITTEN: tuple[tuple[str, Tap], ...] = (
    ("ok|u1/A/2-3|review|1|1da|ajLZTNYNf9h_", Agree(M, Stage.REVIEW, 1)),
    ("back|u1/A/2-3|decide|2|1da|hJgVSDD9sMpt", ReturnMeasure(M, Stage.DECIDE, 2)),
    ("res|u1/A/2-3|verify|3|1da|WiYFUOpsv6PR", WriteResult(M, Stage.VERIFY, 3)),
    ("here|20250320|1da|m1azIBp2SJbx", LineSeen(dt.date(2025, 3, 20))),
    ("proof|u1/A/2-3|1da|tRE9APVXsuhv", ShowEvidence(M)),
    ("hist|u1/A/2-3|1da|fK-3Utv5NAAD", ShowHistory(M)),
    ("hist|u1/A/2-3|3|1da|CPxVK82qwEfR", ShowHistory(M, 3)),
    ("ext|u1/A/2-3|1da|H02BW0APN6_B", AskExtension(M)),
    ("xok|u1/A/2-3/e1|leader|1da|laRa2-JNDQaP", GrantExtension(f"{M}/e1", Role.LEADER)),
    ("xno|u1/A/2-3/e1|secretary|1da|FrmouSX6T-nT", RefuseExtension(f"{M}/e1", Role.SECRETARY)),
    ("calm|u1/A/2-3/r1|1da|IksyxCth9VwW", Holds(f"{M}/r1")),
    ("relapse|u1/A/2-3/r1|1da|fxwWZ5PHmCfa", Relapsed(f"{M}/r1")),
    ("issue|u1/l1|1da|xQg64YLv847R", IssueLetter("u1/l1")),
    ("unissue|u1/l1|1da|a6Gme8TSFo-k", DropLetter("u1/l1")),
    ("sign|u1/l1|1da|HrMSJcnhmsCO", SignLetter("u1/l1")),
    ("nudge|u1/A/2-3|1da|D1BlB0bPklB0", Nudge(M)),
    ("paper|ledger|1da|2n7IX12s0jan", MakePaper("ledger")),
    ("lreply|u1/l1|1da|b7r0rsCAc2Pl", AnswerLetter("u1/l1")),
    ("lword|u1/l1|1da|mWQtpGa2pPfk", LetterAsWord("u1/l1")),
    ("inst|u1/A/2-3|1da|kpHxmpgpqqBu", Instruct(M)),
    ("reply|u1/A/2-3/i1|1da|lAHKLiRNVL7y", AnswerInstruction(f"{M}/i1")),
    ("aans|u1/A/2/a1|found|1da|yUKLJfeBT0vA", AnswerAssignment("u1/A/2/a1", Outcome.FOUND)),
    ("aclr|u1/A/2/a1|1da|t_KVGYzhL8Au", ClearAssignment("u1/A/2/a1")),
    ("amov|u1/A/2/a1|1da|ZeK78_hsYqdQ", Reassign("u1/A/2/a1")),
    ("cause|u1/A/2|rules|1da|SuqqT3n1KH3_", SetCause("u1/A/2", CauseKind.RULES)),
    ("sim|u1/A/2|1da|9XHC5-Z86gTs", ShowSimilar("u1/A/2")),
    ("chk|u1/A/2|u1/A/5|1da|OtWTt7qsyt58", CheckSimilar("u1/A/2", "u1/A/5")),
    ("nchk|u1/A/2|u1/A/5|1da|rdBRu81uDKq0", NotConcerned("u1/A/2", "u1/A/5")),
    ("units|1da|PlNGYgGKTNCP", ShowUnits()),
    ("units|2|1da|BZYDVw7GJ-v1", ShowUnits(2)),
    ("ubook|1da|FyrMZuLk0A7P", UnitsWorkbook()),
    ("head|1da|JITLeCq02K8T", ExplainHead()),
    ("head|7|finding|1da|8Lg5qVlKQrlO", ExplainHead(7, "finding")),
    ("same|1da|HSOOAsy0PdG-", Identify()),
    ("same|2-1|3-2|1da|MXLe1UVqLU-j", Identify("2-1", "3-2")),
    ("side|2-1|file|1da|tpwWt8H0pUy1", Prefer("2-1", "file")),
    ("revive|yes|1da|XSSSllH6F-QX", BringBack("yes")),
    ("unimp|1da|aemSKxgzuVCm", UndoImport()),
    ("reimp|1da|ig5gK9dfu1vC", RedoImport()),
    ("take|1da|EDSbo6zB7KX1", AcceptImport()),
    ("drop|1da|DfuSx-5vqM9r", DiscardImport()),
    ("asplan|u1/e7|1da|TtbqxH5iqbGX", ReadAsPlan("u1/e7")),
    ("implist|1da|CVqK0u_oM1Rt", ListImport()),
    ("round|B|1da|Lp4VE-zwswjE", ChooseRound("B")),
    ("decide|1da|Mlrei0fzrG8H", DecideDeadline()),
    ("decide|2-3|1da|a3osx2Q9I1Ys", DecideDeadline("2-3")),
    ("kind|2-3|standing|1da|81nOgXyhEtIx", SettleDeadline("2-3", "standing")),
    ("later|2-3|1da|bc6NgO4d55kP", LeaveDeadline("2-3")),
    ("act|u1/a19c5f2e1b40|1da|_6PKQR4_ozjX", DoAct("u1/a19c5f2e1b40")),
    ("noact|u1/a19c5f2e1b40|1da|HCTy953_Ar7K", DropAct("u1/a19c5f2e1b40")),
    ("unact|u1/a19c5f2e1b40|1da|aLUJJqKjXvA-", TakeBackAct("u1/a19c5f2e1b40")),
    ("give|u1/p1|u1/p2|1da|_sjKQuBMUjsa", HandOver("u1/p1", "u1/p2")),
    ("rep|u1/A/2-3|1da|3JEeNPtdBkHF", AskProgress(M)),
    ("pct|u1/A/2-3|80|1da|N4kbgnqJkI4G", Percent(M, 80)),
    ("done|u1/A/2-3|1da|zXQW1rfwCj5Z", Done(M)),
    ("fin|u1/A/2-3|1da|St8-n4P97OI4", ConfirmDone(M)),
    ("stuck|u1/A/2-3|1da|eyukw10wCf6D", Stuck(M)),
    ("undo|u1/A/2-3/p1|1da|35A-dStjX_NW", Undo(f"{M}/p1")),
    ("fig|u1/A/2-3/p1|0|1|1da|ITRQkciDstdh", SettleFigure(f"{M}/p1", 0, 1)),
    ("pick|1a2b|u1/A/2-3|1da|NNr5ppNnJMfC", PickMeasure("1a2b", M)),
    ("mean|1a2b|u1/A/2-3|done|1da|lFKBr_CUO688", PickMeaning("1a2b", M, Intent.DONE)),
    ("here|20250320|1da|m1azIBp2SJbx", LineSeen(dt.date(2025, 3, 20))),
    ("rest|1a2b|u1/A/2|1da|GEjeCJ_Ab7fX", PickOthers("1a2b", "u1/A/2")),
    ("rest|1a2b||1da|7xWCmNOG60Sg", PickOthers("1a2b", "")),
    ("ready|1234567890|2|1da|uJiRhZ40gW0t", ReadyAnswer(1234567890, 2)),
    ("topic|ins|1da|DvvqzqdLEDck", AskTopic(Topic.INSTRUCTED)),
    ("for|17|u1/A/2-3|1da|tq__YYsJR2eN", AssignEvidence("17", M)),
    ("unproof|u1/A/2-3/f1|1da|XHhmiq3Vp4bP", WithdrawEvidence(f"{M}/f1")),
    ("page|over+d水|2|1da|hnZ_Ghgynft1", ShowPage("over+d水", 2)),
    ("card|u1/A/2-3|1da|eZu5vaq3mK-V", ShowCard(M)),
    ("ack|p1:0320|1da|NnGk9XWJhQuS", Acknowledge("p1:0320")),
    ("snz|tomorrow|p1:0320|1da|Z819tqJnJBbc", Snooze("tomorrow", "p1:0320")),
    ("rem|p1:0320|2|1da|StFjr02FXxVr", ReminderPage("p1:0320", 2)),
    ("why|u1/A/2-3|1da|KlkKXDkzMFp6", WhyReminded(M)),
    ("day|ext|u1/A/2-3|20250601|1da|HfB5mMo2ayU0", PickDay("ext", M, dt.date(2025, 6, 1))),
    ("cal|ext|u1/A/2-3||1da|7WBdS4wbUKQJ", ShowCalendar("ext", M, "")),
    ("cal|rday|u1/A/2-3|202506|1da|UCDEBnNWFwzz", ShowCalendar("rday", M, "202506")),
    ("mtg|u1/m1|1da|uqm-6KA6cy55", ShowMeeting("u1/m1")),
    ("mout|u1/m1|u1/A/2-3|1da|ou3lqrymfE5g", LeaveOut("u1/m1", M)),
    ("mout|u1/m1|u1/A/2-3|True|1da|SfZyJaOK1qTS", LeaveOut("u1/m1", M, on=True)),
    ("mgo|u1/m1|1da|udKqP0GxzeJ4", BeginMeeting("u1/m1")),
    ("mit|u1/m1|2|1da|zhiGhZFIrMJI", MeetingItem("u1/m1", 2)),
    ("mdec|u1/m1|u1/A/2-3|1da|y-1Fe8XI8Kfb", Resolve("u1/m1", M)),
    ("mpre|u1/m1|1da|0_IqAbufWkJ7", TakeAttendance("u1/m1")),
    ("mend|u1/m1|1da|g3xjRDMFhArl", EndMeeting("u1/m1")),
    ("mfiq|u1/B|1da|TIox-2SDc9iq", WhichMeeting("u1/B")),
    ("mfil|u1/B|u1/m1|1da|cMJzAN2ynLpO", PlaceDecisions("u1/B", "u1/m1")),
    ("mcan|u1/m1|1da|ABpgnmRfJHkc", CancelMeeting("u1/m1")),
    ("mpap|u1/m1|1da|9iAdiafbYDHO", MinutesAsWord("u1/m1")),
    ("mok|1a2b|1da|vIYw8fLiUefW", AdoptResolution("1a2b")),
    ("mok|1a2b|True|1da|O3EnT_xP-SlT", AdoptResolution("1a2b", fresh=True)),
    ("mno|1a2b|1da|Yf1pBqOks4fz", DropResolution("1a2b")),
    ("mfok|u1/m1|u1/A/2-3|1da|KpNu36tQPMfk", ConfirmFacts("u1/m1", M)),
    ("mfno|u1/m1|u1/A/2-3|difficulty|1da|etAvsebBqpoB", AmendFact("u1/m1", M, Fact.DIFFICULTY)),
    ("iset|u1/A/2-3/i1|1da|0vU9HjAowIxT", SettleInstruction(f"{M}/i1")),
    ("iret|u1/A/2-3/i1|1da|v-IsoVjj5Gbv", ReturnInstruction(f"{M}/i1")),
    ("more|1da|qQHt8hdKHzkL", MoreTiles()),
    ("vis|u1/v1|1da|wMZoLyj5Qc4O", ShowVisit("u1/v1")),
    ("vgo|u1/v1|1da|y3Ug2f70yU1T", BeginVisit("u1/v1")),
    ("vcan|u1/v1|1da|BLTr1DpE1Zul", CancelVisit("u1/v1")),
    ("vsee|u1/v1|1da|bl5RrLDFr1fl", NoteSeen("u1/v1")),
    ("vdem|u1/v1|1da|2UMjxdRimE-j", DemandOnVisit("u1/v1")),
    ("vend|u1/v1|1da|LrgYf3oIh9Ur", EndVisit("u1/v1")),
    ("vpap|u1/v1|1da|wHaySZNOG9Vy", VisitAsWord("u1/v1")),
    ("card|u1/A/2-3|over|1da|yCiPaLtplUnv", ShowCard(M, "over")),
    ("dans|u1/A/2-3|1da|xqcZa51lH_SI", ReplyToDifficulty(M)),
    ("dfwd|u1/A/2-3|1da|CIB0dQput66Z", ForwardDifficulty(M)),
    ("madd|u1/A/2-3|1da|w1uGYPbTUh3w", PutOnAgenda(M)),
    ("bpap|2025-05|1da|mGmAKUVH72p3", BurdenAsWord("2025-05")),
    ("vnew|call|1da|RK0ShHUfoWIS", TakeVoice(Channel.CALL)),
    ("vnew|mail|1|1da|NBMv2_bkOxQC", TakeVoice(Channel.MAIL, 1)),
    ("von|visit|u1/A/3|1da|x0cxbwwQcbI6", TakeVoiceOn(Channel.VISIT, "u1/A/3")),
    ("vlift|u1/A/2-3|1da|_VzAtvMBKvUA", LiftKey(M)),
    ("todo|u1/A/2-3/x1|1da|vbfgqvxhMdQ0", OpenMatter("u1/A/2-3/x1")),
    ("todop|2|1da|qC3ONQjg52eB", TodoPage(2)),
    ("run|digest|1da|aFfKr0uua79l", RunCommand("digest")),
    ("first|roles|1da|eMfvXUgo051w", FirstDayStep("roles")),
    ("try|u1/A/2-3|1da|1pZLCrnOz-BJ", TryReminder(M)),
    ("key|u1/q7|1da|0XWWND69s3FN", ConfirmAct("u1/q7")),
    ("nokey|u1/q7|1da|h_o-UXNG9KYc", RefuseAct("u1/q7")),
    ("role|u1/p1|office|1da|vtkA6RQDc9Ma", GiveRole("u1/p1", Role.OFFICE)),
    ("role|u1/p1|office|False|1da|sa0xX0tIFcCK", GiveRole("u1/p1", Role.OFFICE, give=False)),
    ("moved|True|1da|5RRQK5qJRE3q", MoveAccount(yes=True)),
    ("moved|False|1da|2G7BhYjUvW6t", MoveAccount(yes=False)),
    ("nameis|翁苇|True|1da|acdixAXqnQ9f", NameIs("翁苇", two=True)),
    ("nameis|翁苇|False|1da|15nJESBM2doU", NameIs("翁苇", two=False)),
    ("give|u1/p1|u1/p2|office|1da|s1bopnWAR5WD", HandOver("u1/p1", "u1/p2", Role.OFFICE)),
    ("hpap|u1/h1958a2b3c4d|1da|zCS5yn-g_7h0", SignedOnPaper("u1/h1958a2b3c4d")),
    ("hsign|u1/h1958a2b3c4d|1da|9WH0PO-n4YVq", SignHandover("u1/h1958a2b3c4d")),
    ("hlist|u1/h1958a2b3c4d|1da|Z9sF_cmBOm1L", HandoverList("u1/h1958a2b3c4d")),
    ("knock|1da|hkephGeY04eU", Knock()),
    ("kbind|u1/k0a1b2c3d|u1/p1|1da|dRv8XbthN6Dx", BindKnock("u1/k0a1b2c3d", "u1/p1")),
    ("kwho|u1/k0a1b2c3d|2|1da|szMzEtaFgy5v", KnockPage("u1/k0a1b2c3d", 2)),
    ("kno|u1/k0a1b2c3d|1da|n1-CiZNQcoD6", RefuseKnock("u1/k0a1b2c3d")),
    ("inv|u1/p1|1da|g0ou5tDw7vBz", InvitePerson("u1/p1")),
    ("uninv|u1/p1|1da|ZA1ccK6q9POW", WithdrawInvitation("u1/p1")),
    ("invp|2|1da|NEFiqdFSbiaQ", InvitationsPage(2)),
    ("invall|1da|FMyLyQC3dozR", InviteAll()),
    ("invall|True|1da|mJ7_J_SwmeBq", InviteAll(sheet=True)),
    ("per|u1/A/2-3/p7|2025-11|1da|JcNllEZffKRU", SettlePeriod("u1/A/2-3/p7", "2025-11")),
    ("whole|u1/A/2-3|1da|RfpEfjTIxavh", HandInWhole(M)),
    ("prel|u1/r0123456789ab|1|1da|wpuBpsxYE5tb", AskRelease("u1/r0123456789ab", 1)),
    ("prel|u1/r0123456789ab|1|0a1b2c|1da|gnsaktPD9K0P", AskRelease("u1/r0123456789ab", 1, "0a1b2c")),
    ("punrel|u1/r0123456789ab|1|1da|EG0l74iG11Df", WithdrawRelease("u1/r0123456789ab", 1)),
    ("pok|u1/r0123456789ab|2|1da|y0vev-GN1PRA", ApproveRelease("u1/r0123456789ab", 2)),
    ("pok|u1/r0123456789ab|2|0a1b2c|1da|8xiaab0XLacv", ApproveRelease("u1/r0123456789ab", 2, "0a1b2c")),
    ("pback|u1/r0123456789ab|2|1da|Hs_8Y5JY21Qt", ReturnRelease("u1/r0123456789ab", 2)),
    ("pfinal|u1/r0123456789ab|1da|fNPyxpZydwRj", FinalCopy("u1/r0123456789ab")),
    ("pwhich|u1/r0123456789ab|0a0a0a0a0a0a|1da|ATqUndDfQvr6", ChooseRelease("u1/r0123456789ab", "0a0a0a0a0a0a")),
    ("pnone|0a0a0a0a0a0a|1da|zcPB9jEuD7-i", NoRelease("0a0a0a0a0a0a")),
    ("wyes|1a2b|0|1da|-iv9e2sV8cOE", WaitFor("1a2b", 0)),
    ("wno|1a2b|1da|CdXQweRmiM2Q", NoWait("1a2b")),
    ("wait|u1/A/2-3/w1|1da|oR78YkAzGifa", ShowWait(f"{M}/w1")),
    ("wdone|u1/A/2-3/w1|1da|OoQsc7a3UndL", WaitDone(f"{M}/w1")),
    ("wnot|u1/A/2-3/w1|1da|5WWZe7VShC0-", NotOurs(f"{M}/w1")),
    ("wans|u1/A/2-3/w1|1da|5j6O6kmuslkf", AnswerWait(f"{M}/w1")),
    ("wlift|u1/A/2-3/w1|1da|bOkqevxuqAgk", LiftWait(f"{M}/w1")),
    ("aown|u1/A/3|01|a1b2|1da|t25GjPv64sq3", RateOwn("u1/A/3", "01", "a1b2")),
    ("aup|u1/A/3|0123|a1b2|1da|uATkF4KWdHby", HandIn("u1/A/3", "0123", "a1b2")),
    ("acc|u1/y2026-3|1da|440K5z11Sbz-", ShowAcceptance("u1/y2026-3")),
    ("agr|u1/y2026-3|01|10|1da|vKpZ5if2myXS", GradeAcceptance("u1/y2026-3", "01", "10")),
    ("aok|u1/y2026-3|0123|11|1da|nS6Gs2UtxWpM", PassAcceptance("u1/y2026-3", "0123", "11")),
    ("ano|u1/y2026-3|faulted|01|10|1da|iOpprNbk2cEx", RefuseAcceptance("u1/y2026-3", Verdict.FAULTED, "01", "10")),
    ("alot|u1/y2026-3|1da|yM09qyZhNqeq", DrawLot("u1/y2026-3")),
    ("adoc|u1/y2026-3|1da|IrpaAkLZApIE", GetDossier("u1/y2026-3")),
    ("adocx|u1/y2026-3|1da|0KvLuhE3eCXD", AcceptanceAsWord("u1/y2026-3")),
    ("aback|u1/y2026-3|1da|DV-VzWbfYN4F", CallBack("u1/y2026-3")),
    ("vat|u1/A/2-3|1da|xxseuOicQ_sZ", VisitAt(M)),
    ("vnow|u1/A/2-3|1da|SvA4iazXyZtJ", VisitNow(M)),
    ("vmark|u1/A/2-3|1da|qBFpRgssfL1l", MarkKey(M)),
    ("mnew|party|1da|cepn1w6m2X4_", CallMeeting(MeetingKind.PARTY)),
    ("nil|1da|8ZwD6dnNWsQz", Nothing()),
)


@pytest.mark.parametrize(("data", "tap"), WRITTEN, ids=lambda value: value if isinstance(value, str) else "")
def test_buttons_in_chats_stay_alive(data: str, tap: Tap) -> None:
    """Sealed by an earlier program, letter by letter."""
    assert unseal(KEY, ACCOUNT, data, NOW) == tap
    assert seal(KEY, ACCOUNT, tap, NOW) == data


def test_every_action_is_among_them() -> None:
    """A new action is added to the list above once, and never changed."""
    assert {type(tap) for _, tap in WRITTEN} == set(TAPS)


@pytest.mark.parametrize("data", ["", "|", "ok|u1/A/2-3|review|1|1da|AAAAAAAAAAAA", WRITTEN[0][0] + "x"])
def test_what_we_never_sealed_is_refused(data: str) -> None:
    """Whatever it looks like."""
    with pytest.raises(StaleButton):
        unseal(KEY, ACCOUNT, data, NOW)


def test_a_button_is_one_accounts_and_ends_after_its_days() -> None:
    """Borrowed and old ones are worthless."""
    data, tap = WRITTEN[0]
    with pytest.raises(StaleButton):
        unseal(KEY, ACCOUNT + 1, data, NOW)
    assert unseal(KEY, ACCOUNT, data, NOW + dt.timedelta(days=30)) == tap
    with pytest.raises(StaleButton):
        unseal(KEY, ACCOUNT, data, NOW + dt.timedelta(days=31))


@pytest.mark.parametrize("words", ["ok|u1/A/2-3|review|one", "gone|1", "nil|1", "day|ext|u1/A/2-3|20250230", "ok"])
def test_sealed_words_without_a_meaning_are_stale(words: str) -> None:
    """The handler of a button never sees them."""
    with pytest.raises(StaleButton):
        unseal(KEY, ACCOUNT, seal_words(KEY, ACCOUNT, words.split("|"), NOW), NOW)


def test_what_does_not_fit_is_no_button() -> None:
    """Telegram takes 64 bytes."""
    with pytest.raises(ValueError, match="too long"):
        seal(KEY, ACCOUNT, Agree("水" * 20, Stage.REVIEW, 1), NOW)
