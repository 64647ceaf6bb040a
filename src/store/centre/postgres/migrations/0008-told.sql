-- What entries were told before the database was put back from a copy, where something else stands here or nothing yet.
create table told (
    entry uuid primary key,
    register text not null,
    year integer not null,
    number text not null,
    date date not null
);
create index told_number on told (register, year, ordinary_key(number));
