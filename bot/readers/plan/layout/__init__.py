"""How a plan is laid out: tables, forms and running text become findings and measures with the words as written."""
