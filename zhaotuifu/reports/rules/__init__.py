"""报告规则 — tables, sentences and papers from a book of lines: values in, values out."""
