import Type from 'typebox';
import { file, operation, tenantRead } from '../../kernel/operation.ts';
import { readers } from '../../kernel/roles.ts';
import { oneOf, strict } from '../../kernel/schema.ts';
import { registerFilters } from './filter-shapes.ts';

export const exportVulnerabilities = operation({
  id: 'exportVulnerabilities',
  method: 'GET',
  path: '/vulnerabilities/export',
  summary: 'The register as a file',
  description:
    'Filters as in the list; in order of id. `cyclonedx` is a CycloneDX 1.6 VEX, `openvex` an OpenVEX 0.2.0 document: both state only ' +
    'what is of class VULNERABILITY and takes part in the lifecycle, and take up to 200,000 records.',
  tag: 'vulnerabilities',
  access: tenantRead(readers, 'read:vulnerabilities'),
  query: strict({
    ...registerFilters,
    format: Type.Optional(oneOf(['json', 'csv', 'xlsx', 'cyclonedx', 'openvex'], 'Default json')),
  }),
  response: file(
    'application/json',
    'text/csv',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.cyclonedx+json',
  ),
});
