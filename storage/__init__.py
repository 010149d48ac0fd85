"""The ledger and the outbox basket: one port, its bindings, one codec."""
