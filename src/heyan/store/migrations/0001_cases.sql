-- Everything that a filing leaves behind on its way. Every key begins with the province, so that
-- the tables can be spread over machines by it; those that know no province are small and the same
-- everywhere: people, their keys, ported numbers, early reports.

create sequence case_numbers;

-- One filing on its way (核验单). The row is the queue: time finds its work by due_at.
create table cases (
    province     integer     not null,
    number       bigint      not null,
    provider     bigint      not null,
    reference    text        not null,
    fingerprint  bytea       not null,  -- keyed hash of the filing: the same again opens nothing
    kind         text        not null,
    edition      text        not null,
    state        text        not null,
    reason       text,
    opened_at    timestamptz not null,
    due_at       timestamptz,
    ended_at     timestamptz,
    data_key     bytea,                 -- wrapped by the ring; destroying it erases the case
    primary key (province, number)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);

create index cases_due on cases (province, due_at) where due_at is not null;
create index cases_of_provider on cases (province, provider, number);
create index cases_by_reference on cases (provider, reference);
create unique index cases_open_reference on cases (province, provider, reference)
    where state in ('verifying', 'reviewing');
create index cases_in_review on cases (province, number) where state = 'reviewing';

-- The filing as submitted, sealed with the data key of its case.
create table filings (
    province integer not null,
    number   bigint  not null,
    sealed   bytea   not null,
    primary key (province, number),
    foreign key (province, number) references cases
);

-- One number that has to prove itself within a case (一码一号). Its code is derived, not stored.
create table challenges (
    province    integer  not null,
    number      bigint   not null,
    n           smallint not null,
    mobile      bytea    not null,  -- keyed hash
    sealed      bytea    not null,  -- number, tails, and the name that its messages mention
    because     text[]   not null,
    state       text     not null,
    code_key    text     not null,
    epoch       smallint not null,
    redraw      smallint not null,
    wrong_tails smallint not null,
    messages    smallint not null,
    accepted_at timestamptz,
    noon_passed boolean  not null,
    primary key (province, number, n),
    foreign key (province, number) references cases
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);

create index challenges_open on challenges (mobile, province) where state = 'open';

-- The send ledger (发送台账). Rows hold no text: it is made at the socket.
create table messages (
    province    integer     not null,
    number      bigint      not null,
    n           smallint    not null,
    ordinal     smallint    not null,
    mobile      bytea       not null,  -- keyed hash
    purpose     text        not null,
    carrier     text        not null,
    urgency     smallint    not null,  -- noon's resends go after all others
    state       text        not null,
    attempts    smallint    not null,
    queued_at   timestamptz not null,
    due_at      timestamptz,           -- when something is to be done about it next
    account     text,
    carrier_id  text,
    accepted_at timestamptz,
    settled_at  timestamptz,
    stat        text,                  -- the carrier's own word
    primary key (province, number, n, ordinal),
    foreign key (province, number, n) references challenges
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);

create index messages_queued on messages (province, carrier, urgency, due_at)
    where state = 'queued';
create index messages_waiting on messages (province, due_at) where state in ('taken', 'unknown');
create index messages_by_carrier_id on messages (carrier_id) where carrier_id is not null;
create index messages_to_number on messages (mobile, queued_at);

-- Reports that came before the response that names their message.
create table early_reports (
    account     text        not null,
    carrier_id  text        not null,
    delivery    text        not null,
    stat        text        not null,
    received_at timestamptz not null,
    primary key (account, carrier_id, delivery)
);

create index early_reports_by_age on early_reports (received_at);

-- Every event of every case (R30): appended in commit order, each entry chained to the one before.
create table trail (
    province integer     not null,
    seq      bigint      not null,
    number   bigint      not null,
    provider bigint      not null,
    at       timestamptz not null,
    type     text        not null,
    data     jsonb       not null,
    hash     bytea       not null,
    primary key (province, seq)
);

create index trail_of_case on trail (province, number, seq);
create index trail_of_provider on trail (province, provider, seq);

create table trail_heads (
    province integer primary key,
    seq      bigint  not null,
    hash     bytea   not null
) with (fillfactor = 50);

-- The register (备案库). Data is sealed; the key of a subject seals its sites too.
create table subjects (
    province  integer     not null,
    number    text        not null,
    data_key  bytea       not null,
    sealed    bytea       not null,
    last_site integer     not null,
    since     timestamptz not null,
    ended_at  timestamptz,
    primary key (province, number)
);

create table sites (
    province integer     not null,
    subject  text        not null,
    number   text        not null,
    sealed   bytea       not null,
    since    timestamptz not null,
    ended_at timestamptz,
    primary key (province, number),
    foreign key (province, subject) references subjects
);

create index sites_of_subject on sites (province, subject);

create table accesses (
    province integer     not null,
    site     text        not null,
    provider bigint      not null,
    data     jsonb       not null,
    since    timestamptz not null,
    ended_at timestamptz,
    primary key (province, site, provider),
    foreign key (province, site) references sites
);

create table register_serials (
    province integer not null,
    year     integer not null,
    last     integer not null,
    primary key (province, year)
);

-- Captchas that wait for their one try (R26). Losing them costs a new picture.
create unlogged table captchas (
    province   integer     not null,
    id         text        not null,
    purpose    text        not null,
    browser    bytea       not null,
    answer     bytea       not null,
    expires_at timestamptz not null,
    primary key (province, id)
);

create index captchas_by_age on captchas (province, expires_at);

-- Answers given under an Idempotency-Key.
create table given_answers (
    province integer     not null,
    provider bigint      not null,
    key      bytea       not null,
    body     bytea       not null,
    number   bigint      not null,
    at       timestamptz not null,
    primary key (province, provider, key)
);

create index given_answers_by_key on given_answers (provider, key);
create index given_answers_by_age on given_answers (at);

create table providers (
    id    bigint generated always as identity primary key,
    name  text        not null unique,
    since timestamptz not null
);

create table officers (
    id       bigint generated always as identity primary key,
    name     text        not null unique,
    province integer     not null,
    since    timestamptz not null
);

-- A key is known by its id and proved by its hash; it is shown once and never stored.
create table api_keys (
    id       text primary key,
    provider bigint references providers,
    officer  bigint references officers,
    hash     bytea       not null,
    since    timestamptz not null,
    ended_at timestamptz,
    check ((provider is null) <> (officer is null))
);

-- Numbers that have changed their carrier (携号转网).
create table ported_numbers (
    mobile  bytea primary key,  -- keyed hash
    carrier text        not null,
    since   timestamptz not null
);

-- Which key ring and, in the sandbox, which clock this database belongs to.
create table house (
    name  text primary key,
    value jsonb not null
);
