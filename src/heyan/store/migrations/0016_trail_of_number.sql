-- The history of a case is found by its number, which no other province has. All entries of a case are
-- under one key, so the index keeps them as a list, and is half as large as with an end to the key
-- that tells them apart. Appending to trails waits while it is made, about a second for each million.

create index trail_of_number on trail (number, province);
