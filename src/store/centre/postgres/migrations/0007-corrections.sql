-- Ordinary numbers that were put right: how many of an entry's were, and each with what it was before; by whom and why is sealed.
alter table entry add column corrections integer not null default 0;
create table correction (
    entry uuid not null,
    place integer not null,
    before_register text not null,
    before_year integer not null,
    before_number text not null,
    before_date date not null,
    at bigint not null,
    sealed bytea not null,
    primary key (entry, place)
);
