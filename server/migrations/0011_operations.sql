-- Public keys of earlier master keys, sealed under the present one: what they signed stays verifiable as ours after they are gone.
alter table deployment add column earlier_signing_keys text;

-- For the metrics: how many events wait for a consumer, of all tenants together. One number, and nothing of what is inside.
create policy identity on event_cursors for select to crp_auth using (true);
grant select (tenant_id, consumer, seq) on event_cursors to crp_auth;
grant select (event_seq) on tenant_heads to crp_auth;
create function outbox_pending() returns bigint
  language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(sum(h.event_seq - coalesce((select min(c.seq) from event_cursors c where c.tenant_id = h.tenant_id), 0)), 0)::bigint
    from tenant_heads h;
$$;
revoke all on function outbox_pending() from public;
grant execute on function outbox_pending() to crp_app;
grant create on schema public to crp_auth;
alter function outbox_pending() owner to crp_auth;
revoke create on schema public from crp_auth;
