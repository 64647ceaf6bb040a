-- What an ordinary number comes to, however it is written: digits alone without zeros before them, all else in capitals
-- (ASCII). The same as OrdinaryKey in the program.
create function ordinary_key(number text) returns text language sql immutable parallel safe as $$
    select case
        when ltrim(number, '0123456789') = '' then coalesce(nullif(ltrim(number, '0'), ''), '0')
        else upper(number collate "C")
    end
$$;

-- Numbers given before they were compared as numbers may stand for two entries: the first that was received holds it, the
-- others are told to a person.
alter table entry add column ordinary_doubled boolean not null default false;
update entry set ordinary_doubled = true from (
    select id, row_number() over (
        partition by ordinary_register, ordinary_year, ordinary_key(ordinary_number) order by received, position, id
    ) as place from entry where ordinary_register is not null
) as ordered where ordered.id = entry.id and ordered.place > 1;
alter table entry drop constraint entry_ordinary;
create unique index entry_ordinary on entry (ordinary_register, ordinary_year, ordinary_key(ordinary_number))
    where not ordinary_doubled;
create index entry_ordinary_doubled on entry (id) where ordinary_doubled;

-- What the own sequences leave out: written without zeros too.
update ordinary_sequence set given = coalesce((
    select array_agg(distinct number order by number) from (
        select case
            when ltrim(ordinary_number, '0123456789') = '' and length(ordinary_key(ordinary_number)) < 19
            then ordinary_key(ordinary_number)::bigint
        end as number
        from entry where ordinary_register = register and ordinary_year = year
    ) as held where number >= next
), '{}');
