"""The room that faces HTTP: people, programs, officers; the only one that knows the framework."""
