"""What people do in the conversations that kills interrupt: every act of theirs, in order, and who does it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox import Phone
from tests.crash.programs.bot_office import Office

ON_LETTERS = 3  # owners who hold no conversation of their own, and are written to
QUESTION = re.compile(r"？|请选|您的意思是|请写成|请直接发送")

Act = Callable[[Phone], object]


@dataclass(frozen=True)
class Turn:
    """An act on somebody's phone."""

    phone: Phone
    act: Act


def say(text: str) -> Act:
    """Write a text."""
    return lambda phone: phone.say(text)


def photo(content: str, caption: str = "") -> Act:
    """Send a picture."""
    return lambda phone: phone.send_photo(content.encode(), caption)


@dataclass(frozen=True)
class Album:
    """Two pictures that are sent together, and answered once."""

    content: str
    caption: str

    def __call__(self, phone: Phone) -> None:
        """Send them."""
        phone.send_album([f"{self.content}{n}".encode() for n in range(2)], self.caption)


def press(label: str, on: str) -> Act:
    """Press the button whose label begins so, on the newest message that holds the words."""

    def act(phone: Phone) -> None:
        for message in (message for message in reversed(phone.inbox) if on in message.text):
            for button in (button for row in message.buttons for button in row):
                if button.text.startswith(label):
                    phone.press_button(message, button)
                    return
        raise LookupError(f"nobody shows {label} on {on}")

    return act


def reports(n: int) -> list[Act]:
    """What the n-th owner does, beginning at another place than the others; every word is said once.

    Plain replies, ambiguous ones, questions of the bot's and answers to them, photos, albums, and presses.
    """
    one, two = f"1-{n + 1}", f"2-{n + 1}"
    parts: list[list[Act]] = [
        [say(f"{one} 完成30%，已核对"), press("↩️ 撤回", "完成 30%")],
        [say("第一批材料已经交上去了"), press(one, "第一批材料")],
        [say("正在推进，第二批"), press(two, "第二批")],
        [say(f"{two} 有困难：缺人手")],
        [say(f"{one} 申请延期"), say("明年年底")],
        [photo(f"a{n}", f"{one} 现场")],
        [photo(f"b{n}"), press(two, "照片.jpg。是哪一项")],
        [Album(f"c{n}", f"{two} 会议现场")],
        [Album(f"d{n}", ""), press(one, "等2份。是哪一项")],
        [say(f"{two} 嗯嗯那个"), press("只是补充", "嗯嗯那个")],
        [say("9-9 完成50%")],
        [say(f"{one} 完成45%，{two} 完成55%")],
        [say(f"/status {one}"), press("有困难", "台账更新不及时"), say("县里还没定批次")],
    ]
    start = n * 5 % len(parts)
    return [act for part in parts[start:] + parts[:start] for act in part]


def letters(office: Office, first: int) -> list[Turn]:
    """The clerk drafts and issues letters on the measures of owners from the n-th on, who sign, as do their leaders."""
    turns = []
    for n in range(first, first + ON_LETTERS):
        leader, clerk = office.told[n]
        words = f"请说明第{n + 1}片的进度"
        kind = ("督办单", "预警函", "提示函")[n % 3]
        turns += [
            Turn(clerk, say(f"/letter {kind} 1-{n + 1} {words}")),
            Turn(clerk, press("✅ 签发", words)),
            Turn(office.repliers[n], press("签收", words)),
            Turn(leader, press("签收", words)),
            Turn(clerk, say(f"/letter 督办单 2-{n + 1}、1-{n + 1}")),
            Turn(clerk, press("不发" if n % 2 else "✅ 签发", f"2-{n + 1} 补齐")),
        ]
    return turns


def conversations(office: Office, owners: int) -> list[list[Turn]]:
    """The clerk's letters, and the reports of so many owners; each a conversation that waits for no other one."""
    talking: Sequence[Phone] = office.repliers[:owners]
    return [letters(office, owners), *([Turn(phone, act) for act in reports(n)] for n, phone in enumerate(talking))]


def is_question(text: str) -> bool:
    """True where the person is asked something, so that nothing stands recorded until there is a reply."""
    return bool(QUESTION.search(text))
