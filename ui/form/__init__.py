"""The form page (申报表): presenter, page, and its parts."""
