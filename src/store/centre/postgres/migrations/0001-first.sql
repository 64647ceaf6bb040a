-- Times are milliseconds since 1970 UTC. Everything called sealed is ciphertext; keys of people are blind.

create table setting (
    name text primary key,
    value bytea not null
);

create table station (
    id uuid primary key,
    code text not null,
    name text not null,
    state text not null,
    certificates text[] not null,
    head_position bigint,
    head_chain bytea,
    outcomes bigint not null default 0,
    heard bigint,
    complete bigint
);

create table enrolment (
    id uuid primary key,
    request text not null,
    commitment bytea not null,
    centre_nonce bytea not null,
    station_nonce bytea,
    asked bigint not null,
    state text not null,
    certificate text
);
create index enrolment_asked on enrolment (asked, id);

create table message (
    id uuid primary key,
    expires bigint not null
);
create index message_expires on message (expires);

create table record (
    station uuid not null,
    position bigint not null,
    header bytea not null,
    chain bytea not null,
    sealed bytea,
    primary key (station, position)
);

create table blob (
    name bytea primary key,
    sealed bytea not null
);

-- One row for each register and year: its lock is what makes the own sequence gap-free.
create table ordinary_sequence (
    register text not null,
    year integer not null,
    next bigint not null,
    -- Numbers from next on that the protocol office gave already.
    given bigint[] not null default '{}',
    primary key (register, year)
);

create table entry (
    id uuid primary key,
    station uuid not null,
    position bigint not null,
    number text collate "C" not null,
    issued bigint not null,
    day date,
    kind text not null,
    title text not null,
    outage uuid not null,
    state text not null,
    ordinary_register text,
    ordinary_year integer,
    ordinary_number text,
    ordinary_date date,
    rejected_code text,
    rejected_reason text,
    received bigint not null,
    sealed bytea not null,
    seq bigint not null,
    open integer not null,
    constraint entry_ordinary unique (ordinary_register, ordinary_year, ordinary_number),
    constraint entry_outcome unique (station, seq)
) with (fillfactor = 90);
create index entry_received on entry (received, position, id);
create index entry_in_register on entry (station, position, number, id);
create index entry_number on entry (number);
create index entry_open on entry (station, outage) where open > 0;
create index entry_rejected on entry (received, position, id) where rejected_code is not null;

create table find (
    key uuid not null,
    entry uuid not null,
    primary key (key, entry)
);

-- The first entry that had a fact.
create table fact (
    kind smallint not null,
    key uuid not null,
    entry uuid not null,
    primary key (kind, key)
);

create table conflict (
    id uuid primary key,
    entry uuid not null,
    other uuid,
    kind text not null,
    found bigint not null,
    sealed bytea not null,
    remedy text,
    decision bytea
);
create index conflict_entry on conflict (entry);
create index conflict_open on conflict (found, id) where remedy is null;

create table outage (
    station uuid not null,
    outage uuid not null,
    code text not null,
    started bigint not null,
    closed bigint,
    archived bigint,
    sealed bytea not null,
    primary key (station, outage)
);

create table reference (
    key bytea primary key,
    sealed bytea not null
);

create table account (
    id uuid primary key,
    login text not null unique,
    name text not null,
    phc text not null,
    failures bigint not null,
    failed bigint not null,
    active boolean not null
);
