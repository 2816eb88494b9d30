-- filings_of: The sealed filings of the cases.
select number, sealed, bases from filings
 where province = :province and number = any(:numbers::bigint[])

-- replace_filing: Keep a filing as it was corrected.
update filings set sealed = :sealed where province = :province and number = :number
