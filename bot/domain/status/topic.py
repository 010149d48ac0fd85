"""What a question may be about beside a list of measures, and which entries of a measure's history tell of it."""

from enum import StrEnum

from bot.domain.history.verb import Verb


class Topic(StrEnum):
    """What is asked about; the values stand behind buttons."""

    INSTRUCTED = "ins"
    DECIDED = "dec"
    VISITED = "vis"
    KEY = "key"
    LETTERS = "let"
    VOICES = "voi"
    EXTENDED = "ext"
    URGED = "urg"
    PROOFS = "prf"
    RETURNED = "ret"
    LOOKED_BACK = "lok"
    HARD = "hrd"
    AWAY = "awy"
    BOUND = "bnd"
    RATE = "rat"
    ACCEPTED = "acc"
    CLOSED = "clo"
    CHECKED = "chk"
    NEXT = "nxt"
    FIGURES = "fig"
    REPORTED = "rep"
    ANSWERED = "ans"


VERBS: dict[Topic, frozenset[Verb]] = {
    Topic.INSTRUCTED: frozenset({Verb.INSTRUCT, Verb.ASK_INSTRUCTION, Verb.ANSWER_INSTRUCTION}),
    Topic.DECIDED: frozenset({Verb.RESOLVE, Verb.SETTLE_INSTRUCTION, Verb.RETURN_INSTRUCTION}),
    Topic.VISITED: frozenset(
        {Verb.PLAN_VISIT, Verb.BEGIN_VISIT, Verb.CANCEL_VISIT, Verb.SEE, Verb.DEMAND, Verb.END_VISIT}
    ),
    Topic.KEY: frozenset({Verb.MARK_KEY, Verb.LIFT_KEY}),
    Topic.LETTERS: frozenset({Verb.ISSUE_LETTER, Verb.SIGN_LETTER, Verb.ANSWER_LETTER}),
    Topic.VOICES: frozenset({Verb.ASSIGN, Verb.REASSIGN, Verb.ANSWER_ASSIGNMENT}),
    Topic.EXTENDED: frozenset(
        {Verb.ASK_EXTENSION, Verb.WITHDRAW_EXTENSION, Verb.FORWARD_EXTENSION, Verb.EXTEND, Verb.REFUSE_EXTENSION}
    ),
    Topic.URGED: frozenset({Verb.NUDGE}),
    Topic.PROOFS: frozenset({Verb.KEEP_EVIDENCE, Verb.ASSIGN_EVIDENCE, Verb.WITHDRAW_EVIDENCE}),
    Topic.RETURNED: frozenset({Verb.SEND_BACK, Verb.REOPEN}),
    Topic.ACCEPTED: frozenset({Verb.HAND_UP, Verb.TAKE_UP, Verb.ACCEPT, Verb.RETURN_UP, Verb.FIND_FAULT}),
    Topic.CLOSED: frozenset({Verb.SUBMIT, Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING}),
    Topic.CHECKED: frozenset(
        {Verb.SUBMIT, Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING, Verb.SEND_BACK, Verb.FORWARD_EXTENSION, Verb.EXTEND}
    ),
    Topic.ANSWERED: frozenset(
        {
            *(Verb.INSTRUCT, Verb.ASK_INSTRUCTION, Verb.ANSWER_INSTRUCTION, Verb.DEMAND, Verb.RESOLVE),
            *(Verb.SETTLE_INSTRUCTION, Verb.ISSUE_LETTER, Verb.SIGN_LETTER, Verb.ANSWER_LETTER),
            *(Verb.ASSIGN, Verb.ANSWER_ASSIGNMENT, Verb.NOTE, Verb.COMMENT),
        }
    ),
    Topic.REPORTED: frozenset({Verb.REPORT, Verb.SUBMIT}),
}
