"""The ledger kept by TinyDB: for one office and one process."""
