-- insert_captchas: Keep captchas until their one try each.
insert into captchas (province, id, purpose, browser, answer, expires_at)
select :province, id, purpose, browser, answer, expires_at
  from unnest(:ids::text[], :purposes::text[], :browsers::bytea[], :answers::bytea[],
              :expires_ats::timestamptz[])
       as u (id, purpose, browser, answer, expires_at)

-- spend_captchas: Take captchas away, each for one try; count the try of whoever passed his.
-- By address and network, in one order for everybody; a window that is over begins anew. Tells
-- which captchas were passed, by what their pictures show or otherwise and as how many tries, and
-- how tries stand now. Captchas are looked for one by one: of a table that was empty when it was looked
-- over, a server before 17 would read the province's all, to find those among them.
with brought as (
       select *
         from unnest(:ids::text[], :purposes::text[], :browsers::bytea[], :answers::bytea[],
                     :if_reads::integer[], :otherwises::integer[])
              as u (id, purpose, browser, answer, if_read, otherwise)),
     spent as (
       delete from captchas
        where ctid = any(array(
              select (select kept.ctid from captchas kept
                       where kept.province = :province and kept.id = brought.id)
                from brought))
       returning id, purpose, browser, answer, expires_at),
     passed as (
       select id, spent.answer = brought.answer as read,
              case when spent.answer = brought.answer then if_read else otherwise end as weight
         from brought join spent using (id)
        where spent.purpose = brought.purpose and spent.browser = brought.browser
          and spent.expires_at > :now
          and (spent.answer = brought.answer or otherwise is not null)),
     counted as (
       insert into visits (province, reach, subject, since, count)
       select :everywhere, reach, subject, :now, sum(weight)
         from unnest(:tries::text[], :reaches::text[], :subjects::bytea[])
              as u (id, reach, subject)
              join passed using (id)
        group by reach, subject
        order by reach, subject
           on conflict (province, reach, subject) do update
          set since = case when visits.since <= :before then excluded.since
                           else visits.since
                            end,
              count = case when visits.since <= :before then 0 else visits.count end
                      + excluded.count
       returning reach, subject, since, count)
select id, read, null as reach, null as subject, null as since, weight as count from passed
 union all
select null, null, reach, subject, since, count from counted

-- find_captcha: A captcha that waits for its try.
select id, purpose, browser, answer, expires_at
  from captchas
 where province = :province and id = :id

-- drop_expired: Forget captchas that nobody answered.
delete from captchas where province = :province and expires_at < :now
