-- take_turn: Tell one after another: of two that come at once the second sees the first.
select pg_advisory_xact_lock('links'::regclass::oid::bigint)

-- put: Remember how a process's links are.
insert into links (process, name, seen_at, told)
select :process, name, :now, told::jsonb from unnest(:names::text[], :told::text[]) as u (name, told)
    on conflict (process, name) do update set seen_at = excluded.seen_at, told = excluded.told

-- find_all: Every link that a process has told of, in order.
select process, seen_at, told from links order by name, process

-- drop_of: Forget the links of a process that has ended.
delete from links where process = :process

-- drop_unseen: Forget links that no process has told of for long.
delete from links where seen_at < :before
