"""How a deadline or a reply was understood, in words: the readers say codes and facts."""

from bot.domain.plan.deadline import DeadlineReading, Flag, ReadingKind, Step
from bot.domain.replies.reply import Intent
from bot.messages.plan.recurrence import node_words, recurrence_words
from bot.messages.text import day
from bot.messages.wording import Wording


def meaning_words(wording: Wording, step: Step) -> str:
    """What the words of a step were taken for."""
    return wording.word(f"replies.reading.{step.meaning}", **step.facts)


def read_as(wording: Wording, reading: DeadlineReading) -> str:
    """A deadline's reading in one phrase."""
    first = _alone(wording, reading)
    if reading.then and reading.then_date:
        words = recurrence_words(wording, reading.then)
        return wording.word("plan.recurrence.with_then", first=first, words=words, day=day(reading.then_date))
    return first


def _alone(wording: Wording, reading: DeadlineReading) -> str:
    """The reading without what comes afterwards."""
    if reading.kind is ReadingKind.DATE and reading.date:
        return "；".join(node_words(wording, reading.nodes)) or day(reading.date)
    if reading.period:
        words = recurrence_words(wording, reading.period)
        next_day = reading.date
        return wording.word("plan.recurrence.next_due", words=words, day=day(next_day)) if next_day else words
    if reading.kind is ReadingKind.INVALID:
        return meaning_words(wording, reading.steps[-1] if reading.steps else Step("", "no_day"))
    return wording.word(f"replies.reading.kind_{reading.kind}")


def flag_words(wording: Wording, flag: Flag) -> str:
    """Why a reading needs a person, or what stands beside its date."""
    return wording.word(f"replies.reading.flag_{flag}")


def intent_words(wording: Wording, intent: Intent) -> str:
    """What a reply was taken to mean."""
    return wording.word(f"replies.reading.intent_{intent}")


def steps_words(wording: Wording, steps: tuple[Step, ...]) -> list[str]:
    """One line a step: the words, and what they were taken for."""
    lines = ((step.words, meaning_words(wording, step)) for step in steps)
    return [f"  {words} → {meaning}" if words else f"  {meaning}" for words, meaning in lines]
