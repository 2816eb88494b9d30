-- Limits by address and network, and wrong codes counted by number (R25).

-- Losing it in a crash gives everybody a new window, which the guess budget bounds anyway.
create unlogged table visits (
    province integer     not null,
    reach    text        not null,
    subject  bytea       not null,
    since    timestamptz not null,
    count    integer     not null,
    primary key (province, reach, subject)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
create index visits_by_age on visits (province, since);

-- How many wrong codes there have been for a number since anybody began to guess at it; a row for
-- strangers' numbers too. It only grows: each code remembers where it stood when the code was made.
create table guesses (
    province    integer not null,
    mobile      bytea   not null,
    wrong_codes integer not null,
    day         date    not null,
    primary key (province, mobile)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index guesses_by_age on guesses (province, day);

alter table challenges add column guessed_before integer not null default 0;
update challenges set guessed_before = -wrong_codes where wrong_codes > 0;
alter table challenges drop column wrong_codes;
