-- begin: Begin the trail of a province that has none.
insert into trail_heads (province, seq, hash)
values (:province, 0, :hash)
    on conflict do nothing

-- hold_end: Hold the end of a province's trail: who holds it appends next.
select seq, hash from trail_heads where province = :province for update

-- of_case: The history of a case.
select province, seq, number, provider, at, type, data, hash
  from trail where province = :province and number = :number order by seq

-- of_cases: The histories of cases.
select province, seq, number, provider, at, type, data, hash
  from trail
 where province = :province and number = any(:numbers::bigint[])
 order by number, seq

-- of_provider: What happened to a provider's filings in a province after an entry.
select province, seq, number, provider, at, type, data, hash
  from trail
 where province = :province and provider = :provider and seq > :after
 order by seq
 limit :most

-- stretch: A stretch of a province's trail, to be proved.
select province, seq, number, provider, at, type, data, hash
  from trail where province = :province and seq >= :first order by seq limit :most

-- heads: The ends of all trails.
select province, seq, hash from trail_heads where province is not null order by province

-- caseless: Which of the numbers no case has, of those that entries are about.
select number from unnest(:numbers::bigint[]) as u (number)
 where not exists (select from cases
                    where cases.province = :province and cases.number = u.number
                   offset 0)
 order by number

-- open_locks: What should keep entries and ends from being rewritten, and is off or not as it was made.
-- Before (2) any statement that deletes (8), updates (16) or truncates (32) they refuse; and there is
-- no table that it inherits from, by which it could be rewritten.
select wanted.name
  from (values ('trail_kept', 'trail'::regclass, 2 + 8 + 16 + 32),
               ('trail_heads_kept', 'trail_heads'::regclass, 2 + 8 + 32))
       as wanted (name, relation, kind)
 where exists (select from pg_inherits where inhrelid = wanted.relation)
    or not exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                    where t.tgrelid = wanted.relation and t.tgname = wanted.name
                      and t.tgtype = wanted.kind and t.tgqual is null
                      and t.tgattr = ''::int2vector and t.tgenabled in ('O', 'A')
                      and md5(p.prosrc) = 'dba2f45d2e0cd0ceb8f90aa2813d3058')
 order by wanted.name

-- provinces: The provinces that have entries, also where no end is remembered.
with recursive found as (
    (select province from trail order by province limit 1)
     union all
    select (select min(province) from trail where trail.province > found.province)
      from found
     where found.province is not null)
select province from found where province is not null
