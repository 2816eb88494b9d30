-- The trail is only ever appended to (R30); until now because nothing in the house did otherwise. What
-- would change it, by a mistake or by a hand, is refused by the database itself. Somebody with all rights
-- can take the lock off; that is what `heyan audit verify` is for.

create function refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception '% is only ever appended to', tg_table_name
          using errcode = 'object_not_in_prerequisite_state', table = tg_table_name;
end $$;

-- By statement, and none of them on insert: an entry costs what it cost.
create trigger trail_kept before update or delete or truncate on trail
    for each statement execute function refuse_to_rewrite();

-- Where a trail ends moves on with each entry; it is never forgotten.
create trigger trail_heads_kept before delete or truncate on trail_heads
    for each statement execute function refuse_to_rewrite();
