-- chime: Wake whoever listens in other processes.
select pg_notify(:channel, '')
