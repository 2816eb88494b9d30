-- How often a case's messages were sent again by hand is counted since 0002; what had been asked for before
-- is in the ledger of messages, and in the trail, against which cases are held now.

update cases set asked = counted.asked
  from (select province, number, count(*) as asked
          from messages
         where purpose = 'asked'
         group by province, number) as counted
 where cases.province = counted.province and cases.number = counted.number
   and cases.asked < counted.asked;
