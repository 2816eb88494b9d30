-- begin: Begin the trail of a province that has none.
insert into trail_heads (province, seq, hash)
values (:province, 0, :hash)
    on conflict do nothing

-- hold_end: Hold the end of a province's trail: who holds it appends next.
select seq, hash from trail_heads where province = :province for update

-- of_case: The history of a case.
select * from trail where province = :province and number = :number order by seq

-- of_cases: The histories of cases.
select * from trail
 where province = :province and number = any(:numbers::bigint[])
 order by number, seq

-- of_provider: What happened to a provider's filings in a province after an entry.
select * from trail
 where province = :province and provider = :provider and seq > :after
 order by seq
 limit :most

-- stretch: A stretch of a province's trail, to be proved.
select * from trail where province = :province and seq >= :first order by seq limit :most

-- heads: The ends of all trails.
select province, seq, hash from trail_heads order by province

-- caseless: Which of the numbers no case has, of those that entries are about.
select number from unnest(:numbers::bigint[]) as u (number)
 where not exists (select from cases
                    where cases.province = :province and cases.number = u.number
                   offset 0)
 order by number

-- locks: What keeps entries and ends from being rewritten, and is not off.
select tgname as name from pg_trigger
 where tgrelid in ('trail'::regclass, 'trail_heads'::regclass) and tgenabled in ('O', 'A')

-- provinces: The provinces that have entries, also where no end is remembered.
with recursive found as (
    (select province from trail order by province limit 1)
     union all
    select (select min(province) from trail where trail.province > found.province)
      from found
     where found.province is not null)
select province from found where province is not null
