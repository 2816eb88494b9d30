-- The one that it stands for goes, by itself, as 0014 says.

drop index challenges_open;
