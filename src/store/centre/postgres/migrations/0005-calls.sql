-- The last call to the holder of a paper that was decided to be annulled or replaced (sealed), and whether it ended the matter.
-- What was decided before anybody was asked to call waits for nobody.
alter table conflict add column called boolean not null default false;
alter table conflict add column call bytea;
update conflict set called = true where remedy is not null;
create index conflict_call on conflict (found, id) where remedy in ('annul', 'replace') and not called;
