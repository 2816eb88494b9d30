-- count_tries: Count tries by address and network; a window that is over begins anew.
insert into visits (province, reach, subject, since, count)
select :province, reach, subject, :now, count
  from unnest(:reaches::text[], :subjects::bytea[], :counts::integer[])
       as u (reach, subject, count)
    on conflict (province, reach, subject) do update
   set since = case when visits.since <= :before then excluded.since else visits.since end,
       count = case when visits.since <= :before then 0 else visits.count end + excluded.count
returning reach, subject, since, count

-- drop_visits: Forget tries whose window is over.
delete from visits where province = :province and since <= :before

-- old_guesses: Numbers that are not asked, at which nobody has guessed for long.
-- What asks is looked for one number at a time, which `offset 0` demands: planned while nothing was
-- locked, it would else go through all that is, for each number.
select mobile from guesses
 where province = :province and day < :before
   and not exists (select from challenges
                    where challenges.province = guesses.province
                      and challenges.mobile = guesses.mobile and state = 'open'
                   offset 0)
   and not exists (select from challenges
                    where challenges.province = guesses.province
                      and challenges.mobile = guesses.mobile and state = 'locked'
                   offset 0)
 order by day
 limit :most

-- drop_guesses: Forget wrong codes for numbers that are not asked; come with the numbers held.
-- `offset 0` as in old_guesses.
delete from guesses
 where province = any(:provinces::integer[]) and mobile = any(:mobiles::bytea[])
   and day < :before
   and not exists (select from challenges
                    where challenges.province = guesses.province
                      and challenges.mobile = guesses.mobile and state = 'open'
                   offset 0)
   and not exists (select from challenges
                    where challenges.province = guesses.province
                      and challenges.mobile = guesses.mobile and state = 'locked'
                   offset 0)
