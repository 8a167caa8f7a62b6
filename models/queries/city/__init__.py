"""The read side of the city edition (市级版)."""
