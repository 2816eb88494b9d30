-- insert_captcha: Keep a captcha until its one try.
insert into captchas (province, id, purpose, browser, answer, expires_at)
values (:province, :id, :purpose, :browser, :answer, :expires_at)

-- spend_captcha: Take a captcha away: it serves one try, right or wrong.
delete from captchas
 where province = :province and id = :id
returning purpose, browser, answer, expires_at

-- find_captcha: Whose a captcha is that waits for its try.
select browser, expires_at from captchas where province = :province and id = :id

-- drop_expired: Forget captchas that nobody answered.
delete from captchas where province = :province and expires_at < :now
