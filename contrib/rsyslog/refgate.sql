-- Where refgate's records go when they are shipped to PostgreSQL (13 or
-- later), in a database of their own, encoded in UTF8:
--
--   createdb -E UTF8 -T template0 refgate && psql -d refgate -1 -f refgate.sql
--
-- Does no harm if it is run again. refgate_writer can add records and can
-- neither read nor change any; refgate_reader can only read. Both cannot log
-- in until they are given a password (README.md).

do $$
declare
	name text;
begin
	foreach name in array array['refgate_writer', 'refgate_reader'] loop
		if not exists (select from pg_roles where rolname = name) then
			execute format('create role %I nologin', name);
		end if;
	end loop;
end
$$;
-- How the template's quoting is meant: whatever the server is set to.
alter role refgate_writer set standard_conforming_strings = on;
alter role refgate_writer set client_encoding = 'UTF8';
alter role refgate_writer set statement_timeout = 0;
alter role refgate_writer set idle_in_transaction_session_timeout = 0;

-- One row a record. `line` is what the gate wrote, byte for byte: the chain's
-- hashes are over it. All else is taken from it, but the last two columns.
create table if not exists refgate_event (
	event_id uuid primary key,
	chain text not null check (length(chain) <= 64),
	sequence bigint not null,
	time timestamptz not null,
	action text not null,
	host text,
	repository text,
	push_id text,
	line text not null,
	event jsonb not null generated always as (line::jsonb) stored,
	received timestamptz not null default clock_timestamp(),
	received_from text
);
create index if not exists refgate_event_chain
	on refgate_event (chain, sequence, event_id);
create index if not exists refgate_event_time on refgate_event (time);
create index if not exists refgate_event_action
	on refgate_event (action, time);
create index if not exists refgate_event_push on refgate_event (push_id);

-- Where a chain stood, as told beside the log (audit: {anchor: syslog}).
create table if not exists refgate_anchor (
	chain text not null,
	sequence bigint not null,
	hash text not null,
	host text,
	repository text,
	line text not null,
	received timestamptz not null default clock_timestamp(),
	received_from text,
	primary key (chain, sequence, hash)
);

-- What is neither: torn lines, and whatever else was sent. Each once.
create table if not exists refgate_stray (
	hash text primary key,
	line text not null,
	why text not null,
	received timestamptz not null default clock_timestamp(),
	received_from text
);

-- What the next line's `prev` is.
create or replace function refgate_hash(line text) returns text
language sql immutable strict parallel safe as
$$ select encode(sha256(convert_to(line, 'UTF8')), 'hex') $$;

create or replace function refgate_take_event(line text, sender text)
returns void language plpgsql set search_path = public, pg_temp as $$
declare
	said jsonb := line::jsonb;
begin
	if (said ->> '@timestamp') !~ '^[0-9]{4}-[0-9-]+T[0-9:.]+Z$' then
		raise exception 'its time is none';
	end if;
	insert into refgate_event (event_id, chain, sequence, time, action,
		host, repository, push_id, line, received_from)
	values ((said #>> '{event,id}')::uuid, said #>> '{refgate,chain}',
		(said #>> '{event,sequence}')::bigint,
		(said ->> '@timestamp')::timestamptz,
		said #>> '{event,action}', said #>> '{host,name}',
		said #>> '{refgate,repository}', said #>> '{refgate,push_id}',
		line, sender)
	on conflict (event_id) do nothing;
	if not found and not exists (select from refgate_event e
		where e.event_id = (said #>> '{event,id}')::uuid
		and e.line = refgate_take_event.line) then
		raise exception 'another line has its event.id';
	end if;
end
$$;

create or replace function refgate_take_anchor(line text, sender text)
returns void language plpgsql set search_path = public, pg_temp as $$
declare
	said jsonb := line::jsonb -> 'refgate_anchor';
begin
	insert into refgate_anchor (chain, sequence, hash, host, repository,
		line, received_from)
	values (said ->> 'chain', (said ->> 'sequence')::bigint,
		said ->> 'hash', said ->> 'host', said ->> 'repository',
		line, sender)
	on conflict do nothing;
end
$$;

-- A line to its table. Whatever a line holds, it does not fail: a sender that
-- could make it fail would hold up all that come after.
create or replace function refgate_sort(line text, sender text)
returns void language plpgsql set search_path = public, pg_temp as $$
declare
	why text;
begin
	if starts_with(line, '{"refgate_anchor":') then
		perform refgate_take_anchor(line, sender);
	else
		perform refgate_take_event(line, sender);
	end if;
exception when data_exception or integrity_constraint_violation or
	raise_exception or program_limit_exceeded then
	get stacked diagnostics why = message_text;
	insert into refgate_stray (hash, line, why, received_from)
	values (refgate_hash(line), line, why, sender)
	on conflict do nothing;
end
$$;

-- The one door, what rsyslog calls. What is wrong with the database (a full
-- disk, a lock, a standby) it waits for: ompgsql would drop the line.
create or replace function refgate_take(line text, sender text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	loop
		begin
			perform refgate_sort(line, sender);
			return;
		exception when others then
			raise warning 'refgate: %; trying again', sqlerrm;
			perform pg_sleep(5);
		end;
	end loop;
end
$$;

-- NULL for what is none: whoever can send a line (on a git host any user, by
-- syslog) could else make each question about all lines fail.
create or replace function refgate_number(value jsonb) returns bigint
language sql immutable parallel safe as
$$ select case when jsonb_typeof(value) = 'number'
	and value #>> '{}' ~ '^[0-9]{1,18}$'
	then (value #>> '{}')::bigint end $$;

create or replace function refgate_time(value text) returns timestamptz
language plpgsql stable parallel safe as $$
begin
	return case when value ~ '^[0-9]{4}-[0-9-]+T[0-9:.]+Z$'
		then value::timestamptz end;
exception when data_exception then
	return null;
end
$$;

-- One row for each ref of each record.
create or replace view refgate_ref as
select e.event_id, e.time, e.action, e.host, e.repository, e.push_id,
	coalesce(e.event #>> '{user,name}', e.event #>> '{user,hash}') as who,
	ref ->> 'name' as ref, ref ->> 'old' as old, ref ->> 'new' as new,
	ref ->> 'kind' as kind, ref ->> 'verdict' as verdict,
	refgate_number(ref -> 'commits') as commits, ref -> 'incident' as incident,
	ref -> 'issue' as issue, ref -> 'reason' as reason,
	ref -> 'landing' as landing, ref -> 'opened' as opened,
	ref -> 'closed' as closed
from refgate_event e,
	jsonb_array_elements(case jsonb_typeof(e.event #> '{refgate,refs}')
		when 'array' then e.event #> '{refgate,refs}' else '[]' end)
	as ref;

create or replace view refgate_override as
select time, host, repository, push_id,
	coalesce(event #>> '{user,name}', event #>> '{user,hash}') as who,
	event #>> '{refgate,override,incident}' as incident,
	event #>> '{refgate,override,reason}' as reason,
	event #> '{refgate,override,rules}' as rules,
	event #> '{refgate,override,approvers}' as approvers,
	event #>> '{refgate,override,expires}' as expires, event_id
from refgate_event
where action = 'policy-override';

create or replace view refgate_bypass as
select time, host, repository, ref, old, new, kind, event_id
from refgate_ref
where action = 'gate-bypassed';

create or replace view refgate_landing as
select time, host, repository, who, ref, old, new, kind, commits, incident,
	issue, reason, landing, push_id, event_id
from refgate_ref
where action = 'push-landed';

-- A push of several records names its rules in each: it counts once.
create or replace view refgate_refusal as
select date_trunc('day', time) as day, host, repository, rule,
	count(distinct coalesce(push_id, event_id::text)) as pushes
from refgate_event,
	jsonb_array_elements_text(case jsonb_typeof(event #> '{rule,id}')
		when 'array' then event #> '{rule,id}' else '[]' end) as rule
where action = 'push-denied'
group by 1, 2, 3, 4;

-- Follow-ups that are owed and not paid, those overdue first.
create or replace view refgate_owed as
select o.host, o.repository, item ->> 'item' as item,
	item ->> 'branch' as branch, o.time as opened,
	refgate_time(item ->> 'due') as due,
	refgate_time(item ->> 'due') < now() as overdue
from refgate_ref o, jsonb_array_elements(o.opened) as item
where jsonb_typeof(o.opened) = 'array' and not exists (
	select from refgate_ref c, jsonb_array_elements(c.closed) as paid
	where jsonb_typeof(c.closed) = 'array' and c.time >= o.time
	and c.host is not distinct from o.host
	and c.repository is not distinct from o.repository
	and paid ->> 'item' = item ->> 'item'
	and paid ->> 'branch' = item ->> 'branch')
order by due;

-- How far each chain goes. `refgate log verify --store` judges; this is to
-- look at.
create or replace view refgate_chain as
select chain, max(host) as host, max(repository) as repository,
	min(sequence) as first, max(sequence) as last, count(*) as records,
	max(time) as latest,
	(select max(a.sequence) from refgate_anchor a
		where a.chain = e.chain) as anchored
from refgate_event e
group by chain;

-- Anchors whose record is another one, or is not there; what retention took
-- off the start is not meant.
create or replace view refgate_anchor_mismatch as
select a.*
from refgate_anchor a
where a.sequence >= coalesce((select min(e.sequence) from refgate_event e
	where e.chain = a.chain), 0)
and not exists (select from refgate_event e
	where e.chain = a.chain and e.sequence = a.sequence
	and refgate_hash(e.line) = a.hash);

-- Whoever could make operators there would have refgate_take() run them, in
-- the name of who made it. PostgreSQL 15 does so by itself.
revoke create on schema public from public;
revoke all on function refgate_take(text, text),
	refgate_sort(text, text), refgate_take_event(text, text),
	refgate_take_anchor(text, text) from public;
grant execute on function refgate_take(text, text) to refgate_writer;
grant select on refgate_event, refgate_anchor, refgate_stray, refgate_ref,
	refgate_override, refgate_bypass, refgate_landing, refgate_refusal,
	refgate_owed, refgate_chain, refgate_anchor_mismatch
	to refgate_reader;
