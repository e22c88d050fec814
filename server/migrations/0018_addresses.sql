-- What people and scanners call an address is often none. (pg_input_is_valid would say so from PostgreSQL 16 on.)
create function inet_or_null(value text) returns inet
  language plpgsql immutable strict as $$
begin
  if value !~ '^[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?$' then
    return null;
  end if;
  return value::inet;
exception when invalid_text_representation then
  return null;
end $$;
