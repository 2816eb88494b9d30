-- The two that it stands for go, by themselves, as 0014 says. Of the release before, what looks for
-- references or lists a provider's cases reads all of them from now on.

drop index cases_of_reference, cases_of_provider;
