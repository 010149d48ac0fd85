"""People: links, bindings, absences, handovers, the list."""
