-- insert_captcha: Keep a captcha until its one try.
insert into captchas (province, id, purpose, browser, answer, expires_at)
values (:province, :id, :purpose, :browser, :answer, :expires_at)

-- spend_captcha: Take a captcha away: it serves one try, right or wrong.
delete from captchas
 where province = :province and id = :id
returning purpose, browser, answer, expires_at

-- drop_expired: Forget captchas that nobody answered.
delete from captchas where province = :province and expires_at < :now
