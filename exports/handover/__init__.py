"""Handing a workspace over to a successor (工作交接): the package (交接包), making it, taking it over, the list of what is open."""
