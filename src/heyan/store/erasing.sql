-- provinces_to_erase: Which of the provinces have a case that ended long enough ago.
select province
  from unnest(:provinces::integer[]) as u (province)
 where exists (select from cases
                where cases.province = u.province and ended_at <= :before and erased_at is null)

-- take_ended: Hold cases that ended long enough ago and are not erased, those longest ended first.
select number from cases
 where province = :province and ended_at <= :before and erased_at is null
 order by ended_at
 limit :most
   for update skip locked

-- erase_cases: Destroy the data keys of cases, and what tells one filing from another.
update cases
   set data_key = null, reference = '', fingerprint = '', erased_at = :now
 where province = :province and number = any(:numbers::bigint[])

-- erase_early: Forget the numbers of reports that no message claimed, unless an open case asks them.
-- `offset 0` as in old_guesses.
update early_reports set mobile = null
 where mobile = any(array(select mobile from challenges
                           where province = :province and number = any(:numbers::bigint[])
                           union
                          select mobile from messages
                           where province = :province and number = any(:numbers::bigint[])))
   and not exists (select from challenges
                    where challenges.mobile = early_reports.mobile and state = 'open'
                   offset 0)
   and not exists (select from challenges
                    where challenges.mobile = early_reports.mobile and state = 'locked'
                   offset 0)

-- erase_challenges: Forget whose numbers had to prove themselves.
update challenges set mobile = '', sealed = ''
 where province = :province and number = any(:numbers::bigint[])

-- erase_messages: Forget where messages went, and by what id carriers know them.
update messages set mobile = '', carrier_id = null
 where province = :province and number = any(:numbers::bigint[])

-- erase_filings: Drop filings as they were submitted.
delete from filings where province = :province and number = any(:numbers::bigint[])

-- erase_answers: Forget under which keys the filings were submitted.
delete from given_answers where province = :province and number = any(:numbers::bigint[])
