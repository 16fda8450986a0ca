"""成文 — turns a `Paper` into a Word file."""

from zhaotuifu.documents.writer.blank import blank_template
from zhaotuifu.documents.writer.paper import write_docx

__all__ = ["blank_template", "write_docx"]
