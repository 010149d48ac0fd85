"""Heads in English, as lists from a supplier, a bank or a piece of software have them."""

import re

from bot.readers.plan.layout.headings import Field

WHAT = "(?:issue|finding|problem|defect|nonconformity|observation|hazard|deficiency)"
DO = "(?:action|measure|step|remedy|solution|countermeasure)"
HOW = "(?:corrective|remedial|rectification|improvement|follow-?up|proposed|required|planned|agreed|management)*"
HEADS: tuple[tuple[str, Field], ...] = (
    (r"(?:no|nr|num|number|s/?n|serialno|serialnumber|item|itemno|id|ref|index)\.?", Field.NUMBER),
    (rf"{WHAT}s?(?:no|number|id)\.?", Field.FINDING_NUMBER),
    (rf"{DO}s?(?:no|number|id)\.?", Field.MEASURE_NUMBER),
    (rf"(?:audit|inspection|main|identified)?{WHAT}(?:s|ies)?(?:found|identified|description|details)?", Field.FINDING),
    (rf"{HOW}{DO}s?(?:taken|required|description|details|plan|items?)?|rectification|actionitems?", Field.MEASURE),
    (r"tasks?(?:name|description|title)?|subject|workitems?|todo", Field.TASK),
    (r"category|type|area", Field.CATEGORY),
    (r"(?:responsible|in-?charge|senior)?(?:leader|executive|sponsor)s?", Field.LEADER),
    (r"(?:responsible|lead)?(?:department|dept|unit|division|office|organi[sz]ation|body)s?\.?", Field.DEPARTMENT),
    (
        r"(?:support(?:ing)?|cooperati(?:ng|on)|assist(?:ing)?)(?:department|dept|unit|division|office)s?\.?|support",
        Field.SUPPORT,
    ),
    (
        r"owners?|assignees?|assignedto|responsible(?:person|party|staff)?s?|personsresponsible|personresponsible|personincharge|pic|handler",
        Field.RESPONSIBLE,
    ),
    (
        r"deadline|due|(?:due|end|target|(?:target|expected|planned)?completion|expected|planned)date|dueby|timelimit|timeline",
        Field.DEADLINE,
    ),
    (r"(?:current)?(?:status|progress)|%?complete(?:d)?", Field.STATUS),
    (r"(?:remark|note|comment)s?|(?:start|created|updated|actual|closed?)(?:date)?|priority|evidence", Field.IGNORED),
)
COMPILED = tuple((re.compile(rule), field) for rule, field in HEADS)


def in_english(name: str) -> Field | None:
    """What a head in small letters, without blanks, is about; None where it is no such word."""
    return next((field for rule, field in COMPILED if rule.fullmatch(name)), None)
