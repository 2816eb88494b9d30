-- add: Note that a test message is about to be sent.
insert into test_messages (at, account, mobile, operator)
values (:now, :account, :mobile, :operator)
returning id

-- save_outcome: Note what became of a test message.
update test_messages set outcome = :outcome where id = :id

-- since: When test messages were sent lately, and to whom.
select at, mobile from test_messages where at > :since order by at

-- latest: The latest test messages, newest first.
select at, account, operator, outcome from test_messages order by id desc limit :most
