"""Work of the staff app that runs in the worker."""
