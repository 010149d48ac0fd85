"""The window: one small file per concern; each ends in register(), one visible tuple joins them."""

from handlers import asking, binding, dating, declining, helping, importing, proving, refusing, reminding, replying

CONCERNS = (binding, helping, asking, importing, dating, proving, reminding, replying, declining, refusing)
