"""Invitations: the list of them, the message to be sent on, and the cards of those who knock."""
