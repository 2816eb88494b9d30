-- insert_outage: Declare an outage.
insert into outages (starts_at, ends_at, reason, declared_at)
values (:starts_at, :ends_at, :reason, :now)

-- any_outage: Whether one was ever declared.
select exists (select from outages) as any

-- all_outages: Every declared outage, oldest first.
select starts_at, ends_at, reason, declared_at from outages order by starts_at, id
