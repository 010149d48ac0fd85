"""The ledger kept by PostgreSQL: for many units and several processes."""
