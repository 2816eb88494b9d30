-- queues: How many messages wait for a carrier, and since when the oldest may go.
select carrier, urgency, count(*) as count, min(due_at) as oldest
  from messages
 where state = 'queued'
 group by carrier, urgency

-- unanswered: How many messages links have in hand, and how many no carrier has answered.
select case when state = 'taken' and held_at is distinct from taken_at then 'submitted'
            else state end as state, count(*) as count
  from messages
 where state in ('taken', 'unknown')
 group by 1

-- overdue: Cases on which time should have acted by now, up to as many as are told apart.
select count(*) as count, min(due_at) as oldest
  from (select due_at from cases where due_at <= :now order by due_at limit :most) as due

-- verifying: How many cases wait for people.
select count(*) as count from cases where due_at is not null

-- reviewing: How many cases wait for the bureau.
select count(*) as count from cases where state = 'reviewing'
