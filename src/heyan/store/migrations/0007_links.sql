-- How links are, for operators elsewhere; and test messages, for whoever asks who sent them.

-- Small, and the same everywhere: a row for each link of each process, told again every few seconds.
create table links (
    process text        not null,
    name    text        not null,
    seen_at timestamptz not null,
    told    jsonb       not null,
    primary key (process, name)
) with (fillfactor = 50);

-- Test messages that operators have sent; their receivers are keyed hashes.
create table test_messages (
    id       bigint generated always as identity primary key,
    at       timestamptz not null,
    account  text        not null,
    mobile   bytea       not null,
    operator text        not null,
    outcome  text                    -- what the carrier answered and reported; null: nothing yet
);

create index test_messages_by_age on test_messages (at);
