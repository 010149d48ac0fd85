"""What the journal says of a piece of evidence."""

from typing import Any

from bot.domain.evidence.evidence import Evidence


def facts_of(evidence: Evidence) -> dict[str, Any]:
    """A piece of evidence as the journal names it."""
    return {
        "evidence": evidence.id,
        "kind": str(evidence.kind),
        "name": evidence.name,
        "digest": evidence.digest,
        "size": evidence.size,
    }
