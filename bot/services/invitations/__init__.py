"""Invitations: who has a link, who is bound, and who knocks without one."""
