"""Stages named in a reply by their number or words: what is plainly done, what is asked, and what names none."""

import pytest

from bot.readers.reply.stages import said_stages

STAGES = ("完成非煤矿山摸排", "印发方案", "全面完成集中整治", "验收")

PLAIN = {
    "集中整治已完成": (3,),
    "2-3 集中整治工作已全部完成": (3,),
    "已完成集中整治，验收正在推进": (3,),
    "目前非煤矿山摸排已全面完成，共排查36家": (1,),
    "第一节点已完成": (1,),
    "第2节点完成，集中整治已完成": (2, 3),
    "验收任务已结束": (4,),
    "验收做完了": (4,),
    "最后一个节点已完成": (4,),
}
ASKED = {
    "摸排已完成": (1,),
    "2-3 摸排工作完成了": (1,),
    "方案已印发": (2,),
    "方案印发了": (2,),
    "集中整治36家已完成": (3,),
    "非煤矿山摸排和集中整治均已完成": (1, 3),
    "验收已完成36家": (4,),
    "已验收": (4,),
    "2-3 已经全部验收了": (4,),
}
NONE = (
    "正在摸排",
    "验收了36家",
    "最后一步还没有完成",
    "摸排还没完成",
    "第1节点还没有完成",
    "第1节点预计下周完成",
    "集中整治完成80%",
    "集中整治基本完成",
    "集中整治完成了一半",
    "摸排计划月底完成",
    "方案待印发",
    "方案未印发",
    "摸排完成了吗？",
    "已完成36家",
    "全部完成",
    "材料已报",
    "争取验收完成",
    "验收启动，完成准备",
)


@pytest.mark.parametrize("words", [*PLAIN, *ASKED, *NONE])
def test_a_stage_is_done_asked_or_not_meant(words: str) -> None:
    """Only what plainly says so settles a stage; what may be more or less is asked; the rest names none."""
    said = said_stages(words, STAGES)
    assert said.done == PLAIN.get(words, ())
    assert said.doubtful == ASKED.get(words, ())


def test_a_stage_whose_name_sounds_unfinished_is_done_all_the_same() -> None:
    """不 and 未 in the stage's own words say nothing of how far it is."""
    assert said_stages("未批先建清理已完成", ("完成未批先建清理", "验收")).done == (1,)
    assert said_stages("未批先建清理还没完成", ("完成未批先建清理", "验收")).done == ()


def test_words_of_two_stages_settle_neither() -> None:
    """Where each stage is to report the same, its words alone do not say which."""
    said = said_stages("整改报告已完成", ("报送整改报告", "报送整改报告"))
    assert (said.done, said.doubtful) == ((), (1, 2))
