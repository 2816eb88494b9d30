"""Heyan (核验): the SMS verification of ICP filings (备案短信核验)."""
