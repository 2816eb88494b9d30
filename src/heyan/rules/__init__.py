"""What must happen: the rules of 备案短信核验, pure."""
