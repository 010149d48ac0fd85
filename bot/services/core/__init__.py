"""What every use case stands on: transaction, tenancy, notify, callback data."""
