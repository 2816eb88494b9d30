-- When what is personal of a case was erased; a case that has ended waits for it.

alter table cases add column erased_at timestamptz;

create index cases_to_erase on cases (province, ended_at)
    where ended_at is not null and erased_at is null;
