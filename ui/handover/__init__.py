"""Handing the work over to a successor (工作交接) and taking it over, in the window."""
