-- The due date whose passing was told, so that each is told once.
alter table vulnerabilities add column breach_told_for timestamptz;
-- What is still to be told, the next first; written like the condition in breach-store.ts, or it would not serve.
create index vulnerabilities_untold_breach on vulnerabilities (
  tenant_id, (case when due_at is not null then due_at else sla_due_at end), vulnerability_id)
  where class = 'VULNERABILITY' and status = 'OPEN'
    and breach_told_for is distinct from case when due_at is not null then due_at else sla_due_at end;
