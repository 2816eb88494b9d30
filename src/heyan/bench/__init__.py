"""What the house can do, measured by anybody on their own machine."""
