-- A case is found by its reference by one index, whether it is open or has ended: each decision writes
-- the case into all its indexes anew. Of a reference one case at most is open; those that have ended
-- stand beside it, each under its own number. Writing to cases waits while the index is made, some
-- seconds for each million.

create unique index cases_of_reference on cases
    (provider, reference, province, (case when ended_at is null then 0 else number end));
