"""What providers do: submit, withdraw, correct; and what is shown of it, until it is erased."""
