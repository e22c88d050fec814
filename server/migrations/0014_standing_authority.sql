-- Whether a person is an active administrator of the caller's tenant. Bound by the caller's row-level security.
create function is_admin_here(person uuid) returns boolean
  language sql stable parallel safe
  return exists (select 1 from memberships m where m.user_id = person and m.status = 'ACTIVE' and m.role = 'WORKSPACE_ADMIN'
                  and m.tenant_id = current_tenant());
