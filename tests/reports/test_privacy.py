"""What the public may not read is hidden or listed; what only looks like it stays as it is."""

import pytest

from bot.documents.privacy import Doubt, DoubtKind, public

NAMES = ("高峰", "汪渡", "贺兰舟", "文明", "和平")


@pytest.mark.parametrize(
    ("text", "printed", "kind"),
    [
        ("由高峰同志负责", "由有关工作人员负责", DoubtKind.STAFF),
        ("由高峰负责核对", "由有关工作人员负责核对", DoubtKind.STAFF),
        ("高峰、汪渡负责", "有关工作人员、有关工作人员负责", DoubtKind.STAFF),
        ("经办人：高峰，已完成", "经办人：有关工作人员，已完成", DoubtKind.STAFF),
        ("我局高峰同志", "我局有关工作人员", DoubtKind.STAFF),
        ("与汪渡对接", "与有关工作人员对接", DoubtKind.STAFF),
        ("汪渡已核定71条", "有关工作人员已核定71条", DoubtKind.STAFF),
        ("热线由贺兰舟值守", "热线由有关工作人员值守", DoubtKind.STAFF),
        ("错开早晚高峰供水", "错开早晚高峰供水", DoubtKind.NAME),
        ("早晚高峰负责疏导交通", "早晚高峰负责疏导交通", DoubtKind.NAME),
        ("由高峰期分段供水", "由高峰期分段供水", DoubtKind.NAME),
        ("避开早、晚高峰，", "避开早、晚高峰，", DoubtKind.NAME),
        ("创建文明单位", "创建文明单位", DoubtKind.NAME),
        ("维护和平稳定", "维护和平稳定", DoubtKind.NAME),
        ("身份证431224198801011234", "身份证（略）", DoubtKind.IDENTITY),
        ("身份证号43122419880101123X。", "身份证号（略）。", DoubtKind.IDENTITY),
        ("电话13800138000", "电话（略）", DoubtKind.TELEPHONE),
        ("电话138 0013 8000", "电话（略）", DoubtKind.TELEPHONE),
        ("电话8822001由专人接听", "电话（略）由专人接听", DoubtKind.TELEPHONE),
        ("来信a.b@c.cn", "来信（略）", DoubtKind.MAIL),
        ("账号6222021234567890123，开户行", "账号（略），开户行", DoubtKind.ACCOUNT),
        ("卡号：6222 0212 3456 7890 123", "卡号（略）", DoubtKind.ACCOUNT),
        ("车牌湘N·8K123", "车牌（略）", DoubtKind.PLATE),
        ("公车湘AD12345", "公车（略）", DoubtKind.PLATE),
        ("桃花路12号3单元501室", "（地址略）", DoubtKind.ADDRESS),
        ("大坪村6组23号的房屋", "（地址略）的房屋", DoubtKind.ADDRESS),
        ("身份证尾号1523的户主", "身份证尾号（略）的户主", DoubtKind.IDENTITY),
        ("因违规报销被政务警告", "因违规报销被政务警告", DoubtKind.DISCIPLINE),
        ("望江村3组15号村民", "（地址略）村民", DoubtKind.ADDRESS),
        ("村民王二柱反映污水", "村民王某某反映污水", DoubtKind.CITIZEN),
        ("居民李建国、张丽的诉求", "居民李某某、张某某的诉求", DoubtKind.CITIZEN),
        ("给予党内警告处分2人", "给予党内警告处分2人", DoubtKind.DISCIPLINE),
        ("1名干部被免职", "1名干部被免职", DoubtKind.DISCIPLINE),
        ("涉嫌受贿", "涉嫌受贿", DoubtKind.DISCIPLINE),
        ("材料移交县监委", "材料移交县监委", DoubtKind.DISCIPLINE),
        ("对2名责任人组织处理", "对2名责任人组织处理", DoubtKind.DISCIPLINE),
        ("责令5人作出书面检查", "责令5人作出书面检查", DoubtKind.DISCIPLINE),
        ("撤销其副所长职务", "撤销其副所长职务", DoubtKind.DISCIPLINE),
        ("立案2件、处分3人", "立案2件、处分3人", DoubtKind.DISCIPLINE),
        ("可拨打400-820-1234咨询", "可拨打（略）咨询", DoubtKind.TELEPHONE),
        ("邮箱zhang.wei＠qq.com收到", "邮箱（略）收到", DoubtKind.MAIL),
        ("走访7栋1203", "走访（地址略）", DoubtKind.ADDRESS),
    ],
)
def test_it_is_hidden_or_listed(text: str, printed: str, kind: DoubtKind) -> None:
    """Each is put right where that is certain, and a person is told of it in any case."""
    cleared = public(text, NAMES)
    assert cleared.text == printed
    assert {doubt.kind for doubt in cleared.doubts} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "2024年投入2250000元，〔2024〕43号，86条河流，7117.016吨，清运5250000立方米",
        "村民高兴地说，群众满意",
        "拨打12345热线，统一社会信用代码91430000123456789X",
        "项目编号20240108，2024年1月8日开工",
        "村民张某某反映的问题",
        "清理S227线两侧，水位35.6米",
        "党员、职工代表任期届满已改选，学生任务清单已下发",
        "其中张贴公告120份，追回金额2.3万元",
        "村支书任职培训，残疾人康复补贴，业主方已完成返工",
        "居民万户以上接入管网，3栋1200平方米房屋完成修缮",
        "群众关心的问题已回应，业主单独申请，商户随意占用人行道",
        "任职免职程序规范，处分条例学习2次，书面检查材料归档",
        "为农户安装水表120块，向业主单位下达通知书，移交县档案馆保存",
    ],
)
def test_other_words_and_figures_stay(text: str) -> None:
    """Amounts, years and document numbers are no telephone numbers, and joy is nobody's name."""
    assert public(text, NAMES).text == text
    assert not public(text, NAMES).doubts


def test_the_words_around_are_listed_as_they_were() -> None:
    """Whoever looks at it finds the place."""
    (doubt,) = public("请拨打值班电话13800138000反映情况。", ()).doubts
    assert doubt == Doubt(DoubtKind.TELEPHONE, "请拨打值班电话13800138000反映情况。")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("电话１３８１２３４５６７８", "电话（略）"),
        ("身份证 430124 19800101 1234", "身份证 （略）"),
        ("护照E12345678", "护照（略）"),
        ("QQ 12345678，微信号wx_abc123", "QQ（略），微信（略）"),
        ("QQ群通知企业", "QQ群通知企业"),
    ],
)
def test_other_ways_of_writing_a_number_are_hidden_too(words: str, told: str) -> None:
    """Full-width figures, gaps within, passports and accounts of chats."""
    assert public(words, ()).text == told


@pytest.mark.parametrize(
    "words",
    [
        "由张建国负责",
        "退还王小明、李红等3户补偿款",
        "张三（电话（略））反映积水",
        "养殖户吴成才已签订退养协议",
        "贫困户雷小凤的危房改造已竣工",
        "学生家长崔玲反映收费问题",
        "走访低保户李桂花、残疾人代表",
        "其中陈桂香2300元",
        "已向村民李建国退还保证金2000元",
        "个体户陈红兵的排污口已封堵",
        "对困难群众刘桂香上门慰问",
        "向养殖户吴小明下达停养通知书",
        "为脱贫户彭德明落实分红",
        "监测对象肖桂英的住房已修缮",
        "信访件反映的钟国庆占地问题已核查",
        "原支部书记夏建军退缴资金3万元",
    ],
)
def test_a_name_that_the_ledger_does_not_know_is_listed(words: str) -> None:
    """It may be a word like any other, so it stays, for a person to look at."""
    cleared = public(words, ())
    assert cleared.text == words
    assert [doubt.kind for doubt in cleared.doubts] == [DoubtKind.UNKNOWN]


def test_what_is_left_out_within_brackets_leaves_one_pair() -> None:
    """（13812345678） is （略）, not （（略））; what stands beside it in its brackets stays."""
    assert public("群众来电（13812345678）反映扬尘", ()).text == "群众来电（略）反映扬尘"
    assert public("来电（电话13812345678）反映扬尘", ()).text == "来电（电话（略））反映扬尘"
