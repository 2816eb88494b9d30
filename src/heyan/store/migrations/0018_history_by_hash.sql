-- The history of a case is found by the hash of its number: in a tree of many millions each entry that
-- is appended goes three pages down, of which the last is in no cache; here it goes to that one at once.
-- Appending to trails waits while it is made, some three seconds for each million entries.

create index trail_by_case on trail using hash (number);
