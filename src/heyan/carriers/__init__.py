"""Faces the carriers: TCP connections that take messages and bring back results and reports."""
