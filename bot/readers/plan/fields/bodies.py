"""Departments in cells: who leads, who supports, the persons that stand beside them."""

import re
from dataclasses import dataclass, field

from bot.readers.plan.fields.names import (
    BRACKET,
    NO_NAMES,
    NOBODY,
    ORGANISATION,
    PHONE,
    POST_ONLY,
    SEPARATORS,
    folded_cell,
    is_name,
    looks_like_a_name,
    persons,
)
from bot.readers.plan.fields.people_in_brackets import somebody_acts, spread

HELPED = re.compile(
    r"[（(](?:由)?([^（）()]{2,24}?)(?:配合|协办|协助|参与)[)）]|[（(](?:配合|协办|协助)(?:单位|部门|科室)?[:：]([^（）()]{2,24})[)）]"
)
BEFORE_A_NAME = re.compile(r"([\u4e00-\u9fff]{2,16})[:：]\s*([\u3400-\u9fff·]{2,4})(?=[、，,；;\s）)]|$)")
ACTS = re.compile(
    r"^(?:由|请|责成)?(.{2,}?)(?:(?:为|是)?(牵头|主办|承办|负责|配合|协办|协助|参与)(?:单位|部门|科室|股室)?)?"
    r"(?:办理|落实|实施|负责)?$"
)
DUTY = re.compile(
    r"^由?([\u4e00-\u9fff]{2,16}?)(?:具体|主要|同志)?负责(?=[\u4e00-\u9fff]{2})(?!人|同志|落实$|办理$|实施$)"
)
TOGETHER = re.compile(
    r"(?:(?<=^)|(?<=[，,；;\n]))([^，,；;:：\n（()）]+、[^，,；;:：\n（()）]+?)(配合|协办|协助|参与|牵头|负责)(?=[，,；;\n]|$)"
)
DUTIES = re.compile(
    r"(?:按照?|依据)?(?:各自)?(?:的)?职责(?:和|及)?(?:任务)?分工(?:分别|共同)?|(?<=[局股科室委办部])(?:分别|共同)(?=负责|牵头|落实)"
)
WITH = re.compile(r"(?<=[室股科处队站局办部委院所会厅校村区镇乡])会同(?=[\u4e00-\u9fff]{2})")
JOINTLY = re.compile(r"(?<=[股科局办部委厅])联合(?=[县市省州区镇乡][\u4e00-\u9fff]+[局股科办部委厅])")
AND_OTHERS = re.compile(
    r"(?<=[\u4e00-\u9fff])等(?:\d+个|相关|有关|各|多个)*(?:单位|部门|科室|股室|乡镇)?(?=$|[、，,；;\n（()）]|牵头|负责|配合|协助|参与|按)"
)
POST_BETWEEN = re.compile(
    "(?:常务|专职)?副?(?:局长|镇长|乡长|主任|股长|科长|处长|所长|站长|大队长|队长|部长|院长|校长|经理|书记|组长|会计|负责人)$"
)
OTHER_END = re.compile("(?:标段?|工区|专?班组?|班子|成员|干部|党员|职工|[甲乙丙]方)$")  # 施工一标, 工作专班
ROLE = re.compile(r"(?:总?牵头|主办|主责)(?:单位|部门|科室|股室)?$")
ALL_OF_THEM = re.compile(
    r"\s*[（(](?:均|都|皆|共同|联合)(?:为|是)?(牵头|主办|主责|责任|负责|配合|协办|协助|参与)(?:单位|部门|科室|股室)?[)）]$"
)
PART_ALONE = re.compile(r"(?:牵头|主办|主责|承办|配合|协办|协助|参与)(?:单位|部门|科室|股室)?")
SIGN = re.compile(r"^(牵头|主办|责任|承办|配合|协办|协助)(?:单位|部门|科室|股室)?[:：]\s*(.*)$")
LEAD, HELP, DOES = "牵头", "配合", "经办"
COLON = re.compile(r"((?:牵头|主办|责任|承办|配合|协办|协助)(?:单位|部门|科室|股室))?[:：]")
HELPS = frozenset({"配合", "协办", "协助", "参与"})
FIRST_LEADS = re.compile(
    r"[（(]?(?:[排列]在?)?(?:第一|首位|最前|前面|首)[个位]?的?(?:单位|部门|科室|股室)?[为是](?:牵头|主办|主责)(?:单位|部门|科室|股室)?[)）]?"
)
PART = re.compile(r"(?:人|人员|领导|同志|单位|部门|科室|牵头|主办|承办|经办|责任|配合|协办|协助|参与|分管|负责|联系)$")


@dataclass(frozen=True)
class Bodies:
    """What a cell of departments says: who leads, who supports, and the persons named in brackets."""

    leading: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


def department_beside(name: str, text: str) -> str:
    """The department that a cell writes beside a person: 王芳（环卫股）, 环卫股 王芳, 环卫股：王芳; or ""."""
    folded = folded_cell(text)
    behind = re.search(re.escape(name) + r"\s*[（(\[]\s*([\u4e00-\u9fff]{2,16})\s*[)）\]]", folded)
    if behind and ORGANISATION.search(behind[1]):
        return behind[1]
    before = re.search(
        r"([\u4e00-\u9fff]{2,16})[\s:：(（]+(?:[\u4e00-\u9fff]{2,4}[、,，]\s*)*?" + re.escape(name), folded
    )
    return before[1] if before and ORGANISATION.search(before[1]) and not PART.search(before[1]) else ""


@dataclass
class _Parts:
    """The bodies of a cell in its order, each with the part that it is said to play, "" where none is."""

    order: dict[str, str] = field(default_factory=dict)
    target: str = ""  # of all that follows: 牵头单位：…

    def sign(self, token: str) -> str:
        """The token without the sign before it (牵头单位：…), which holds for those behind it too."""
        sign = SIGN.match(token)
        if sign:
            self.target = HELP if sign[1] in HELPS else LEAD
        return sign[2] if sign else token

    def add(self, name: str, part: str) -> None:
        """One more body; a part said of it goes before that of the sign above it."""
        if name not in NOBODY:
            said = part or self.target
            self.order[name] = LEAD if LEAD in {said, self.order.get(name)} else said or self.order.get(name, "")

    def settled(self, people: list[str], *, first_leads: bool) -> Bodies:
        """Who leads and who helps; beside one that is said to lead, those of whom nothing is said help."""
        if first_leads and self.order and LEAD not in self.order.values():
            self.order[next(iter(self.order))] = LEAD
        is_led = LEAD in self.order.values()
        helping = [name for name, part in self.order.items() if part == HELP or (is_led and not part)]
        return Bodies(tuple(name for name in self.order if name not in helping), tuple(helping), tuple(people))


def bodies_of(text: str, known: frozenset[str] = frozenset(), head: str = "") -> Bodies:
    """The departments of a cell; brackets are kept unless they hold a person, a post or a part played.

    Where one is said to lead (县水务局（牵头）、县财政局), those of whom nothing is said help. `head` is that of the
    column, which may say that the first one leads.
    """
    parts = _Parts()
    people: list[str] = []
    folded = spread(PHONE.sub("", folded_cell(text)), known)
    if every := ALL_OF_THEM.search(folded):
        folded, parts.target = folded[: every.start()], HELP if every[1] in HELPS else ""
    folded = _replaced(AND_OTHERS, "", _replaced(DUTIES, "", folded))
    folded = _replaced(JOINTLY, "、", "\n".join(map(_accompanied, folded.split("\n"))))
    first_leads = bool(FIRST_LEADS.search(folded) or FIRST_LEADS.search(head))
    folded = TOGETHER.sub(lambda found: found[1].replace("、", found[2] + "、") + found[2], FIRST_LEADS.sub("", folded))
    for found in HELPED.finditer(folded):
        words = [word for word in SEPARATORS.split(found[1] or found[2]) if word]
        if all(ORGANISATION.search(word) for word in words):
            folded = folded.replace(found[0], "、" + "、".join(f"{word}（配合）" for word in words))
    for token in _with_parts(_body_tokens(folded, known)):
        body, part = _acting(parts.sign(token), known)
        name, role, person = _body(body, known)
        people += [found for found in person if found not in people]
        if (role or part) not in {"", HELP} and not ORGANISATION.search(name) and is_name(name, known):
            people += [name] if name not in people else []
        else:
            parts.add(name, role or part)
    return parts.settled(people, first_leads=first_leads)


def looks_like_a_body(name: str, known: frozenset[str] = frozenset()) -> bool:
    """True for a name that ends like a body's, with nobody said to do something in its brackets."""
    inside = [clause for bracket in BRACKET.findall(name) for clause in re.split("[，,；;、]", bracket[1:-1])]
    doubtful = any(somebody_acts(one, known) or ROLE.search(one) for one in inside)
    plain = BRACKET.sub("", name)
    return bool(ORGANISATION.search(plain) or OTHER_END.search(plain)) and not doubtful


def _with_parts(tokens: list[str]) -> list[str]:
    """Parts that stand alone go to the body before them, or to the one behind where the first of all is a part."""
    found: list[str] = []
    ahead = bool(tokens) and bool(PART_ALONE.fullmatch(tokens[0]))
    waiting = ""
    for token in tokens:
        if not PART_ALONE.fullmatch(token):
            found.append(f"{token}（{waiting}）" if waiting else token)
            waiting = ""
        elif ahead:
            waiting = token
        elif found:
            found[-1] = f"{found[-1]}（{token}）"
    return found


def _masked(text: str) -> str:
    """The text with what stands in brackets made blank: it says when and what for, and is as long as before."""
    return BRACKET.sub(lambda found: found[0][0] + "\0" * (len(found[0]) - 2) + found[0][-1], text)


def _replaced(pattern: re.Pattern[str], new: str, text: str) -> str:
    """The text with other words outside its brackets."""
    for found in reversed(list(pattern.finditer(_masked(text)))):
        text = text[: found.start()] + new + text[found.end() :]
    return text


def others_unnamed(text: str) -> str:
    """等, 等单位 behind the bodies of a cell, as written; "" where all are named."""
    found = AND_OTHERS.search(_masked(folded_cell(text)))
    return found[0] if found else ""


def _accompanied(line: str) -> str:
    """水利局会同财政局、住建局: who goes with somebody helps."""
    found = WITH.search(_masked(line))
    if not found:
        return line
    lead, rest = line[: found.start()], line[found.end() :]
    beside, stop, behind = re.match(r"([^，,；;]*)([，,；;]?)(.*)", rest).groups()  # type: ignore[union-attr]
    words = [_acting(word)[0] for word in re.split("[、和及]", beside) if word]
    return f"{_acting(lead)[0]}（牵头）、" + "、".join(f"{word}（配合）" for word in words) + stop + behind


def duties_in(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What a cell says that each of several is to do: 执法队叔仲负责拆除."""
    return tuple(token for token in _body_tokens(folded_cell(text), known) if _without_duty(token, known) != token)


def _without_duty(token: str, known: frozenset[str]) -> str:
    """执法队叔仲负责拆除 as who it is: what they are to do stays listed as not read."""
    found = DUTY.match(token)
    if not found:
        return token
    body, people = _person_behind(found[1], known)
    return found[1] if people or ORGANISATION.search(body) or is_name(body, known) else token


def _acting(token: str, known: frozenset[str] = frozenset()) -> tuple[str, str]:
    """由县住建局牵头 as the body and its part, 牵头 or 配合; "" where no part is said."""
    token = _without_duty(token, known)
    found = ACTS.match(token)
    is_somebody = found and (
        ORGANISATION.search(BRACKET.sub("", found[1]))
        or (found[2] and (is_name(found[1], known) or _person_behind(found[1], known)[1]))
    )
    if not found or found[1] == token or not is_somebody:
        return token, ""
    return found[1], HELP if found[2] in HELPS else LEAD if found[2] else ""


def _body_tokens(text: str, known: frozenset[str]) -> list[str]:
    """The bodies of a cell; a name broken over two lines is put together, signs inside brackets do not split."""
    shielded = BRACKET.sub(lambda match: re.sub(r"[、，,；;/\s]", "\0", match[0]), text)
    tokens: list[str] = []
    for line in shielded.splitlines():
        pieces = [piece.strip() for piece in re.split("[、，,；;/／|&＆+＋]+", line.replace("\r", "")) if piece.strip()]
        pieces = [word for piece in pieces for word in _body_words(piece)]
        broken = (
            tokens
            and pieces
            and not ORGANISATION.search(BRACKET.sub("", tokens[-1]))
            and len(tokens[-1]) > 1
            and not (looks_like_a_name(tokens[-1]) or tokens[-1] in known)
        )
        if broken and ORGANISATION.search(pieces[0]) and not line.startswith(("、", "，")):
            tokens[-1] += pieces.pop(0)
        tokens += pieces
    return [token.replace("\0", "、") for token in tokens]


JOINT = re.compile(r"(?<=[室股科处队站局办部委组镇乡院所会厅心司])[及和与](?=[\u4e00-\u9fff]{2})")


def _body_words(piece: str) -> list[str]:
    words = [part for word in piece.split() for part in _apart(word)]
    if words and all(len(word) == 1 for word in words):
        return ["".join(words)]
    return words


def _apart(word: str) -> list[str]:
    """市容股及市场股 as two bodies, where each part is one by its end."""
    parts = JOINT.split(word)
    return parts if len(parts) > 1 and all(ORGANISATION.search(BRACKET.sub("", part)) for part in parts) else [word]


def _body(token: str, known: frozenset[str]) -> tuple[str, str, list[str]]:
    role = ""
    people: list[str] = []
    kept = token
    for bracket in BRACKET.findall(token):
        inside = bracket[1:-1].strip()
        if re.fullmatch(r"(牵头|主办|主责|责任|总牵头)(单位|部门|科室)?", inside):
            role = LEAD
        elif re.fullmatch(r"(配合|协办|协助|参与)(单位|部门|科室)?", inside):
            role = HELP
        elif inside == DOES:
            role = DOES
        elif inside and all(is_name(name, known) for name in persons(inside, known)):
            people += persons(inside, known)
        elif not POST_ONLY.fullmatch(inside) and inside:
            continue
        kept = kept.replace(bracket, "")
    kept, behind = _person_behind(kept.strip(" :：.。"), known)
    return _wide(kept), role, people + behind


def _person_behind(word: str, known: frozenset[str]) -> tuple[str, list[str]]:
    """市容股李木, 养老股股长程曦 as the body and the person written behind it without a sign."""
    if ORGANISATION.search(word):
        return word, []
    for count in (3, 2, 4):
        body, name = POST_BETWEEN.sub("", word[:-count]), word[-count:]
        plain = name in known or (looks_like_a_name(name) and name[:2] not in NO_NAMES)
        if len(body) > 1 and ORGANISATION.search(body) and plain and not POST_ONLY.fullmatch(name):
            return body, [name]
    return word, []


def _wide(name: str) -> str:
    """Brackets as Chinese text has them."""
    return name.replace("(", "（").replace(")", "）")


def _is_body(words: str, known: frozenset[str]) -> bool:
    """True for what stands before a colon and people, unless it is a person, a post or the part that they play."""
    return not (is_name(words, known) or POST_ONLY.fullmatch(words) or PART.search(words))


def _in_brackets(token: str, known: frozenset[str]) -> list[str]:
    """Where a person belongs, as brackets behind the name say it: 罗立（工程股）."""
    found = re.fullmatch(r"([\u3400-\u9fff·]{2,4})\s*（([\u4e00-\u9fff]{2,16})）", token)
    return [found[2]] if found and is_name(found[1], known) and ORGANISATION.search(found[2]) else []


def mixed(text: str, known: frozenset[str] = frozenset()) -> Bodies:
    """Departments and persons of a cell that holds both: 办公室 张三 → (办公室), (张三)."""
    folded = spread(PHONE.sub("", folded_cell(text)), known)
    first_leads = bool(FIRST_LEADS.search(folded))
    folded = FIRST_LEADS.sub("", folded)
    named = {word for word, name in BEFORE_A_NAME.findall(folded) if is_name(name, known)}
    before = {word for word in named if _is_body(word, known)}
    played = {word for word in named if PART.search(word)}
    parts = _Parts()
    people: list[str] = []
    parted = COLON.sub(lambda found: found[0] if found[1] else "、", folded)
    for token in _with_parts(_body_tokens(parted, known)):
        body, part = _acting(parts.sign(token), known)
        name, role, inside = _body(body, known)
        people += [person for person in inside if person not in people]
        for beside in _in_brackets(name, known):
            parts.add(beside, role or part)
        is_body = (ORGANISATION.search(name) or name in before) and name not in known
        if is_body or ((role or part) == HELP and is_name(name, known)):
            parts.add(name, role or part)
        elif name not in played:
            people += [person for person in persons(name, known, tuple(parts.order)) if person not in people]
    return parts.settled(people, first_leads=first_leads)
