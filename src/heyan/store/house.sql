-- read_fact: What the house remembers under a name.
select value from house where name = :name

-- keep_fact: Remember something under a name, unless it is remembered already.
insert into house (name, value) values (:name, :value) on conflict do nothing

-- replace_fact: Remember something under a name.
insert into house (name, value) values (:name, :value)
    on conflict (name) do update set value = excluded.value
