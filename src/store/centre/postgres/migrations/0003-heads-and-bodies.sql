-- When the record at the head of a station was taken: what receipts of heads say.
alter table station add column head_seen bigint;

-- IPA code of the body a row is of; empty while the database holds one.
alter table station add column body text not null default '';
alter table account add column body text not null default '';
alter table ordinary_sequence add column body text not null default '';
alter table setting add column body text not null default '';
