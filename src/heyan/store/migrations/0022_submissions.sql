-- Who filed under which reference is told once and never again, and is found in a table of its own. Its
-- indexes were those of the case, which stands otherwise again and again, and each time PostgreSQL wrote
-- it anew into all of them. The database keeps the table by itself, whichever release opens a case or
-- erases one. Writing to cases waits while it is filled, some ten seconds for each million.

create table submissions (
    province  integer not null,
    provider  bigint  not null,
    number    bigint  not null,
    reference text,              -- null when the case is erased
    attempt   integer not null,  -- 1 for the first case of the reference in the province
    primary key (province, provider, number)
);

create unique index submissions_of_reference
    on submissions (provider, reference, province, attempt);

-- Of a reference one case is open in a province: it is looked for here, and of two transactions that
-- do not see each other's cases both take the same attempt, which the index grants to one.
create function keep_submissions() returns trigger language plpgsql as $$
begin
    insert into submissions (province, provider, number, reference, attempt)
    select province, provider, number, reference,
           1 + coalesce((select max(attempt) from submissions as earlier
                          where earlier.provider = opened.provider
                            and earlier.reference = opened.reference
                            and earlier.province = opened.province), 0)
      from opened;
    -- One after the other (`offset 0`), so that no plan, whenever it was made, goes through all.
    if exists (
        select from opened
         where exists (select from submissions as earlier
                        cross join lateral (
                              select ended_at from cases
                               where province = earlier.province and number = earlier.number
                              offset 0) as case_
                        where earlier.provider = opened.provider
                          and earlier.reference = opened.reference
                          and earlier.province = opened.province
                          and earlier.number <> opened.number
                          and case_.ended_at is null
                       offset 0)) then
        raise exception 'an open case bears the reference'
              using errcode = 'unique_violation', table = 'submissions';
    end if;
    return null;
end $$;

create function forget_reference() returns trigger language plpgsql as $$
begin
    update submissions set reference = null
     where province = new.province and provider = new.provider and number = new.number;
    return null;
end $$;

create trigger cases_opened after insert on cases
   referencing new table as opened
   for each statement execute function keep_submissions();

create trigger cases_erased after update of reference on cases
   for each row when (new.reference = '') execute function forget_reference();

insert into submissions (province, provider, number, reference, attempt)
select province, provider, number, nullif(reference, ''),
       row_number() over (partition by provider, reference, province order by number)
  from cases;

analyze submissions;
