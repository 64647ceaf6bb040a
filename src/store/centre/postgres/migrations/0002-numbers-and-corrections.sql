-- Entries may wait for a number of the protocol office; until they have it they have no outcome.
alter table entry alter column seq drop not null;
create index entry_unnumbered on entry (station, outage) where ordinary_register is null and rejected_code is null;

-- An entry that came in the place of one that was set aside.
alter table entry add column corrected_by uuid;
