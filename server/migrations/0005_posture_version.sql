-- The score follows fewer changes than the dashboard shows: an import that waits at the gate is one thing more to decide, but no
-- other score. `posture_version` is raised by changes that the score may follow, `register_version` by these and all others.
alter table tenant_heads add column posture_version bigint not null default 0;
-- Scores kept so far name the register's version. An owner who is no superuser sees no row while row security is forced.
alter table tenant_heads no force row level security;
update tenant_heads set posture_version = register_version;
alter table tenant_heads force row level security;
comment on column decision_traces.register_version is 'tenant_heads.posture_version that was decided on; null when it was an earlier state';

-- As before, with the version of the posture. Without the last argument both versions are raised together.
drop function append_log(jsonb, jsonb, boolean);
create function append_log(audit jsonb, outbox jsonb, register_changed boolean, posture_changed boolean default null)
  returns table (audit_seq bigint, event_seq bigint)
  language plpgsql as $$
declare
  head tenant_heads;
  item jsonb;
begin
  select * into strict head from tenant_heads h where h.tenant_id = current_tenant() for update;
  for item in select value from jsonb_array_elements(audit) loop
    head.audit_seq := head.audit_seq + 1;
    head.audit_hash := sha256(head.audit_hash || int8send(head.audit_seq) || sha256(convert_to(item->>'body', 'UTF8')));
    insert into audit_log values (
      head.tenant_id, head.audit_seq, (item->>'id')::uuid, (item->>'at')::timestamptz, item->>'type',
      item->>'subjectType', item->>'subjectId', item->>'actorKind', item->>'actorId', item->>'requestId',
      item->>'body', head.audit_hash);
  end loop;
  for item in select value from jsonb_array_elements(outbox) loop
    head.event_seq := head.event_seq + 1;
    insert into events values (
      head.tenant_id, head.event_seq, (item->>'id')::uuid, (item->>'at')::timestamptz, item->>'type',
      (item->>'version')::smallint, item->>'subjectType', item->>'subjectId', item->'payload');
  end loop;
  update tenant_heads h
     set audit_seq = head.audit_seq, audit_hash = head.audit_hash, event_seq = head.event_seq,
         register_version = h.register_version + case when register_changed then 1 else 0 end,
         posture_version = h.posture_version + case when coalesce(posture_changed, register_changed) then 1 else 0 end
   where h.tenant_id = head.tenant_id;
  if jsonb_array_length(outbox) > 0 then
    perform pg_notify('crp_events', head.tenant_id || ':' || head.event_seq);
  end if;
  return query select head.audit_seq, head.event_seq;
end $$;
