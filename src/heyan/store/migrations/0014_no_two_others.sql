-- The two that it stands for go. By themselves: who makes an index lets others read, and would wait
-- for those readers, to drop one, while they wait to write.

drop index cases_open_reference, cases_by_reference;
