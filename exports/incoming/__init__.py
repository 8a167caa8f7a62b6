"""Files from outside: looked at before any parser, read in a process of its own, handed on as `forms.collecting.content`."""
