-- The guess budget (R25), corrected numbers (R8), declared outages (R22).

alter table challenges
    add column wrong_codes   smallint    not null default 0,
    add column spent_codes   smallint    not null default 0,
    add column locked_at     timestamptz,
    add column stopped       interval    not null default '0',
    add column asked_at      timestamptz,
    add column first_message smallint    not null default 1;

alter table cases
    add column corrections smallint not null default 0,
    add column asked       smallint not null default 0;

-- Keyed hashes of what a change was held against: approval writes over nothing newer.
alter table filings
    add column bases jsonb not null default '{}';

-- Spans in which people could not answer for our fault. Small, and the same everywhere.
create table outages (
    id          bigint generated always as identity primary key,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    reason      text        not null,
    declared_at timestamptz not null,
    check (starts_at < ends_at)
);
