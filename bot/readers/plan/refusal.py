"""The one error of this package."""


class UnreadablePlan(Exception):  # noqa: N818 - named as the office would say it
    """The file holds no plan that can be read; the message is one sentence in Chinese for the person who sent it."""
