-- What a look-up service said of numbers is kept for a while, beside what was imported.

alter table ported_numbers add column looked_up boolean not null default false;

create index ported_numbers_by_age on ported_numbers (since) where looked_up;
