"""What the window needs where several officers work in one workspace on a server."""
