-- keep: Keep reports until the response that names their message comes.
insert into early_reports (account, carrier_id, delivery, stat, mobile, submitted_at, received_at)
select * from unnest(:accounts::text[], :carrier_ids::text[], :deliveries::text[], :stats::text[],
                     :mobiles::bytea[], :submitted_ats::timestamptz[],
                     :received_ats::timestamptz[])
    on conflict do nothing

-- claim: Take the reports that came before the responses that name their messages.
delete from early_reports
 where account = :account and carrier_id = any(:carrier_ids::text[])
returning carrier_id, delivery, stat

-- find_for: The reports on these numbers whose response has not come.
select distinct account, carrier_id, mobile, submitted_at, received_at from early_reports
 where mobile = any(:mobiles::bytea[])

-- drop_old: Forget reports whose response never came.
delete from early_reports where received_at < :before

-- drop_beyond: Forget the oldest reports where there are more than :most.
delete from early_reports
 where ctid = any(array(select ctid from early_reports order by received_at desc offset :most))
