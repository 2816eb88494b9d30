-- stand: Remember tries and how cases and challenges stand, and hold the end of the trail.
-- All in one, because a round trip costs more than a row; what a province has but one of is held
-- last, when all else is done, for everybody there waits for it. The rows of numbers come first.
-- Strangers' numbers are counted too. A message that may have left before stays unknown, with the
-- account that may have it; of a corrected number, only what waits for the old one is dropped.
-- That is looked for one challenge at a time: a session that planned it while nothing waited would
-- else go through all that waits in the province, for as long as it lives.
-- Where wrong codes are counted from is asked for only if :renewed tells how many.
-- :all is no limit at all; for its sake the planner reckons with ten rows of a document in place
-- of a hundred, for which it would rather read a small table whole.
with noted as (
       insert into guesses (province, mobile, wrong_codes, day)
       select :province, mobile, wrong, :day
         from unnest(:mobiles::bytea[], :wrongs::integer[]) as u (mobile, wrong)
           on conflict (province, mobile) do update
          set wrong_codes = guesses.wrong_codes + excluded.wrong_codes, day = excluded.day
       returning mobile, wrong_codes),
     saved_cases as (
       update cases
          set state = u.state, reason = u.reason, due_at = u.due_at, ended_at = u.ended_at,
              corrections = coalesce(u.corrections, 0), asked = coalesce(u.asked, 0)
         from (select * from json_to_recordset(:cases::json)
                   as c (number bigint, state text, reason text, due_at timestamptz,
                         ended_at timestamptz, corrections smallint, asked smallint)
                limit :all::bigint) as u
        where cases.province = :province and cases.number = u.number
       returning 1),
     answered as (
       update challenges
          set state = u.state, wrong_tails = u.wrong_tails
         from (select * from json_to_recordset(:answered::json)
                   as c (number bigint, n smallint, state text, wrong_tails smallint)
                limit :all::bigint) as u
        where challenges.province = :province and challenges.number = u.number
          and challenges.n = u.n
       returning 1),
     renewed as (
       update challenges
          set state = u.state, code_key = u.code_key, epoch = u.epoch, redraw = u.redraw,
              wrong_tails = u.wrong_tails, messages = u.messages, accepted_at = u.accepted_at,
              noon_passed = u.noon_passed,
              guessed_before =
                case when u.wrong_codes is null then challenges.guessed_before
                     else coalesce((select n.wrong_codes from noted n
                                     where n.mobile = challenges.mobile),
                                   (select g.wrong_codes from guesses g
                                     where g.province = :province
                                       and g.mobile = challenges.mobile), 0) - u.wrong_codes
                      end,
              spent_codes = u.spent_codes, locked_at = u.locked_at,
              locks = u.locks::tstzmultirange, asked_at = u.asked_at,
              first_message = u.first_message
         from (select * from json_to_recordset(:renewed::json)
                   as c (number bigint, n smallint, state text, code_key text, epoch smallint,
                         redraw smallint, wrong_tails smallint, messages smallint,
                         accepted_at timestamptz, noon_passed boolean, wrong_codes integer,
                         spent_codes smallint, locked_at timestamptz, locks text,
                         asked_at timestamptz, first_message smallint)
                limit :all::bigint) as u
        where challenges.province = :province and challenges.number = u.number
          and challenges.n = u.n
       returning 1),
     dropped as materialized (
       select waiting.*
         from (select * from json_to_recordset(:over::json)
                   as c (number bigint, n smallint, before smallint)
                limit :all::bigint) as o
        cross join lateral (
              select number, n, ordinal, mobile, purpose, carrier, urgency, state, attempts,
                     queued_at
                from messages
               where province = :province and number = o.number and n = o.n
                 and (o.before is null or ordinal < o.before)
                 -- Said as messages_to_drop says it, so no other index is good for it.
                 and state is not distinct from 'queued'
                 for update) as waiting),
     voided as (
       -- Each is there, and held: an update may be planned to go through a province to find them.
       -- What stands here is checked as a new row first: a rule that the table gets holds for it.
       insert into messages (province, number, n, ordinal, mobile, purpose, carrier, urgency,
                             state, attempts, queued_at)
       select :province, number, n, ordinal, mobile, purpose, carrier, urgency, state, attempts,
              queued_at
         from dropped
           on conflict (province, number, n, ordinal) do update
          set state = case when messages.attempts > 0 then 'unknown' else 'void' end,
              account = coalesce(messages.unheard_of, messages.account), due_at = null,
              settled_at = :now
       returning 1),
     done as (
       select (select count(*) from noted) + (select count(*) from saved_cases)
            + (select count(*) from answered) + (select count(*) from renewed)
            + (select count(*) from voided) as rows),
     counted as (
       insert into visits (province, reach, subject, since, count)
       select :province, 'province', '', :visited::timestamptz, :tries::integer
         from done
        where :tries > 0 and rows >= 0
           on conflict (province, reach, subject) do update
          set since = case when visits.since <= :before then excluded.since
                           else visits.since
                            end,
              count = case when visits.since <= :before then 0 else visits.count end
                      + excluded.count
       returning since, count),
     held as (
       select seq, hash
         from trail_heads, done
        where province = :province and :holding and rows >= 0
          and (select count(*) from counted) >= 0
          for update of trail_heads)
select counted.*, held.*
  from done left join counted on true left join held on true

-- tell: Move the end of the trail behind what happened, and write that down.
with moved as (
       update trail_heads set seq = :seq, hash = :hash where province = :province)
insert into trail (province, seq, number, provider, at, type, data, hash)
select :province, seq, number, provider, :now, type, data, decode(hash, 'hex')
  from json_to_recordset(:entries::json)
       as u (seq bigint, number bigint, provider bigint, type text, data jsonb, hash text)
