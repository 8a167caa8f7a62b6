"""The two editions of the program: the districts' (区县版) and the city's (市级版). The workspace decides, by its office."""

CITY = "city"
"""Stands where the code of a district stands, for the city bureau; part of the package format (docs/package-format.md)."""
