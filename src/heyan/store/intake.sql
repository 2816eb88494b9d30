-- find_answer: What was answered under an Idempotency-Key.
select province, number, body, state
  from given_answers join cases using (province, number)
 where given_answers.provider = :provider and key = :key and at > :since

-- keep_answer: Remember what was answered under an Idempotency-Key.
insert into given_answers (province, provider, key, body, number, at)
values (:province, :provider, :key, :body, :number, :now)
    on conflict (province, provider, key)
    do update set body = excluded.body, number = excluded.number, at = excluded.at

-- drop_answers: Forget answers that are too old to be asked for again.
delete from given_answers where at < :before

-- find_ported: Which of the numbers have changed their carrier.
select mobile, carrier from ported_numbers where mobile = any(:mobiles::bytea[])

-- find_known: Which of the numbers were imported, or looked up lately.
select mobile from ported_numbers
 where mobile = any(:mobiles::bytea[]) and (not looked_up or since > :since)

-- put_ported: Note numbers that have changed their carrier.
insert into ported_numbers (mobile, carrier, since)
select mobile, carrier, :now from unnest(:mobiles::bytea[], :carriers::text[]) as u (mobile, carrier)
    on conflict (mobile) do update
    set carrier = excluded.carrier, since = excluded.since, looked_up = false

-- put_looked_up: Note what a look-up service says of numbers; what was imported stands.
insert into ported_numbers (mobile, carrier, since, looked_up)
select mobile, carrier, :now, true
  from unnest(:mobiles::bytea[], :carriers::text[]) as u (mobile, carrier)
    on conflict (mobile) do update set carrier = excluded.carrier, since = excluded.since
 where ported_numbers.looked_up

-- drop_looked_up: Forget what a look-up service said long ago.
delete from ported_numbers where looked_up and since < :before
