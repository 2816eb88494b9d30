-- read_fact: What the house remembers under a name.
select value from house where name = :name

-- keep_fact: Remember something under a name, unless it is remembered already.
insert into house (name, value) values (:name, :value) on conflict do nothing

-- replace_fact: Remember something under a name.
insert into house (name, value) values (:name, :value)
    on conflict (name) do update set value = excluded.value

-- add_to_fact: Remember more under a name.
insert into house (name, value) values (:name, :value)
    on conflict (name) do update set value = house.value || excluded.value

-- take_from_fact: Remember less under a name.
update house set value = value - :keys::text[] where name = :name
