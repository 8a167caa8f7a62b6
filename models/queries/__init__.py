"""The read side: `query(reader, …)` in plain SQL, tuples out, no ORM."""
