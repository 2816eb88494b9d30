"""What links to carriers do: take messages, bring back answers and reports."""
