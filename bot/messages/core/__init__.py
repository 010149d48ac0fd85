"""What several capabilities say: refusals, measures and quotes on cards, what buttons carry."""
