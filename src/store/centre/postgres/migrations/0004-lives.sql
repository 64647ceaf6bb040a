-- An outage of a station that will never close it: a person of the centre did, with name and reason (sealed).
alter table outage add column officially bigint;
alter table outage add column officially_sealed bytea;
