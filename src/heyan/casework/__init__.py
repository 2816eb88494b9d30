"""The deeds: one function each; load, ask the rules, save, in one transaction."""
