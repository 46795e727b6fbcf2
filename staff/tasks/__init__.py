"""Background work of the staff app."""
