-- Today's picture of the database, drawn from the migrations by `make docs`.

create table accesses (
    province integer not null,
    site text not null,
    provider bigint not null,
    data jsonb not null,
    since timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint accesses_pkey PRIMARY KEY (province, site, provider),
    constraint accesses_province_site_fkey FOREIGN KEY (province, site) REFERENCES sites(province, number)
);

create table api_keys (
    id text not null,
    provider bigint,
    officer bigint,
    hash bytea not null,
    since timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint api_keys_pkey PRIMARY KEY (id),
    constraint api_keys_check CHECK (((provider IS NULL) <> (officer IS NULL))),
    constraint api_keys_officer_fkey FOREIGN KEY (officer) REFERENCES officers(id),
    constraint api_keys_provider_fkey FOREIGN KEY (provider) REFERENCES providers(id)
);

create unlogged table captchas (
    province integer not null,
    id text not null,
    purpose text not null,
    browser bytea not null,
    answer bytea not null,
    expires_at timestamp with time zone not null,
    constraint captchas_pkey PRIMARY KEY (province, id)
);

create table cases (
    province integer not null,
    number bigint not null,
    provider bigint not null,
    reference text not null,
    fingerprint bytea not null,
    kind text not null,
    edition text not null,
    state text not null,
    reason text,
    opened_at timestamp with time zone not null,
    due_at timestamp with time zone,
    ended_at timestamp with time zone,
    data_key bytea,
    corrections smallint not null default 0,
    asked smallint not null default 0,
    erased_at timestamp with time zone,
    constraint cases_pkey PRIMARY KEY (province, number)
) with (autovacuum_vacuum_scale_factor=0.02, fillfactor=90);

create table challenges (
    province integer not null,
    number bigint not null,
    n smallint not null,
    mobile bytea not null,
    sealed bytea not null,
    because text[] not null,
    state text not null,
    code_key text not null,
    epoch smallint not null,
    redraw smallint not null,
    wrong_tails smallint not null,
    messages smallint not null,
    accepted_at timestamp with time zone,
    noon_passed boolean not null,
    spent_codes smallint not null default 0,
    locked_at timestamp with time zone,
    stopped interval not null default '00:00:00'::interval,
    asked_at timestamp with time zone,
    first_message smallint not null default 1,
    guessed_before integer not null default 0,
    locks tstzmultirange not null default '{}'::tstzmultirange,
    constraint challenges_pkey PRIMARY KEY (province, number, n),
    constraint challenges_province_number_fkey FOREIGN KEY (province, number) REFERENCES cases(province, number)
) with (autovacuum_vacuum_scale_factor=0.02, fillfactor=90);

create table early_reports (
    account text not null,
    carrier_id text not null,
    delivery text not null,
    stat text not null,
    received_at timestamp with time zone not null,
    mobile bytea,
    submitted_at timestamp with time zone,
    constraint early_reports_pkey PRIMARY KEY (account, carrier_id, delivery)
);

create table filings (
    province integer not null,
    number bigint not null,
    sealed bytea not null,
    bases jsonb not null default '{}'::jsonb,
    constraint filings_pkey PRIMARY KEY (province, number),
    constraint filings_province_number_fkey FOREIGN KEY (province, number) REFERENCES cases(province, number)
);

create table given_answers (
    province integer not null,
    provider bigint not null,
    key bytea not null,
    body bytea not null,
    number bigint not null,
    at timestamp with time zone not null,
    constraint given_answers_pkey PRIMARY KEY (province, provider, key)
);

create table guesses (
    province integer not null,
    mobile bytea not null,
    wrong_codes integer not null,
    day date not null,
    constraint guesses_pkey PRIMARY KEY (province, mobile)
) with (autovacuum_vacuum_scale_factor=0.02, fillfactor=70);

create table house (
    name text not null,
    value jsonb not null,
    constraint house_pkey PRIMARY KEY (name)
);

create table links (
    process text not null,
    name text not null,
    seen_at timestamp with time zone not null,
    told jsonb not null,
    constraint links_pkey PRIMARY KEY (process, name)
) with (fillfactor=50);

create table messages (
    province integer not null,
    number bigint not null,
    n smallint not null,
    ordinal smallint not null,
    mobile bytea not null,
    purpose text not null,
    carrier text not null,
    urgency smallint not null,
    state text not null,
    attempts smallint not null,
    queued_at timestamp with time zone not null,
    due_at timestamp with time zone,
    account text,
    carrier_id text,
    accepted_at timestamp with time zone,
    settled_at timestamp with time zone,
    stat text,
    rank_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
    taken_at timestamp with time zone,
    unheard_of text,
    held_at timestamp with time zone,
    submitted_at timestamp with time zone,
    takings integer not null default 0,
    constraint messages_pkey PRIMARY KEY (province, number, n, ordinal),
    constraint messages_province_number_n_fkey FOREIGN KEY (province, number, n) REFERENCES challenges(province, number, n)
) with (autovacuum_vacuum_scale_factor=0.02, fillfactor=90);

create table migrations (
    number integer not null,
    name text not null,
    checksum text not null,
    applied_at timestamp with time zone not null,
    constraint migrations_pkey PRIMARY KEY (number)
);

create table officers (
    id bigint not null generated always as identity,
    name text not null,
    province integer not null,
    since timestamp with time zone not null,
    constraint officers_pkey PRIMARY KEY (id),
    constraint officers_name_key UNIQUE (name)
);

create table outages (
    id bigint not null generated always as identity,
    starts_at timestamp with time zone not null,
    ends_at timestamp with time zone not null,
    reason text not null,
    declared_at timestamp with time zone not null,
    constraint outages_pkey PRIMARY KEY (id),
    constraint outages_check CHECK ((starts_at < ends_at))
);

create table ported_numbers (
    mobile bytea not null,
    carrier text not null,
    since timestamp with time zone not null,
    looked_up boolean not null default false,
    constraint ported_numbers_pkey PRIMARY KEY (mobile)
);

create table providers (
    id bigint not null generated always as identity,
    name text not null,
    since timestamp with time zone not null,
    constraint providers_pkey PRIMARY KEY (id),
    constraint providers_name_key UNIQUE (name)
);

create table register_serials (
    province integer not null,
    year integer not null,
    last integer not null,
    constraint register_serials_pkey PRIMARY KEY (province, year)
);

create table sites (
    province integer not null,
    subject text not null,
    number text not null,
    sealed bytea not null,
    since timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint sites_pkey PRIMARY KEY (province, number),
    constraint sites_province_subject_fkey FOREIGN KEY (province, subject) REFERENCES subjects(province, number)
);

create table subjects (
    province integer not null,
    number text not null,
    data_key bytea not null,
    sealed bytea not null,
    last_site integer not null,
    since timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint subjects_pkey PRIMARY KEY (province, number)
);

create table submissions (
    province integer not null,
    provider bigint not null,
    number bigint not null,
    reference text,
    attempt integer not null,
    constraint submissions_pkey PRIMARY KEY (province, provider, number)
);

create table test_messages (
    id bigint not null generated always as identity,
    at timestamp with time zone not null,
    account text not null,
    mobile bytea not null,
    operator text not null,
    outcome text,
    constraint test_messages_pkey PRIMARY KEY (id)
);

create table trail (
    province integer not null,
    seq bigint not null,
    number bigint not null,
    provider bigint not null,
    at timestamp with time zone not null,
    type text not null,
    data jsonb not null,
    hash bytea not null,
    constraint trail_pkey PRIMARY KEY (province, seq)
);

create table trail_heads (
    province integer not null,
    seq bigint not null,
    hash bytea not null,
    constraint trail_heads_pkey PRIMARY KEY (province)
) with (fillfactor=50);

create unlogged table visits (
    province integer not null,
    reach text not null,
    subject bytea not null,
    since timestamp with time zone not null,
    count integer not null,
    constraint visits_pkey PRIMARY KEY (province, reach, subject)
) with (autovacuum_vacuum_scale_factor=0.02, fillfactor=50);

create sequence case_numbers as bigint;

create index captchas_by_age ON captchas USING btree (expires_at);

create index cases_due ON cases USING btree (province, due_at, number) WHERE (due_at IS NOT NULL);

create index cases_in_review ON cases USING btree (province, number) WHERE (state = 'reviewing'::text);

create index cases_to_erase ON cases USING btree (province, ended_at) WHERE ((ended_at IS NOT NULL) AND (erased_at IS NULL));

create index challenges_asked ON challenges USING hash (mobile) WHERE (state = 'open'::text);

create index challenges_locked ON challenges USING btree (mobile, province) WHERE (state = 'locked'::text);

create index early_reports_by_age ON early_reports USING btree (received_at);

create index early_reports_by_number ON early_reports USING btree (mobile) WHERE (mobile IS NOT NULL);

create index given_answers_by_age ON given_answers USING btree (at);

create index given_answers_by_key ON given_answers USING btree (provider, key);

create index guesses_by_age ON guesses USING btree (province, day);

create index messages_by_carrier_id ON messages USING btree (carrier_id) WHERE (carrier_id IS NOT NULL);

create index messages_queued ON messages USING btree (province, carrier, urgency, rank_at, due_at) WHERE (state = 'queued'::text);

create index messages_to_drop ON messages USING btree (province, number, n) WHERE (NOT (state IS DISTINCT FROM 'queued'::text));

create index messages_to_number ON messages USING btree (mobile, queued_at);

create index messages_waiting ON messages USING btree (province, due_at) WHERE (state = ANY (ARRAY['taken'::text, 'unknown'::text]));

create index ported_numbers_by_age ON ported_numbers USING btree (since) WHERE looked_up;

create index sites_of_subject ON sites USING btree (province, subject);

create unique index submissions_of_reference ON submissions USING btree (provider, reference, province, attempt);

create index test_messages_by_age ON test_messages USING btree (at);

create index trail_by_case ON trail USING hash (number);

create index trail_of_provider ON trail USING btree (province, provider, seq);

create index visits_by_age ON visits USING btree (province, since);

create or replace function forget_reference()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    update submissions set reference = null
     where province = new.province and provider = new.provider and number = new.number
       and reference = old.reference;
    return null;
end $function$;

create or replace function keep_submissions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    insert into submissions (province, provider, number, reference, attempt)
    select province, provider, number, reference,
           1 + coalesce((select max(attempt) from submissions as earlier
                          where earlier.provider = opened.provider
                            and earlier.reference = opened.reference
                            and earlier.province = opened.province), 0)
      from opened;
    -- One after the other (`offset 0`), so that no plan that the house makes goes through all.
    if exists (
        select from opened
         where exists (select from submissions as earlier
                        cross join lateral (
                              select ended_at from cases
                               where province = earlier.province and number = earlier.number
                              offset 0) as case_
                        where earlier.provider = opened.provider
                          and earlier.reference = opened.reference
                          and earlier.province = opened.province
                          and earlier.number <> opened.number
                          and case_.ended_at is null
                       offset 0)) then
        raise exception 'an open case bears the reference'
              using errcode = 'unique_violation', table = 'submissions',
                    constraint = 'submissions_of_reference';
    end if;
    return null;
end $function$;

create or replace function refuse_to_rewrite()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    raise exception '% is only ever appended to', tg_table_name
          using errcode = 'object_not_in_prerequisite_state', table = tg_table_name;
end $function$;

create trigger cases_erased AFTER UPDATE OF reference ON cases FOR EACH ROW WHEN ((new.reference = ''::text)) EXECUTE FUNCTION forget_reference();

create trigger cases_opened AFTER INSERT ON cases REFERENCING NEW TABLE AS opened FOR EACH STATEMENT EXECUTE FUNCTION keep_submissions();

create trigger trail_heads_kept BEFORE DELETE OR TRUNCATE ON trail_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite();

create trigger trail_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite();
