"""Pretend neighbours, for the demo and the tests: carriers, phones, providers."""
