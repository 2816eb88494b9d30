-- The spans for which a challenge was locked (R25), in place of their sum: an hour that is both
-- in a lock and in a declared outage holds up the clock once. Nothing reads `stopped` any more.

alter table challenges
    add column locks tstzmultirange not null default '{}';

-- A span of that length at the beginning of its clock moves a deadline as far as the sum did.
update challenges
   set locks = tstzmultirange(tstzrange(begun, begun + stopped))
  from (select c.province, c.number, c.n,
               coalesce(c.accepted_at, c.asked_at, cases.opened_at) as begun
          from challenges c join cases using (province, number)
         where c.stopped > '0' and c.state in ('open', 'locked')) as still
 where challenges.province = still.province and challenges.number = still.number
   and challenges.n = still.n;
