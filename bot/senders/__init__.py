"""The courier: carries the outbox through Telegram within its limits."""
