"""Faces the key ring: seals personal data, makes look-up hashes, gives the rules their key."""
