-- A captcha is found by its id. While the table is empty the planner cannot tell that from going
-- through all of the province in order of age, so that way is taken away.

drop index captchas_by_age;
create index captchas_by_age on captchas (expires_at);
