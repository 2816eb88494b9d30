"""The front door for programs: JSON in, JSON out, with a key."""
