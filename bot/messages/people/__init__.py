"""People: links, bindings, absences, handovers."""
