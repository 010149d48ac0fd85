"""The words of the journal for what happens to a measure and what hangs on it."""

from enum import StrEnum


class Verb(StrEnum):
    """What was done; each has its sentence in the catalogue under `history`."""

    REPORT = "report"
    NOTE = "note"
    COMMENT = "comment"
    UNDO = "undo"
    SUBMIT = "submit"
    SKIP = "skip"
    MOVE_ON = "move_on"
    AGREE = "agree"
    CLOSE = "close"
    TURN_STANDING = "turn_standing"
    SEND_BACK = "send_back"
    SET_REPORT_DAY = "set_report_day"
    REOPEN = "reopen"
    CANCEL = "cancel"
    SET_RESULT = "set_result"
    CLOSE_FINDING = "close_finding"
    REOPEN_FINDING = "reopen_finding"
    KEEP_EVIDENCE = "keep_evidence"
    ASSIGN_EVIDENCE = "assign_evidence"
    WITHDRAW_EVIDENCE = "withdraw_evidence"
    EXPIRE_EVIDENCE = "expire_evidence"
    ASK_EXTENSION = "ask_extension"
    WITHDRAW_EXTENSION = "withdraw_extension"
    FORWARD_EXTENSION = "forward_extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse_extension"
    INSTRUCT = "instruct"
    ANSWER_INSTRUCTION = "answer_instruction"
    SETTLE_INSTRUCTION = "settle_instruction"
    RETURN_INSTRUCTION = "return_instruction"
    PLAN_MEETING = "plan_meeting"
    CANCEL_MEETING = "cancel_meeting"
    CHANGE_AGENDA = "change_agenda"
    ASK_FACTS = "ask_facts"
    CONFIRM_FACTS = "confirm_facts"
    BEGIN_MEETING = "begin_meeting"
    RESOLVE = "resolve"
    END_MEETING = "end_meeting"
    ASK_LETTER = "ask_letter"
    DRAFT_LETTER = "draft_letter"
    DROP_LETTER = "drop_letter"
    ISSUE_LETTER = "issue_letter"
    SIGN_LETTER = "sign_letter"
    ANSWER_LETTER = "answer_letter"
    PLAN_RECHECK = "plan_recheck"
    DRAW_SAMPLE = "draw_sample"
    RECHECK = "recheck"
    CORRECT = "correct"
    SPLIT = "split"
    MERGE = "merge"
    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    SETTLE_PERIOD = "settle_period"
    EXCUSE_PERIOD = "excuse_period"
    NUDGE = "nudge"
    AWAY = "away"
    HAND_OVER = "hand_over"
    SIGN_HANDOVER = "sign_handover"
    SET_POLICY = "set_policy"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    BIND = "bind"
    CLAIM = "claim"
    REFUSE_CLAIM = "refuse_claim"
    UNBIND = "unbind"
    KNOCK = "knock"
    REFUSE_KNOCK = "refuse_knock"
    WITHDRAW_INVITATION = "withdraw_invitation"
    APPOINT = "appoint"
    DISMISS = "dismiss"
    KNOW = "know"
    RENAME = "rename"
    MOVE = "move"
    RETIRE = "retire"


MOVES = frozenset(
    {
        Verb.AGREE,
        Verb.CLOSE,
        Verb.TURN_STANDING,
        Verb.SEND_BACK,
        Verb.REOPEN,
        Verb.CANCEL,
        Verb.CORRECT,
        Verb.SPLIT,
        Verb.MERGE,
        Verb.EXTEND,
    }
)  # after these a report is history and cannot be taken back
