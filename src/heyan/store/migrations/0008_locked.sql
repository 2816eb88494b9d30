-- Whether a number is still asked is looked up for open challenges and for locked ones, each by an
-- index of its own: one list of both states would read a whole province.

create index challenges_locked on challenges (mobile, province) where state = 'locked';
