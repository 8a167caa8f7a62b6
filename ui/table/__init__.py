"""The one table: a model over tuples, a view with filter, sort, columns, copy and export."""
