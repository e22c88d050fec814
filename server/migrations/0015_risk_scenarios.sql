-- Risk scenarios in the terms of FAIR, and what they were worked out to cost.
create table risk_scenarios (
  tenant_id uuid not null references tenants,
  scenario_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  description text,
  currency character(3) not null,
  asset_ids uuid[] not null,
  -- {threatEventFrequency, vulnerability, primaryLoss, secondaryLoss, control}
  estimates jsonb not null,
  created_at timestamptz not null,
  created_by jsonb not null,
  updated_at timestamptz not null,
  version bigint not null default 1,
  primary key (tenant_id, scenario_id)
);
call protect_tenant_table('risk_scenarios', 'select, insert, update, delete');

create table loss_results (
  tenant_id uuid not null references tenants,
  result_id uuid not null,
  -- Null: of all scenarios together.
  scenario_id uuid,
  result jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, result_id),
  foreign key (tenant_id, scenario_id) references risk_scenarios
);
call protect_tenant_table('loss_results', 'select, insert, delete');
create index loss_results_subject on loss_results (tenant_id, scenario_id, created_at desc, result_id desc);
