-- create_live: Make room for the cases that a round works; all others are never opened.
create table bench_live (
    i integer primary key, province integer not null, number bigint not null,
    mobile bytea not null, data_key bytea not null, sealed bytea not null)

-- add_live: Note the cases that a round works.
insert into bench_live (i, province, number, mobile, data_key, sealed)
select * from unnest(:ns::integer[], :provinces::integer[], :numbers::bigint[], :mobiles::bytea[],
                     :data_keys::bytea[], :boxes::bytea[])

-- list_live: Who can be worked.
select i, province, number from bench_live

-- create_round: Make room for who is worked in the rounds of a run, in that order.
create table if not exists bench_round (turn integer primary key, i integer not null unique)

-- clear_round: Nobody is worked yet.
delete from bench_round

-- add_round: Note who is worked in a round.
insert into bench_round (turn, i)
select n - 1, i from unnest(:places::integer[]) with ordinality as u (i, n)

-- list_constraints: The keys of the tables that are filled, the foreign ones first.
select conrelid::regclass::text as owner, conname as name, pg_get_constraintdef(oid) as definition
  from pg_constraint
 where conrelid = any(:tables::text[]::regclass[]) and contype in ('f', 'p')
 order by contype <> 'f', conrelid::regclass::text

-- list_indexes: The indexes of the tables that are filled, without their keys'.
select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
  from pg_index
 where indrelid = any(:tables::text[]::regclass[]) and not indisprimary
 order by 1

-- seed_providers: Enter those whose filings are on their way.
insert into providers (name, since)
select 'bench ' || n, :now from generate_series(1, :count::integer) as n

-- seed_cases: Cases whose messages were accepted within the last hour; half have had their noon.
with all_cases as (
    select province, number,
           :now::timestamptz - make_interval(secs => number * 7919 % 3600000 / 1000.0) as begun
      from unnest(:provinces::integer[]) with ordinality as p (province, place)
     cross join lateral generate_series(place, :open::bigint, :step::integer) as number)
insert into cases (province, number, provider, reference, fingerprint, kind, edition, state,
                   opened_at, due_at, data_key)
select province, number, 1 + number % :providers::integer, 'ORD-' || number,
       decode(md5('filing ' || number), 'hex'), 'new_filing', :edition, 'verifying', begun,
       case when number % 2 = 0 then begun + interval '48 hours'
            else ((begun at time zone 'Asia/Shanghai')::date + 1 + time '12:00')
                 at time zone 'Asia/Shanghai' end,
       coalesce(data_key, decode(repeat(md5('key ' || number), 4), 'hex'))
  from all_cases left join bench_live using (province, number)
 order by number

-- seed_submissions: Under which references the cases were filed, as the database notes it.
insert into submissions (province, provider, number, reference, attempt)
select province, 1 + number % :providers::integer, number, 'ORD-' || number, 1
  from unnest(:provinces::integer[]) with ordinality as p (province, place)
 cross join lateral generate_series(place, :open::bigint, :step::integer) as number
 order by number

-- seed_filings: What was submitted; nobody opens it.
insert into filings (province, number, sealed)
select province, number, decode(repeat(md5('box ' || number), 6), 'hex')
  from unnest(:provinces::integer[]) with ordinality as p (province, place)
 cross join lateral generate_series(place, :open::bigint, :step::integer) as number
 order by number

-- seed_challenges: One number for each case.
insert into challenges (province, number, n, mobile, sealed, because, state, code_key, epoch,
                        redraw, wrong_tails, messages, accepted_at, noon_passed)
select province, number, 1, coalesce(mobile, decode(md5('mobile ' || number), 'hex')),
       coalesce(sealed, decode(repeat(md5('box ' || number), 6), 'hex')),
       array['subject', 'site:0'], 'open', :code_key, 0, 0, 0, 1,
       :now::timestamptz - make_interval(secs => number * 7919 % 3600000 / 1000.0),
       number % 2 = 0
  from unnest(:provinces::integer[]) with ordinality as p (province, place)
 cross join lateral generate_series(place, :open::bigint, :step::integer) as number
  left join bench_live using (province, number)
 order by number

-- seed_messages: The first message of each, delivered.
insert into messages (province, number, n, ordinal, mobile, purpose, carrier, urgency, state,
                      attempts, queued_at, account, carrier_id, accepted_at, settled_at, stat)
select province, number, 1, 1, coalesce(mobile, decode(md5('mobile ' || number), 'hex')),
       'first', 'mobile', 0, 'delivered', 0, :now, 'bench', lpad(to_hex(number), 16, '0'),
       :now, :now, 'DELIVRD'
  from unnest(:provinces::integer[]) with ordinality as p (province, place)
 cross join lateral generate_series(place, :open::bigint, :step::integer) as number
  left join bench_live using (province, number)
 order by number

-- seed_trail: What has happened to each case so far; the chain is not a true one.
insert into trail (province, seq, number, provider, at, type, data, hash)
select province, (number - place) / :step::integer * 3 + k, number,
       1 + number % :providers::integer, :now,
       (array['filing.accepted', 'message.queued', 'message.sent'])[k],
       '{"challenge": 1, "message": 1}', decode(repeat(md5('link ' || number), 2), 'hex')
  from unnest(:provinces::integer[]) with ordinality as p (province, place)
 cross join lateral generate_series(place, :open::bigint, :step::integer) as number
 cross join generate_series(1, 3) as k
 order by number, k

-- seed_guesses: For one number in ten of as many as are asked, a code or a tail was wrong lately.
insert into guesses (province, mobile, wrong_codes, day)
select province, decode(md5('answered ' || number), 'hex'), 0, (:now::timestamptz)::date
  from unnest(:provinces::integer[]) with ordinality as p (province, place)
 cross join lateral generate_series(place, :open::bigint, 10 * :step::integer) as number

-- seed_heads: The ends of the trails.
insert into trail_heads (province, seq, hash)
select province, max(seq), decode(md5('a') || md5('b'), 'hex') from trail group by province

-- keep_heads: Remember where the trails end before anything is worked.
create table bench_heads as select province, seq, hash from trail_heads

-- begin_numbers: New cases are numbered from here on.
select setval('case_numbers', :open)

-- forget_cases: Take away what a round of intake brought.
delete from cases where province = any(:provinces::integer[]) and number > :open

-- forget_submissions: Take away what a round of intake brought.
delete from submissions where province = any(:provinces::integer[]) and number > :open

-- forget_filings: Take away what a round of intake brought.
delete from filings where province = any(:provinces::integer[]) and number > :open

-- forget_challenges: Take away what a round of intake brought.
delete from challenges where province = any(:provinces::integer[]) and number > :open

-- forget_messages: Take away what a round of intake brought.
delete from messages where province = any(:provinces::integer[]) and number > :open

-- forget_resends: Take away what a round brought beside each first message.
delete from messages using bench_live
 where messages.province = bench_live.province and messages.number = bench_live.number
   and ordinal > 1

-- forget_trail: Nothing has happened since the trails were seeded.
delete from trail using bench_heads
 where trail.province = bench_heads.province and trail.seq > bench_heads.seq

-- forget_heads: Nothing has happened since the trails were seeded.
update trail_heads set seq = bench_heads.seq, hash = bench_heads.hash
  from bench_heads
 where trail_heads.province = bench_heads.province

-- forget_guesses: Nobody has guessed at the crowd's numbers.
delete from guesses using bench_live
 where guesses.province = bench_live.province and guesses.mobile = bench_live.mobile

-- forget_visits: Nobody has tried anything from anywhere.
delete from visits

-- forget_captchas: No form is out.
delete from captchas

-- add_limit_captchas: The captchas that pgbench spends.
insert into captchas (province, id, purpose, browser, answer, expires_at)
select province, 'limit ' || turn, 'verify', decode(md5('b' || turn), 'hex'),
       decode(md5('a' || turn), 'hex'), :until
  from bench_round join bench_live using (i)

-- reopen_cases: Let those who are worked in a round, or those who are not, stand as before it.
update cases
   set state = 'verifying', reason = null, ended_at = null,
       opened_at = (array[:even, :odd]::timestamptz[])[1 + cases.number % 2],
       due_at = (array[:even_due, :odd_due]::timestamptz[])[1 + cases.number % 2]
  from bench_live left join bench_round using (i)
 where cases.province = bench_live.province and cases.number = bench_live.number
   and (turn is not null) = :worked

-- reopen_challenges: Let the challenges of the same stand as before a round.
update challenges
   set state = 'open', messages = 1, noon_passed = :noon_passed and challenges.number % 2 = 0,
       wrong_tails = 0,
       accepted_at = (array[:even, :odd]::timestamptz[])[1 + challenges.number % 2]
  from bench_live left join bench_round using (i)
 where challenges.province = bench_live.province and challenges.number = bench_live.number
   and (turn is not null) = :worked

-- send_again: Let the messages of the cases that a round works have left within the hour.
-- So that their pages, in all indexes, were written to a while ago.
update messages set queued_at = queued_at + interval '1 microsecond'
  from bench_live
 where messages.province = bench_live.province and messages.number = bench_live.number
   and ordinal = 1

-- tell_again: Let the trail have told of those messages then.
with told as (
       delete from trail using bench_live
        where trail.province = bench_live.province and trail.number = bench_live.number
          and trail.type = 'message.sent'
       returning trail.*)
insert into trail select * from told

-- walk: Look the cases that a round works up, as their messages' reports did.
select count(cases.state), count(filings.bases), count(challenges.state), count(messages.state),
       count(asked.code_key), count(trail.type), count(guesses.day)
  from bench_live
  join cases using (province, number)
  join filings using (province, number)
  join challenges using (province, number)
  join messages using (province, number, n)
  join challenges as asked
    on asked.mobile = bench_live.mobile and asked.province = bench_live.province
   and asked.state = 'open'
  join trail on trail.province = bench_live.province and trail.number = bench_live.number
  left join guesses
    on guesses.province = bench_live.province and guesses.mobile = bench_live.mobile

-- walk_due: Look up what is due, as the house does all the time.
select count(state) from cases where province = any(:provinces::integer[]) and due_at <= :now

-- count_states: How the cases that a round works stand.
select state, count(*) as count
  from bench_round
  join bench_live using (i)
  join cases using (province, number)
 group by state

-- count_new: How many cases a round of intake brought, with their challenges and messages.
select (select count(*) from cases where number > :open) as cases,
       (select count(*) from challenges where number > :open) as challenges,
       (select count(*) from messages where number > :open) as messages
