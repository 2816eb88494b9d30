-- keep: Keep reports until the response that names their message comes.
-- What is said again is kept once; of another number it is another message that got the same id.
insert into early_reports as kept
       (account, carrier_id, delivery, stat, mobile, submitted_at, received_at)
select distinct on (account, carrier_id, delivery) *
  from unnest(:accounts::text[], :carrier_ids::text[], :deliveries::text[], :stats::text[],
              :mobiles::bytea[], :submitted_ats::timestamptz[], :received_ats::timestamptz[])
       as u (account, carrier_id, delivery, stat, mobile, submitted_at, received_at)
 order by account, carrier_id, delivery, received_at
    on conflict (account, carrier_id, delivery) do update
   set stat = excluded.stat, mobile = excluded.mobile, submitted_at = excluded.submitted_at,
       received_at = excluded.received_at
 where kept.mobile <> excluded.mobile

-- claim: Take the reports that came before the responses that name their messages.
delete from early_reports
 using unnest(:carrier_ids::text[], :mobiles::bytea[]) as u (carrier_id, mobile)
 where early_reports.account = :account and early_reports.carrier_id = u.carrier_id
   and (early_reports.mobile is null or early_reports.mobile = u.mobile)
returning early_reports.carrier_id, delivery, stat, received_at

-- find_for: The reports on these numbers whose response has not come.
select distinct account, carrier_id, mobile, submitted_at, received_at from early_reports
 where mobile = any(:mobiles::bytea[])

-- drop_old: Forget reports whose response never came.
delete from early_reports where received_at < :before

-- drop_beyond: Forget the oldest reports where there are more than :most.
-- Those that another transaction is taking are left to it.
with old as materialized (
       select ctid as place from early_reports
        order by received_at
        limit greatest(0, (select count(*) from early_reports) - :most)
          for update skip locked)
delete from early_reports where ctid = any(array(select place from old))
