-- The conflict that the holder of a fact gets if an entry issued before it comes later; unknown of those of before.
alter table fact add column clash uuid;
