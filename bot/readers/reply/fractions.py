"""k of n: what counts of one unit say of how much of the whole is done; computed from both parts, never guessed."""

import re
from dataclasses import dataclass, replace

from bot.readers.reply.numbers import WHOLE, Kind, Number
from bot.readers.reply.whole_and_part import pairs_in

_EDGE = re.compile(r"[,;。!?~…\n、]| +(?=[\u4e00-\u9fff])")
ACTS = (
    r"(?:开|召开|排查|查|查处|检查|走访|抽查|发现|发|下发|印发|发放|建|建成|建立|设|设立|立|立案|签|签订|办|办理|办结|装|安装|修|"
    r"维修|拆|拆除|种|清|清理|处理|处置|整治|整改|解决|报|报送|上报|收|收到|收集|约谈|培训|招|招聘|购买|采购|购置|买|更换|改造|新增|"
    r"制定|修订|出台|完善|梳理|核查|调解|化解|接到|受理|退还|追回|移交|移送|组织|举办|做|搞|弄|回|回复|回访|完成)"
)
FURTHER_ACTS = (
    r"(?:拨付|支付|投入|投资|筹集|安排|配备|争取|减少|增加|涉及|覆盖|培育|救助|帮扶|慰问|宣传|巡查|执法|处罚|罚款|罚没|问责|处分|归还|清退|退缴|上缴|缴纳|收缴|追缴|"
    r"兑现|签约|签发|入户|回收|栽种|栽植|补种|补栽|播种|疏浚|疏通|铺设|铺|浇筑|拆迁|搬迁|安置|核实|核对|登记|录入|上传|审批|审核|验收|评估|评审|公示|公开|开工|竣工|"
    r"关停|取缔|查封|扣押|没收|谈话|通报|监测|采样|督导|督查|巡检|维护|清运|转运|供水|节水|植树|贷款|减免|补贴|补助|奖励|选派|提拔|调整|划转|盘活|出租|拍卖|参加|参与)"
)
_VERB = (
    r"(?:完成|办结|整改|解决|销号|清退|清理|清运|追回|追缴|收回|发放|安装|建成|落实|开放|走访|整治|治理|处理|处置|验收|到货|"
    r"到账|签订|签约|签|通水|通电|通车|通过|改造|更换|拆除|办理|报送|招聘|培训|约谈|检查|排查|核查|核实|开工|完工|"
    r"上岗|到岗|进场|投用|投产|封顶|通气|启用|流转|换|退|审|还|补|种|查|修|收|拆|装|建|招|改|办|做|干|弄|搞|通|报|发|交|开|完|"
    r"化解|调解|调处|租|卖|上缴|退赔|核销|换届|检测|年检|备案|评议|登记|整理|录入|归档|装订|扫描|铺设|栽植|改建|检修|吊装|清偿|支付|拨付|出台|闭环|复耕|复垦|兑付|清零|换发|补签|补办|盘活|复工|复产|取缔|关停|关闭|关|劝返|归集|打|竣工|交付|入住|安|销|封|缴|赔|撤|平整|硬化|浇筑|疏通|清淤|加固|腾退|归还|兑付|粉刷|绿化|跑|铺|刷|谈|回|测|挖|搬|租|挂|贴|栽)"
)
_SET_RIGHT = (  # 补缴, 清退, 结案, 查结: what sets right, by how such verbs are made
    r"(?:(?!清[单楚查]|结[果构合余]|复[核查印]|还[有剩差是要在欠缺能没]|追[究责加]|退[休出]|销售|补[助贴充]|修订|换届)"
    r"[补清退拆修结销追复换还][\u4e00-\u9fff]|[查办审了]结|[\u4e00-\u9fff][缴偿])"
)
_DID = re.compile(
    rf"{_SET_RIGHT}了?$|"
    rf"{_VERB}(?:完成|完|好|成功?|掉|到位|到|起来?|回来?|出[去来]|下[去来]|上[去来]?|通|来|了|过|齐|出|结|毕)*(?:了|有|约|大概|其中|资金|款|费|投资|问题|措施|任务|面积|违规|的)*$|"
    r"[\u4e00-\u9fff](?:完|好|齐|掉|到位|通过)[^,\d没未]{0,4}的(?:已经|已)?有?$|到位(?:了|的|资金)?$|(?<![没未不])[\u4e00-\u9fff](?:完|好|掉|走|齐|妥|毕|清|通|住|成功|出去|回来|出来|下来|(?<![早晚])上[去来]|下去)了?$|(?<![没未])(?:已经|已)[\u4e00-\u9fff]{1,3}(?:了|到)?$"
)
_DONE_BEHIND = re.compile(
    rf"^[^,;。\d]{{0,8}}?(?:已经|已|都|全)?(?:{_VERB}(?:完|好|成|到位|毕)*了|完成|办结|竣工|(?:已经|已)(?:验收|交付|投用|启用)|整改完|整改到位|改完|改好|做完|弄完|弄好|"
    r"搞定|搞完|(?:已经?|都|全)(?:整改|整治|处理|销号|验收|落实)(?!中|不)|销号|解决|完了|好了|到位|到货|开工|完工|通水|通电|签约|达标)(?!不|率)"
)
_REMAINS = re.compile(
    r"(?:还剩|剩余|剩下|还差|尚余|还有|只剩|仅剩|就剩|剩|差|(?<![结盈节])余|[还仍尚]漏|另外?还?有?|未完成|没完成|没改|没办|没签|没查|未改|未办结|待办|待改|"
    r"还缺|缺|在办|在建|在修|在装|在拆|待处理|未处理|在处理|在改|(?:^|[,、正还仍])在(?![册编岗校职线家场位押逃库内任读籍])[\u4e00-\u9fff]{1,2})(?:了|最后|的|下)*$|"
    rf"(?:没|没有|未|尚未){_VERB}(?:完成|完|好|成|掉|到位|到|齐|出|结|毕)*的(?:还)?有?$"
)
_REMAINS_BEHIND = re.compile(
    r"^[^,;。\d]{0,6}?(?:不(?:肯|愿|同意|配合|让|签|搬)|拒绝|拒不|还没|(?<![罚沉淹])没(?!收|有?(?:问题|发现|查出|出现))|未(?!发现|查出|见|[批验报征供登核审][先而即就]|经|按|取得)|尚未|待|正在|还在|在(?!内|册|编|岗|校|职|线|家|场|位))"
)
_TOTAL = re.compile(
    r"^投资(?:总?额)?(?:为|是)?$|(?:共计?|涉及|任务数?是|总共|一共|总长|总计|合计|全部|总[\u4e00-\u9fff]{0,2}数|全长|总|应|该|计划|任务|目标|需)(?:有|是|为|需|要|整改|完成|数|改|建|修|拆|办|装|"
    r"里|投资|额|金额|资金|预算|面积|任务|款|清单)*$|(?:应|该|需要|需|计划|任务|目标|(?<![主重])要)(?!急|求)[^,\d]{0,8}$|涉及[^,\d]{0,6}$"
)
_OPENS = re.compile(
    r"^(?:(?:我们|我局|我科|全县|全区|全镇|全市|辖区|目前|现在|现有|原有|这|那|涉及|反馈的?|交办的?|要求的?|其中|的|乡镇|村|社区|企业|学校|点位|项目|问题|小区|医院|单位|站点)*)$"
)
_HAVING = re.compile(
    r"(?:里面?|里头|当中|中|已经?|目前|(?<![没还只仅就也都])[乡镇村户家个处所站项人])有$"
)  # 8个里面有6个修好了
_FOUND = re.compile(r"(?:查出|查到|发现|收到|接到|受理|反馈|交办|梳理出?|摸排出?)(?:了)?[^,\d]{0,6}$")
_FAULTS = re.compile(r"(?:查出|查到|发现|查摆|[梳摸排查]{2}出)(?:了)?[^,\d]{0,6}$")
_FOUND_DONE = re.compile(
    rf"(?:个|条|件)?(?:问题|隐患|线索|投诉|信访件|事项|违建)[^,;。]{{0,3}}?{_VERB}(?:完|好|成|掉|到位)*了?"
)
_WORKED = re.compile(  # 立了, 追了, 规范了: so many are done where there are so many; not 坏了, and not 通报了
    r"(?<![坏死丢倒塌漏缺少差欠逃错])(?<!通报)(?<!约谈)(?<!处罚)(?<!检查)(?<!排查)(?<!走访)(?<!宣传)(?<!发现)(?<!查出)(?<!抽查)"
    r"(?<!抽)(?<!看)(?<!问)(?<!开)(?<!立案)(?<!慰问)(?<!核实)(?<!反馈)(?<!出现)(?<!增加)(?<!减少)(?<!到)[\u4e00-\u9fff]了$|到位$"
)
_ALREADY = re.compile(r"^(?:已经?|现在?|都|只|实际?(?![到来参]))+|[了过]+$")
_DENIED = re.compile(r"[没未不]")
_NO_OTHER = re.compile(r"$|[了的还剩余就已也都左另尚仍没未待在其不全均正]")
_LEADS = re.compile(
    rf"(?:已经?|现在?|目前|也|都|共|又|全部|只|才|陆续)*(?!退出|退休|交流|发[现生]|收到|通报|追[加究责]|补[选充]|新){_VERB}[\u4e00-\u9fff]{{0,4}}$"
)
_VERB_NEAR = re.compile(rf"(?<!新){_VERB}[\u4e00-\u9fff]{{0,4}}$")  # 56名护林员补发工资的49名
_NOUN = re.compile(r"的?([\u4e00-\u9fff]{2,6})(?=$|[,;。])")
_PERIOD = re.compile(r"(?:半年|月份?|季度|年|周|次)$")
_INNER = re.compile(r"其中")
_OF_WHICH = re.compile(r"^[\u4e00-\u9fff]{0,4}?(?:当中|之中|里面|里头|中|里)(?:的|有|已经?|只|仅)*$")  # 80家中的50家
_COMPLETED = re.compile(r"[\u4e00-\u9fff](?:妥|好|完|成|齐|到位|通过|掉|走|毕|结|下来)了?$|[\u4e00-\u9fff]了$")
_LOOKED = re.compile(
    r"(?:[抽看翻过]|检查|排查|抽查|核查|走访|巡查|抽检|鉴定|评估|检测|登记|摸排|受理|接到|收到|查)(?:了|出|到)*$"
)
_FAULTY = re.compile(r"(?:问题|不合格|不达标|不规范|违[规法章]|隐患)[\u4e00-\u9fff]{0,3}(?:有|的)*$")
_LACKED = re.compile(r"(?<!还)(?<!仍)(?<!尚)(?:缺|欠|坏了?|破损|损坏|漏|[漏错超多冒][发报登缴领占])$")
_COMPLETES = re.compile(r"(?:已经?|现已|目前|只)?(?:完成|过)了?")  # 安全鉴定7座已完成5座
_ENDED = re.compile(
    r"(?:已经?|现)?(?:办结|完成|结案|销号|闭环|化解|[\u4e00-\u9fff]{2}成功|[\u4e00-\u9fff](?:完|好|掉|齐|毕))了?"
)  # not 整改: of whom, nobody said
_LACKING = re.compile(r"(?:没有?|未)[^,\d]{1,3}的(?:有|还有)?$|(?<![还仍尚就只])缺$")
_MADE_UP = re.compile(
    r"[^,;。\d]{0,4}[,，]?(?:已经?|现在?|目前)?(?:(?:到岗|到位|上岗|入职|进人)|(?:补|招|还|退|追|凑|配|修|换|改)[发缴登报录]?(?:上|到[户位账]|好|齐|回|到|掉|完|了)+)"
)
_OWED = re.compile(r"的$|(?:拖欠|欠发|积压|多报|多发|多领|冒领|超发|挪用|骗取|应[退缴补付改发签收])[^,\d]{0,10}$")
_EXTENTS = frozenset(re.findall(r"\S+", "公里 千米 米 平方米 平方公里 立方米 亩 公顷 吨 方 座 栋 口 套 盏 棵 段"))
_ACTED = re.compile(  # 走访企业12家: of these nobody says that they were all
    rf"(?<![党基城住])(?:{ACTS}|{FURTHER_ACTS}|{_VERB}|复核|普查|核准|招录|巡)(?:完|好|出|到|过|了)*(?!台账|清单|方案|名单|任务)[^,;。\d]{{0,6}}$|批$|[\u4e00-\u9fff]了$"
)
_ALL_OF = re.compile(r"[^,;。\d]{0,6}?[全都均]")  # 三处全疏通了
_WHICH = re.compile(r"的[\u4e00-\u9fff]{0,4}$")  # 欠缴社保的单位11家: such there are
_RIGHTED = re.compile(  # 化解积案3件,剩余2件: of five
    r"(?:化解|调解|调处|清理|整改|整治|治理|处理|处置|办结|解决|销号|追回|追缴|收回|清退|拆除|修复|核销|调查|消除|排除)了?[\u4e00-\u9fff]{0,6}$"
)
_COUNTED = re.compile(
    r"(?:违[规法章](?!所得|收入)[\u4e00-\u9fff]{0,4}|[漏错超多冒][发报登缴领占]|拖欠|问题|隐患|线索|案件|积案|信访件|投诉件|点位|图斑|违建|欠款|任务|项目|逾期|超期|超编|超配|超占|积压|失管|停用|未缴|闲置|撂荒|空置|损坏|破损|超标)$"
)


@dataclass(frozen=True)
class Fraction:
    """So much of the whole, and the counts from which it is reckoned; not `agrees` where these cannot all be true."""

    percent: int
    counts: tuple[Number, ...]
    agrees: bool = True


def left_in(text: str, numbers: tuple[Number, ...]) -> tuple[Number, ...]:
    """The counts of what is not done yet: never a figure of what was."""
    counts = [one for one in numbers if one.kind is Kind.COUNT]
    return tuple(one for index, one in enumerate(counts) if _count_role(text, counts, index) == "left")


def fraction_in(text: str, numbers: tuple[Number, ...]) -> Fraction | None:
    """23条完成20条, 完成8项还剩2项, 3.5公里总长5公里; nothing where a role is missing, comes twice, or units differ."""
    if found := _by_roles(text, numbers):
        return found
    pairs = list(pairs_in(text, numbers))
    if len(pairs) != 1:
        return None
    ((whole, part),) = pairs
    return _share(part.value, whole.value, tuple(one for one in numbers if one.start in {whole.start, part.start}))


def _by_roles(text: str, numbers: tuple[Number, ...]) -> Fraction | None:
    counts = [one for one in numbers if one.kind is Kind.COUNT]
    if len(counts) < 2 or any(one.vague for one in counts):  # noqa: PLR2004  a part and a whole
        return None
    for unit in dict.fromkeys(one.unit for one in counts):
        same = _to_set_right(text, [one for one in counts if one.unit == unit])
        roles: dict[str, Number] = {}
        checked: list[Number] = []
        for one in same:
            role = _count_role(text, same, same.index(one))
            lacking = role == "done" and "left" in roles and _LACKING.search(text[: roles["left"].start])
            if lacking and one.value <= roles["left"].value:  # 没换的12家,换了9家: of these, or beside them
                return Fraction(0, (), agrees=False)
            if role == "other" and not roles and one is not same[-1]:  # 图斑216个,复耕198个剩18个
                roles["total"] = one
                checked += [] if _set_of(text, one) else [one]
                continue
            if role == "left" and role in roles:  # 2座在干，2座没开工
                roles[role] = replace(one, value=roles[role].value + one.value)
                continue
            if role == "done" and role in roles and "total" not in roles:  # 排查21处，整改18处，剩3处
                roles["total"] = roles[role]
                checked.append(roles[role])
            elif role in roles:
                roles.clear()
                break
            roles[role] = one
        if found := _reckoned(roles, checked):
            return found
    return None


def _to_set_right(text: str, same: list[Number]) -> list[Number]:
    """The counts without what was merely looked at: of 排查210户,问题户18户,整改16户 the 18 are to be set right."""
    if len(same) < 3:  # noqa: PLR2004  those looked at, those at fault, those set right
        return same
    looked, said = (_EDGE.split(text[max(0, n.start - 14) : n.start])[-1] for n in same[:2])
    return same[1:] if _FAULTY.search(said) and _LOOKED.search(looked) else same


def _set_of(text: str, first: Number) -> bool:
    """True for 隐患43项,闭环41项: so many there are, and nobody did anything with all of these, as in 通报12项."""
    before = _EDGE.split(text[max(0, first.start - 14) : first.start])[-1]
    if _PERIOD.search(before):
        return False
    return bool(_COUNTED.search(before) or _WHICH.search(before) or not _ACTED.search(before))


def _reckoned(roles: dict[str, Number], counted: list[Number]) -> Fraction | None:
    """The share; a total that is `counted` as done of something else is one only where the others make it up."""
    done, left, total = roles.get("done"), roles.get("left"), roles.get("total")
    if total in counted and (left is None or done is None or total.value != done.value + left.value):
        return None
    counts = tuple(roles.values())
    if total and sum(one.value for one in (done, left) if one) > total.value:
        return Fraction(0, (), agrees=False)
    if done and total:
        return _share(done.value, total.value, counts)
    if left and total:
        return _share(total.value - left.value, total.value, counts)
    return _share(done.value, done.value + left.value, counts) if done and left else None


def _share(part: float, whole: float, counts: tuple[Number, ...]) -> Fraction | None:
    """Rounded to whole percents, halves upward."""
    return Fraction(int(part / whole * WHOLE + 0.5), counts) if whole else None


def _count_role(text: str, counts: list[Number], index: int) -> str:
    """What one count counts: done, left, total, or something else."""
    one = counts[index]
    floor = counts[index - 1].end if index else 0
    ceiling = counts[index + 1].start if index + 1 < len(counts) else len(text)
    before = _EDGE.split(text[max(floor, one.start - 14) : one.start])[-1]
    behind = _EDGE.split(text[one.end : ceiling])[0]
    if _INNER.search(before):
        return "inner"
    if index and _OF_WHICH.match(text[floor : one.start]):
        did = _DID.search(_EDGE.split(text[: counts[index - 1].start])[-1]) or _DONE_BEHIND.match(behind)
        return "done" if did else "other"
    if index and index + 1 == len(counts) and _FAULTS.search(before):  # 26个点位,发现问题9个都改了
        return "other"
    if index and _of_others(text, counts[index - 1], one):
        return "other"
    last = index + 1 == len(counts)
    following = "" if last else text[one.end : ceiling]
    roles = (
        ("total", _lacked(before, following)),
        ("left", _REMAINS.search(before)),
        (
            "done",
            _RIGHTED.search(before) and not index and re.match(r"[,;。]\s*(?:还|仍|尚)?(?:剩余?|余)下?", following),
        ),
        ("total", _TOTAL.search(before) or _found_of(before, following)),
        ("left", _REMAINS_BEHIND.match(behind) and not _of_next(following)),
        ("done", _ALL_OF.match(behind) and _DONE_BEHIND.match(behind)),
        ("total", _worked_off(one, before, following)),
    )
    if role := next((role for role, found in roles if found), ""):
        return role
    parted = last or bool(_EDGE.search(following)) or bool(_REMAINS.search(following))
    found = _done_or_whole(before, behind, parted=parted, last=last)
    same = _NO_OTHER.match(behind)  # 拆了3个卡点 counts these alone
    ends = _ends(before) or (_OPENS.match(text[: counts[0].start]) and _VERB_NEAR.search(before))
    told = index and (ends or (same and (_worked(before) or _echoes(before, text[: counts[0].start]))))
    return found or ("done" if told else "other")


def _of_next(following: str) -> bool:
    """True for 在修 of 修好4座在修2座: what remains is counted behind it."""
    return bool(following) and not _EDGE.search(following) and _REMAINS.search(following) is not None


def _echoes(before: str, head: str) -> bool:
    """True for 该进驻的部门24个进驻22个: what was to be done to so many was done to so many."""
    verb = _ALREADY.sub("", before)
    return bool(verb) and re.search(rf"[该应要需拟][^,\\d]{{0,4}}{re.escape(verb)}", head) is not None


def _of_others(text: str, first: Number, one: Number) -> bool:
    """True for 21个乡镇,拆了3个卡点: what is counted bears another name."""
    named, other = _NOUN.match(text, first.end), _NOUN.match(text, one.end)
    if not named or not other or _NO_OTHER.match(other[1]) or _DONE_BEHIND.match(other[1]):
        return False
    return not set(named[1]) & set(other[1])


def _lacked(before: str, following: str) -> bool:
    """True for 床位缺120张,补了80张: so many were lacking, of which so many are there by now."""
    return bool(_LACKED.search(before) and _MADE_UP.fullmatch(following))


def _found_of(before: str, following: str) -> bool:
    """True for 发现问题21处,整改18处, and for 发现了15处,还有3处没改."""
    last = _EDGE.split(following)[-1]
    return bool(_FOUND.search(before) and (_FOUND_DONE.fullmatch(following) or _REMAINS.search(last) or _worked(last)))


def _worked(before: str) -> bool:
    return bool(_WORKED.search(before))


def _worked_off(one: Number, before: str, following: str) -> bool:
    """True for 清淤12.5公里已经干完8公里, 多发的3.2万追回2.9万, 家访38户做完35户; not for 检查8座整改5座."""
    if (
        not following or _EDGE.search(following) or _REMAINS.search(following) or before.endswith("立案")
    ):  # 安装17套还有5套没装
        return False
    if _COMPLETES.fullmatch(following) or _LOOKED.search(before):
        return bool(_COMPLETES.fullmatch(following))
    of_work = one.unit in _EXTENTS or _OWED.search(before)
    return bool(_DID.search(following) if of_work else _ENDED.fullmatch(following))


def _done_or_whole(before: str, behind: str, *, parted: bool, last: bool) -> str:
    """Whether the words around a count say that so many are done, or are all there are; "" where they say neither."""
    opens = bool(_OPENS.match(before))
    if not last and (_OF_WHICH.match(behind) or (not parted and _COUNTED.search(before) and _DID.search(behind))):
        return "total"
    if (
        not opens
        and not _COUNTED.search(before)
        and (_DID.search(before) or (_HAVING.search(before) and _DONE_BEHIND.match(behind)))
    ):
        return "done"
    if opens and (_DONE_BEHIND.match(behind) or (parted and _COMPLETED.search(behind) and not _DENIED.search(behind))):
        return "done" if parted else "total"
    return "total" if opens and not last else ""


def _ends(before: str) -> bool:
    """True where a verb leads up to the count: 9个村通水7个; not 调整交流25人, 新建卫生室4个, 退出低保9户."""
    return bool(_LEADS.match(before))
