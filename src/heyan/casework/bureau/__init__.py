"""What officers, the register and the help desk do."""
