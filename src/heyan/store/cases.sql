-- take_numbers: New numbers for cases.
select nextval('case_numbers') as number from generate_series(1, :count::integer)

-- lock_words: Hold words (numbers, references) until the transaction ends; come with them sorted.
select pg_advisory_xact_lock(word) from unnest(:words::bigint[]) as word

-- open_seeds: What the codes of the numbers' open challenges are derived from, in all provinces.
select mobile, province, number, n, code_key, epoch, redraw
  from challenges
 where mobile = any(:mobiles::bytea[]) and state = 'open'

-- same_references: Cases of the provider that bear one of the references.
-- Looked for one after the other (`offset 0`): a session that planned it while next to nothing was
-- filed would else go through all that is, for as long as it lives.
select filed.province, filed.number, filed.reference, case_.fingerprint, case_.state
  from (select distinct unnest(:references::text[]) as reference) as wanted
 cross join lateral (select province, number, reference from submissions
                      where provider = :provider and reference = wanted.reference
                     offset 0) as filed
 cross join lateral (select fingerprint, state from cases
                      where province = filed.province and number = filed.number
                     offset 0) as case_
 order by filed.province, filed.number

-- insert: Remember new cases, what was submitted, and whose numbers have to prove themselves.
with new_cases as (
       insert into cases (province, number, provider, reference, fingerprint, kind, edition,
                          state, reason, opened_at, due_at, ended_at, data_key)
       select :province, number, provider, reference, fingerprint, kind, edition, state,
              null, opened_at, due_at, null, data_key
         from unnest(:numbers::bigint[], :providers::bigint[], :references::text[],
                     :fingerprints::bytea[], :kinds::text[], :editions::text[], :states::text[],
                     :opened_ats::timestamptz[], :due_ats::timestamptz[], :data_keys::bytea[])
              as u (number, provider, reference, fingerprint, kind, edition, state, opened_at,
                    due_at, data_key)),
     new_filings as (
       insert into filings (province, number, sealed, bases)
       select :province, number, sealed, bases::jsonb
         from unnest(:numbers::bigint[], :filings::bytea[], :bases::text[])
              as u (number, sealed, bases))
insert into challenges (province, number, n, mobile, sealed, because, state, code_key, epoch,
                        redraw, wrong_tails, messages, accepted_at, noon_passed, guessed_before)
select :province, number, n, mobile, sealed, string_to_array(because, ' '), state, code_key, 0,
       redraw, 0, messages, null, false,
       coalesce((select wrong_codes from guesses g
                  where g.province = :province and g.mobile = u.mobile), 0)
  from unnest(:challenge_numbers::bigint[], :ns::smallint[], :mobiles::bytea[], :boxes::bytea[],
              :becauses::text[], :challenge_states::text[], :code_keys::text[],
              :redraws::smallint[], :messages::smallint[])
       as u (number, n, mobile, sealed, because, state, code_key, redraw, messages)

-- lock_cases: Load cases and keep others from changing them until the transaction ends.
select cases.*,
       (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
  from cases
 where province = :province and number = any(:numbers::bigint[])
 order by number
   for update

-- lock_asked: Load and hold the cases in which one of the numbers is asked to prove itself.
select cases.*,
       (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
  from cases
 where province = :province
   and number in (select number from challenges
                   where mobile = any(:mobiles::bytea[]) and province = :province
                     and state = 'open')
 order by number
   for update

-- find_cases: Load cases, changing nothing.
select cases.*,
       (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
  from cases
 where province = :province and number = any(:numbers::bigint[])
 order by number

-- find_without_outages: Load cases without what is declared for all, changing nothing.
select cases.*, null as outages
  from cases
 where province = :province and number = any(:numbers::bigint[])
 order by number

-- challenges_of: All challenges of the cases.
-- A number is guessed at on and on when nobody is asked: only what is open is counted against.
select challenges.*,
       case when state = 'open'
            then coalesce((select wrong_codes from guesses g
                            where g.province = :province and g.mobile = challenges.mobile), 0)
                 - guessed_before
            else 0
             end as wrong_codes
  from challenges
 where province = :province and number = any(:numbers::bigint[])
 order by number, n

-- renumber: Give a challenge another number.
update challenges set mobile = :mobile, sealed = :sealed
 where province = :province and number = :number and n = :n

-- postpone: Leave cases that cannot be worked now for later.
update cases set due_at = :until
 where province = :province and number = any(:numbers::bigint[])

-- numbers_from: The numbers of a province's cases, in their order.
select number from cases
 where province = :province and number >= :first
 order by number
 limit :most

-- provinces: The provinces that have cases.
with recursive found as (
    (select province from cases order by province limit 1)
     union all
    select (select min(province) from cases where cases.province > found.province)
      from found
     where found.province is not null)
select province from found where province is not null

-- list_cases: A provider's cases in one province, oldest first.
-- `offset 0` as in same_references.
select case_.*,
       (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
  from submissions as filed
 cross join lateral (select * from cases
                      where province = filed.province and number = filed.number
                     offset 0) as case_
 where filed.province = :province and filed.provider = :provider and filed.number > :after
   and (:state::text is null or case_.state = :state)
   and (:reference::text is null or filed.reference = :reference)
 order by filed.number
 limit :most

-- list_reviews: The cases that wait for the bureau's verdict, oldest first.
select cases.*,
       (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
  from cases
 where province = :province and state = 'reviewing' and number > :after
 order by number
 limit :most

-- data_keys: The wrapped data keys of cases; none of those that have been erased.
select number, data_key from cases
 where province = :province and number = any(:numbers::bigint[]) and data_key is not null

-- providers_of: Whose the cases are.
select number, provider from cases
 where province = :province and number = any(:numbers::bigint[])

-- provinces_asking: In which provinces one of the numbers is asked to prove itself.
select distinct mobile, province from challenges
 where mobile = any(:mobiles::bytea[]) and state = 'open'
 order by province
