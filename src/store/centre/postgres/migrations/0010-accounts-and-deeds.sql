-- Who an account is is sealed from now on: those of before are put in their place by the hub, which has the keys.
alter table account rename to account_in_clear;
create table account (
    id uuid primary key,
    login uuid not null unique,
    body text not null default '',
    sealed bytea not null
);

-- What was done at the centre, one after another; never changed, never removed.
create table deed (
    number bigint primary key,
    at bigint not null,
    day date not null,
    who uuid,
    chain bytea not null,
    sealed bytea not null
);
create index deed_who on deed (who, number);
create index deed_day on deed (day, number);

alter table enrolment add column source text not null default '', add column notes bytea not null default '';
