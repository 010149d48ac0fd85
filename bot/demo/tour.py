"""The first steps on the page of phones, with the example ledger or an office that begins."""

from bot.domain.people.person import Role
from bot.messages.wording import official
from bot.sandbox import Phone, Sandbox, TourStep

EXAMPLE = (
    (Role.OWNER, "经办人报进展，只要一句话：编号，做到哪一步。机器人登记以后把读到的说回来。", "{number} 完成40%"),
    (Role.OFFICE, "整改办随时问，用自己的话就行。", "哪些逾期了"),
    (Role.SECRETARY, "书记一句话看全局，每周还有一页周报。", "周报"),
    (Role.OWNER, "按一下上面的“下次提醒”，提醒到了，就在它下面按按钮。也可以直接问自己还有什么。", "我的"),
    (Role.OFFICE, "等自己办的都在这里，按按钮就办。", "待办"),
)
BEGINNING = (
    (Role.OFFICE, "第一天要办的六步，办到哪一步，都在这张卡片上。", "第一天"),
    (Role.OFFICE, "把台账文件拖到这部手机上，看预览，按〔✅ 确认入库〕。还没有台账的，要一份空白的。", "/import 模板"),
    (Role.OFFICE, "入库以后，给大家发链接；在这里用“加一部手机”选名单里的人，自动绑定。", "/invite"),
    (Role.OFFICE, "今后谁哪天收到什么提醒，先看一遍。", "/forecast"),
)


def tour(sandbox: Sandbox, *, begins: bool, number: str = "") -> tuple[TourStep, ...]:
    """The steps of whoever has a phone; `number` is a measure of the owner's."""
    phones: dict[str, Phone] = {phone.role: phone for phone in reversed(sandbox.people)}
    return tuple(
        TourStep(words, phone.user.id, says.format(number=number))
        for role, words, says in (BEGINNING if begins else EXAMPLE)
        if (phone := phones.get(official(f"people.role.{role}")))
    )
