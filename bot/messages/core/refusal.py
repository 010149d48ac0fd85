"""Why something was not done, in words."""

from markupsafe import Markup

from bot.domain.core.refusal import Refusal
from bot.messages.wording import Wording

WITHOUT = dict.fromkeys(
    ("what", "name", "names", "who", "number", "stage", "count"), ""
)  # facts that a refusal need not bring


def why_not(wording: Wording, refusal: Refusal) -> Markup:
    """The sentence of a refusal; what it is about, or why it is, may have a sentence of its own."""
    name = f"core.refusal.{type(refusal).__name__}"
    special = [f"{name}_{refusal.facts[fact]}" for fact in ("why", "what") if fact in refusal.facts]
    special += [f"{name}_who"] if refusal.facts.get("who") else []
    key = next((key for key in special if key in wording), name)
    return wording.say(key, **(WITHOUT | refusal.facts))
