"""What the reports page offers and how it leaves."""
