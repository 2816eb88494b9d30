-- provinces_due: Which of the provinces have a case on which time must act, after a place in each.
select province
  from unnest(:provinces::integer[], :dues::timestamptz[], :numbers::bigint[])
       as u (province, due, number)
 where exists (select from cases
                where cases.province = u.province and (due_at, cases.number) > (u.due, u.number)
                  and due_at <= :now)

-- take_due: Hold cases on which time must act, after a place, skipping those in other hands.
select cases.*,
       (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
  from cases
 where province = :province and (due_at, number) > (:due, :number) and due_at <= :now
 order by due_at, number
 limit :most
   for update skip locked
