"""Bringing in the spreadsheets that offices already keep (旧台账导入): which sheet, which column is what, which rows are good."""
