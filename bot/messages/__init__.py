"""Everything that people read in chat, a folder a capability."""
