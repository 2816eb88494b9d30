-- What has left is told from what a link has in hand. No index has these columns, so the note that a
-- message is about to leave touches none. Of rows that an older release takes, before this or
-- beside a newer one, `held_at` is not their `taken_at`: they count as submitted, for they may be.
-- What a link says is about one taking: of another it says nothing, however late it comes.

alter table messages
    add column held_at      timestamptz,  -- when it was taken, while it has certainly not left
    add column submitted_at timestamptz,  -- when it was about to leave last
    add column takings      integer not null default 0;
