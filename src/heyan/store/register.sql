-- find_subjects: Subjects that are in the register.
select * from subjects
 where province = :province and number = any(:numbers::text[]) and ended_at is null

-- lock_subjects: Subjects that are in the register, held until the transaction ends.
select * from subjects
 where province = :province and number = any(:numbers::text[]) and ended_at is null
 order by number
   for update

-- sites_of: The sites of subjects.
select * from sites
 where province = :province and subject = any(:subjects::text[]) and ended_at is null
 order by since, length(number), number

-- accesses_of: The accesses of sites.
select * from accesses
 where province = :province and site = any(:sites::text[]) and ended_at is null
 order by since, provider

-- next_serial: The next serial of new subjects in a province and year.
insert into register_serials (province, year, last) values (:province, :year, 1)
    on conflict (province, year) do update set last = register_serials.last + 1
returning last

-- raise_serial: Keep new serials above those that were imported.
insert into register_serials (province, year, last) values (:province, :year, :serial)
    on conflict (province, year)
    do update set last = greatest(register_serials.last, excluded.last)

-- put_subject: Enter a subject, or replace its data.
insert into subjects (province, number, data_key, sealed, last_site, since)
values (:province, :number, :data_key, :sealed, :last_site, :now)
    on conflict (province, number)
    do update set data_key = excluded.data_key, sealed = excluded.sealed,
                  last_site = greatest(subjects.last_site, excluded.last_site), ended_at = null

-- put_site: Enter a site, or replace its data.
insert into sites (province, subject, number, sealed, since)
values (:province, :subject, :number, :sealed, :now)
    on conflict (province, number)
    do update set sealed = excluded.sealed, ended_at = null

-- raise_last_site: Remember the highest number that was given to a site of the subject.
update subjects set last_site = greatest(last_site, :n)
 where province = :province and number = :subject

-- put_access: Enter an access, or replace its data.
insert into accesses (province, site, provider, data, since)
values (:province, :site, :provider, :data, :now)
    on conflict (province, site, provider)
    do update set data = excluded.data, ended_at = null

-- end_subject: Cancel a subject.
update subjects set ended_at = :now where province = :province and number = :number

-- end_sites: Cancel sites of a subject: the one named, or all.
update sites set ended_at = :now
 where province = :province and subject = :subject and ended_at is null
   and (:number::text is null or number = :number)

-- end_accesses: Cancel accesses to sites: those of one provider, or all.
update accesses set ended_at = :now
 where province = :province and site = any(:sites::text[]) and ended_at is null
   and (:provider::bigint is null or provider = :provider)

-- list_subjects: A stretch of a province's register.
select * from subjects
 where province = :province and number > :after and ended_at is null
 order by number
 limit :most
