-- insert_messages: Order messages; those that nobody needs any more are kept as void at once.
insert into messages (province, number, n, ordinal, mobile, purpose, carrier, urgency, rank_at,
                      state, attempts, queued_at, due_at, settled_at)
select :province, number, n, ordinal, mobile, purpose, carrier, urgency, rank_at, state, 0, :now,
       case when state = 'queued' then :now::timestamptz end,
       case when state = 'void' then :now::timestamptz end
  from unnest(:numbers::bigint[], :ns::smallint[], :ordinals::smallint[], :mobiles::bytea[],
              :purposes::text[], :carriers::text[], :urgencies::smallint[],
              :rank_ats::timestamptz[], :states::text[])
       as u (number, n, ordinal, mobile, purpose, carrier, urgency, rank_at, state)

-- waiting_queues: Where messages for the carrier may go now: the urgent first, then by rank.
select province, urgency
  from unnest(:provinces::integer[]) as u (province)
 cross join unnest(:urgencies::smallint[]) as v (urgency)
 cross join lateral (
       select rank_at from messages
        where messages.province = u.province and messages.urgency = v.urgency
          and carrier = :carrier and state = 'queued' and due_at <= :now
        order by rank_at
        limit 1) as lowest
 order by urgency, rank_at

-- take_queued: Take messages of one queue for a link, the lowest rank first, with what they say.
-- It is materialized because a subquery of the update may be run twice, and take beyond :most;
-- rows are found again by their place, whatever the planner thinks of how many there are.
-- Of a case the one challenge that the message is about; what is counted against it says nothing.
with lowest as materialized (
       select ctid as place from messages
        where province = :province and carrier = :carrier and urgency = :urgency
          and state = 'queued' and due_at <= :now and (attempts = 0 or :again::boolean)
        order by rank_at
        limit :most
          for update skip locked),
     taken as (
       update messages
          set state = 'taken', account = :account, due_at = :answer_by, taken_at = :now,
              held_at = :now, takings = takings + 1
        where province = :province and ctid = any(array(select place from lowest))
       returning number, n, ordinal, rank_at, takings)
select taken.*, cases as of_case, challenges as of_challenge,
       (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
  from taken
  join cases on cases.province = :province and cases.number = taken.number
  join challenges on challenges.province = :province and challenges.number = taken.number
                 and challenges.n = taken.n

-- lock_messages: Hold messages until the transaction ends.
select * from messages
 where province = :province
   and (number, n, ordinal) in (
       select * from unnest(:numbers::bigint[], :ns::smallint[], :ordinals::smallint[]))
 order by number, n, ordinal
   for update

-- save_messages: Remember how messages stand now.
-- Taken and submitted are one value of `state`: a note that changed what an index has would cost
-- as much as the taking. In hand is what is held since it was taken.
update messages
   set state = case u.state when 'submitted' then 'taken' else u.state end,
       held_at = case u.state when 'taken' then messages.taken_at end,
       submitted_at = u.submitted_at,
       attempts = u.attempts, due_at = u.due_at, account = u.account,
       unheard_of = u.unheard_of, carrier_id = u.carrier_id, accepted_at = u.accepted_at,
       settled_at = u.settled_at, stat = u.stat
  from unnest(:numbers::bigint[], :ns::smallint[], :ordinals::smallint[], :states::text[],
              :attempts::smallint[], :due_ats::timestamptz[], :accounts::text[],
              :unheard_ofs::text[], :carrier_ids::text[], :accepted_ats::timestamptz[],
              :settled_ats::timestamptz[], :submitted_ats::timestamptz[], :stats::text[])
       as u (number, n, ordinal, state, attempts, due_at, account, unheard_of, carrier_id,
             accepted_at, settled_at, submitted_at, stat)
 where messages.province = :province and messages.number = u.number and messages.n = u.n
   and messages.ordinal = u.ordinal

-- note_departures: Note that what an account has in hand is about to leave; return which may.
-- Who notes it first sends it: what has gone back, or what somebody else has taken since, is not
-- in hand.
update messages
   set held_at = null, submitted_at = :now,
       carrier_id = coalesce(u.carrier_id, messages.carrier_id)
  from unnest(:provinces::integer[], :numbers::bigint[], :ns::smallint[], :ordinals::smallint[],
              :takings::integer[], :carrier_ids::text[]) with ordinality
       as u (province, number, n, ordinal, taking, carrier_id, place)
 where messages.province = u.province and messages.number = u.number and messages.n = u.n
   and messages.ordinal = u.ordinal
   -- One condition: told four, the planner looks for the few that meet them, through all there are.
   and case when messages.state = 'taken' and messages.account = :account
            then messages.held_at = messages.taken_at and messages.takings = u.taking end
returning u.place

-- find_by_carrier_id: The messages that carriers know by these ids, the last that went first.
-- Carriers use ids again, so what went before :since is another message.
select * from messages
 where carrier_id = any(:carrier_ids::text[]) and account = :account
   and coalesce(accepted_at, taken_at, queued_at) > :since
 order by coalesce(accepted_at, taken_at, queued_at) desc

-- find_unheard_of: Messages to the numbers for which an answer is owed, or never came.
select * from messages
 where mobile = any(:mobiles::bytea[]) and queued_at > :since
   and (unheard_of is not null
        or (state = 'taken' and carrier_id is null and held_at is distinct from taken_at))

-- provinces_waiting: Which of the provinces have messages whose answer is overdue.
select province
  from unnest(:provinces::integer[]) as u (province)
 where exists (select from messages
                where messages.province = u.province and state in ('taken', 'unknown')
                  and due_at <= :in_hand_due
                  and (due_at <= :now or (state = 'taken' and held_at = taken_at)))

-- take_overdue: Hold messages whose answer is overdue, or that a link has held in hand too long.
select * from messages
 where province = :province and state in ('taken', 'unknown') and due_at <= :in_hand_due
   and (due_at <= :now or (state = 'taken' and held_at = taken_at))
 order by due_at
 limit :most
   for update skip locked

-- messages_of: All messages of the cases.
select * from messages
 where province = :province and number = any(:numbers::bigint[])
 order by number, n, ordinal

-- recent_to: When messages to the numbers were ordered lately, over all cases and provinces.
select mobile, queued_at from messages
 where mobile = any(:mobiles::bytea[]) and queued_at > :since and state <> 'void'
