"""成 PDF — turns a `Paper` into a PDF with the measures of the Word file."""

from zhaotuifu.documents.pdf.printing import PdfRefused, write_pdf

__all__ = ["PdfRefused", "write_pdf"]
