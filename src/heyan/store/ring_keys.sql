-- codes_in_use: The keys that codes of cases which have not ended are derived from.
select code_key, count(*) as count
  from challenges join cases using (province, number)
 where province = :province and cases.state in ('verifying', 'reviewing')
 group by code_key

-- cases_in_use: The keys of the ring that data keys of cases are wrapped under.
select substring(data_key from 2 for get_byte(data_key, 0)) as ring_key, count(*) as count
  from cases
 where province = :province and data_key is not null
 group by ring_key

-- subjects_in_use: The keys of the ring that data keys of registered subjects are wrapped under.
select substring(data_key from 2 for get_byte(data_key, 0)) as ring_key, count(*) as count
  from subjects
 where province = :province
 group by ring_key

-- stale_cases: Hold cases whose data key is wrapped under another key of the ring.
select number, data_key from cases
 where province = :province and number > :after and data_key is not null
   and substring(data_key from 1 for length(:wrapping::bytea)) <> :wrapping
 order by number
 limit :most
   for update

-- rewrap_cases: Keep data keys of cases as they are wrapped now.
update cases set data_key = u.data_key
  from unnest(:numbers::bigint[], :data_keys::bytea[]) as u (number, data_key)
 where cases.province = :province and cases.number = u.number

-- stale_subjects: Hold subjects whose data key is wrapped under another key of the ring.
select number, data_key from subjects
 where province = :province and number > :after
   and substring(data_key from 1 for length(:wrapping::bytea)) <> :wrapping
 order by number
 limit :most
   for update

-- rewrap_subjects: Keep data keys of registered subjects as they are wrapped now.
update subjects set data_key = u.data_key
  from unnest(:numbers::text[], :data_keys::bytea[]) as u (number, data_key)
 where subjects.province = :province and subjects.number = u.number

-- running: Transactions of this house that are running now, but for one's own.
select pid, xact_start from pg_stat_activity
 where datname = current_database() and application_name = 'heyan'
   and xact_start is not null and pid not in (pg_backend_pid(), :own)
