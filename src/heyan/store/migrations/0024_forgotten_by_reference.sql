-- Whose case is erased is found by its reference as well: planned while next to nothing was filed, the
-- search went by the reference's index through all that the provider had filed in the province. Now
-- either index leads to the one row. And a refusal says which rule was broken.

create or replace function forget_reference() returns trigger language plpgsql as $$
begin
    update submissions set reference = null
     where province = new.province and provider = new.provider and number = new.number
       and reference = old.reference;
    return null;
end $$;

create or replace function keep_submissions() returns trigger language plpgsql as $$
begin
    insert into submissions (province, provider, number, reference, attempt)
    select province, provider, number, reference,
           1 + coalesce((select max(attempt) from submissions as earlier
                          where earlier.provider = opened.provider
                            and earlier.reference = opened.reference
                            and earlier.province = opened.province), 0)
      from opened;
    -- One after the other (`offset 0`), so that no plan that the house makes goes through all.
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
              using errcode = 'unique_violation', table = 'submissions',
                    constraint = 'submissions_of_reference';
    end if;
    return null;
end $$;
