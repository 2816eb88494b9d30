-- Where a number is asked is found by the hash of its keyed hash, for the reason that 0018 gives. Writing
-- to challenges waits while it is made, some four seconds for each million open ones.

create index challenges_asked on challenges using hash (mobile) where state = 'open';
