"""上报表 — a superior's blank workbook, pointed at our facts once, fills itself; sent ones are frozen."""
