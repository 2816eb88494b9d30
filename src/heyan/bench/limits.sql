-- end: Hold the end of a province's trail and move it by so many entries, as every deed does.
create or replace function bench_end(home integer, entries integer) returns trail_heads
language sql as $$
    update trail_heads set seq = seq + entries, hash = sha256(hash)
     where province = home returning *
$$

-- who: Who is worked in a turn of the round.
create or replace function bench_who(place integer) returns bench_live language sql stable as $$
    select bench_live.* from bench_round join bench_live using (i) where turn = place
$$

-- answer: One answer, as one commit: the rows that ours touches, found by the same indexes.
create or replace function bench_answer(place integer) returns text language plpgsql as $$
declare
    live bench_live;
    asked record;
    ending trail_heads;
begin
    live := bench_who(place);
    insert into visits (province, reach, subject, since, count)
    values (live.province, 'address', decode(md5('address ' || place), 'hex'), now(), 1),
           (live.province, 'network', decode(md5('network ' || place), 'hex'), now(), 1),
           (live.province, 'number', decode(md5('number ' || place), 'hex'), now(), 1)
        on conflict (province, reach, subject) do update set count = visits.count + 1;
    select cases.*, (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
      into asked
      from cases
     where province = live.province
       and number in (select number from challenges
                       where mobile = live.mobile and province = live.province and state = 'open')
       for update;
    perform challenges.*, (select wrong_codes from guesses g
                            where g.province = live.province and g.mobile = challenges.mobile)
       from challenges where province = asked.province and number = asked.number;
    update cases set state = 'reviewing', due_at = null
     where province = asked.province and number = asked.number;
    update challenges set state = 'met'
     where province = asked.province and number = asked.number and n = 1;
    update messages set state = 'void', due_at = null, settled_at = now()
     where province = asked.province and number = asked.number and n = 1
       and state is not distinct from 'queued';
    insert into visits (province, reach, subject, since, count)
    values (live.province, 'province', '', now(), 1)
        on conflict (province, reach, subject) do update set count = visits.count + 1;
    ending := bench_end(live.province, 2);
    insert into trail (province, seq, number, provider, at, type, data, hash)
    select asked.province, ending.seq - 2 + n, asked.number, asked.provider, now(),
           type, data, ending.hash
      from (values (1, 'challenge.met', '{"challenge": 1}'::jsonb), (2, 'filing.verified', '{}'))
           as u (n, type, data);
    return 'met';
end $$

-- answer_form: The same, with the captcha of the form that it came in.
create or replace function bench_answer_form(place integer) returns text language plpgsql as $$
declare
    home integer := (bench_who(place)).province;
begin
    delete from captchas where province = home and id = 'limit ' || place;
    return bench_answer(place);
end $$

-- decide: One case on which time acts, as one commit: expired or sent once more.
create or replace function bench_decide(place integer) returns text language plpgsql as $$
declare
    live bench_live;
    due record;
    ending trail_heads;
begin
    live := bench_who(place);
    select cases.*, (select array_agg(tstzrange(starts_at, ends_at)) from outages) as outages
      into due
      from cases where province = live.province and number = live.number and due_at <= now()
       for update skip locked;
    perform * from challenges where province = due.province and number = due.number;
    if due.number % 2 = 0 then
        update cases set state = 'returned', reason = 'expired', due_at = null, ended_at = now()
         where province = due.province and number = due.number;
        update challenges set state = 'expired'
         where province = due.province and number = due.number and n = 1;
        update messages set state = 'void', due_at = null, settled_at = now()
         where province = due.province and number = due.number and n = 1
           and state is not distinct from 'queued';
    else
        update cases set due_at = due.opened_at + interval '48 hours'
         where province = due.province and number = due.number;
        update challenges set noon_passed = true, messages = messages + 1
         where province = due.province and number = due.number and n = 1;
        perform * from ported_numbers where mobile = live.mobile;
        insert into messages (province, number, n, ordinal, mobile, purpose, carrier, urgency,
                              state, attempts, queued_at, due_at)
        values (due.province, due.number, 1, 2, live.mobile, 'noon', 'mobile', 1,
                'queued', 0, now(), now());
    end if;
    ending := bench_end(due.province, 1);
    insert into trail (province, seq, number, provider, at, type, data, hash)
    values (due.province, ending.seq, due.number, due.provider, now(),
            'filing.returned', '{"reason": "expired"}', ending.hash);
    return 'decided';
end $$

-- take_in: One filing of one of the crowd's numbers, as one commit.
create or replace function bench_take_in(place integer) returns text language plpgsql as $$
declare
    case_number bigint := nextval('case_numbers');
    live bench_live := bench_who(place);
    home integer := live.province;
    hash bytea := live.mobile;
    begun timestamptz := now();
    ending trail_heads;
begin
    perform pg_advisory_xact_lock(word) from unnest(array[case_number, -case_number]) as word;
    perform * from submissions join cases using (province, number)
      where submissions.provider = 1 and submissions.reference = 'BENCH-' || case_number;
    perform * from challenges where mobile = hash and state = 'open';
    insert into cases (province, number, provider, reference, fingerprint, kind, edition, state,
                       opened_at, due_at, data_key)
    values (home, case_number, 1, 'BENCH-' || case_number, hash, 'new_filing', 'pilot-2017',
            'verifying', begun, begun + interval '48 hours', decode(repeat(md5('k'), 4), 'hex'));
    insert into filings (province, number, sealed)
    values (home, case_number, decode(repeat(md5(case_number::text), 48), 'hex'));
    insert into challenges (province, number, n, mobile, sealed, because, state, code_key, epoch,
                            redraw, wrong_tails, messages, noon_passed)
    values (home, case_number, 1, hash, decode(repeat(md5(case_number::text), 6), 'hex'),
            array['subject', 'site:0'], 'open', 'codes-1', 0, 0, 0, 1, false);
    perform * from ported_numbers where mobile = hash;
    insert into messages (province, number, n, ordinal, mobile, purpose, carrier, urgency, state,
                          attempts, queued_at, due_at)
    values (home, case_number, 1, 1, hash, 'first', 'mobile', 0, 'queued', 0, begun, begun);
    ending := bench_end(home, 2);
    insert into trail (province, seq, number, provider, at, type, data, hash)
    select home, ending.seq - 2 + n, case_number, 1, begun, type, data, ending.hash
      from (values (1, 'filing.accepted', '{"edition": "pilot-2017", "challenges": 1}'::jsonb),
                   (2, 'message.queued', '{"challenge": 1, "message": 1, "purpose": "first"}'))
           as u (n, type, data);
    return 'taken in';
end $$
