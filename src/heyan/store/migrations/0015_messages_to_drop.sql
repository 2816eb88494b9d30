-- Who has answered is sent nothing more, so each answer looks for what still waits to be sent to him.
-- It looked among all messages that there ever were, on two pages of millions, to find nothing. What
-- waits is little, and has an index of its own. Its condition is written as that question is, so that
-- others go by the order of the queue. Writing to messages waits while the index is made, about a
-- second for each million.

create index messages_to_drop on messages (province, number, n)
 where state is not distinct from 'queued';
