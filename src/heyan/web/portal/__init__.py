"""The front door for people: the pages of a province (省管局网站) where a number is verified."""
