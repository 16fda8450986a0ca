"""招推服 — one life per investment project, from the first lead to the evaluation years later."""

__version__ = "0.3.0"
