-- Reports for messages whose answer never came, and the order of noon's queue.

alter table messages
    add column rank_at    timestamptz not null default '-infinity',  -- the lowest goes first
    add column taken_at   timestamptz,  -- when a link took it last
    add column unheard_of text;         -- the account that took it and never answered for it

drop index messages_queued;
create index messages_queued on messages (province, carrier, urgency, rank_at, due_at)
    where state = 'queued';

-- A report for an unknown id is held against messages by its number and the moment it names.
alter table early_reports
    add column mobile       bytea,      -- keyed hash
    add column submitted_at timestamptz;

create index early_reports_by_number on early_reports (mobile) where mobile is not null;
