-- insert_captchas: Keep captchas until their one try each.
insert into captchas (province, id, purpose, browser, answer, expires_at)
select :province, id, purpose, browser, answer, expires_at
  from unnest(:ids::text[], :purposes::text[], :browsers::bytea[], :answers::bytea[],
              :expires_ats::timestamptz[])
       as u (id, purpose, browser, answer, expires_at)

-- spend_captchas: Take captchas away: each serves one try, right or wrong.
delete from captchas
 where province = :province and id = any(:ids::text[])
returning id, purpose, browser, answer, expires_at

-- find_captcha: A captcha that waits for its try.
select id, purpose, browser, answer, expires_at
  from captchas
 where province = :province and id = :id

-- drop_expired: Forget captchas that nobody answered.
delete from captchas where province = :province and expires_at < :now
