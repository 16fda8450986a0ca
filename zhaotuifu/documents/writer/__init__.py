"""成文 — turns a `Paper` into a Word file."""

from zhaotuifu.documents.writer.paper import write_docx

__all__ = ["write_docx"]
