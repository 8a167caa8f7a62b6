"""Collecting what entities without the program have filled in (无软件收集): the neutral content of their files and what is made of it."""
