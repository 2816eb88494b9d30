"""What those do who keep the house: keys, proofs, measures."""
