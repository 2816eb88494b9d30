-- insert_provider: Enter a provider.
insert into providers (name, since) values (:name, :now) on conflict do nothing returning id

-- find_provider: The provider of a name.
select id, name from providers where name = :name

-- list_providers: All providers.
select id, name from providers order by id

-- insert_officer: Enter an officer of a bureau.
insert into officers (name, province, since) values (:name, :province, :now)
    on conflict do nothing
returning id

-- insert_key: Remember the hash of a new key.
insert into api_keys (id, provider, officer, hash, since)
values (:id, :provider, :officer, :hash, :now)

-- find_key: A key that serves, and whose it is.
select api_keys.hash, providers.id as provider, providers.name as provider_name,
       officers.id as officer, officers.name as officer_name, officers.province
  from api_keys
  left join providers on providers.id = api_keys.provider
  left join officers on officers.id = api_keys.officer
 where api_keys.id = :id and api_keys.ended_at is null
