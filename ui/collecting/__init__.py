"""Collecting without the program (无软件收集): handing forms out, taking them back, old spreadsheets, two typings."""
