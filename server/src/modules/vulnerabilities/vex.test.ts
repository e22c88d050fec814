import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { ExportRow } from './export-store.ts';
import { statementsOf } from './vex.ts';
import { cycloneDxOf } from './vex-cyclonedx.ts';
import { openVexOf } from './vex-openvex.ts';

const base: ExportRow = {
  id: '019cadc6-0000-7000-8000-000000000001',
  title: 'Prototype pollution in left',
  severity: 'HIGH',
  sourceSeverity: 'high',
  class: 'VULNERABILITY',
  status: 'OPEN',
  assetId: '019cadc6-0000-7000-8000-0000000000aa',
  assetName: 'registry.example/shop:1',
  criticality: 3,
  targetKey: 'image:registry.example/shop',
  ruleId: 'CVE-2026-1',
  cves: ['CVE-2026-1', 'CVE-2026-2'],
  cwes: [],
  advisories: ['GHSA-aaaa-bbbb-cccc'],
  kev: false,
  epss: null,
  cvssScore: 7.5,
  cvssVector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  locationCount: 0,
  ownerId: null,
  ownerName: null,
  ownerFromAsset: false,
  dueAt: null,
  slaState: 'NONE',
  recurrences: 0,
  firstSeenAt: '2026-01-01T00:00:00.000Z',
  lastSeenAt: '2026-01-02T00:00:00.000Z',
  openedAt: '2026-01-01T00:00:00.000Z',
  closedAt: null,
  acceptedUntil: null,
  tags: [],
  tool: 'trivy',
  scopeKey: null,
  assessmentIds: [],
  version: 1,
  target: { kind: 'CONTAINER_IMAGE', raw: 'registry.example/shop:1' },
  component: { name: 'left', version: '1.0.0', fixedVersion: '1.0.1', purl: 'pkg:npm/left@1.0.0' },
  service: null,
  exploitAvailable: null,
  confidence: null,
  evidenceClass: 'INFERRED',
  statusChangedAt: '2026-01-01T00:00:00.000Z',
  remediation: null,
  decisionReason: null,
};

async function* only(...rows: readonly ExportRow[]): AsyncGenerator<ExportRow> {
  yield* rows;
}

const document = (...rows: readonly ExportRow[]) => ({
  id: '019cadc6-0000-7000-8000-0000000000ff',
  at: '2026-02-01T00:00:00.000Z',
  author: 'Shop Inc.',
  rows: only(...rows),
});

it('makes one statement for each CVE, else for each advisory, else under the tool’s own name', () => {
  const names = (row: ExportRow) => statementsOf(row).map(({ name }) => name);
  expect(names(base)).toEqual(['CVE-2026-1', 'CVE-2026-2']);
  expect(names({ ...base, cves: [] })).toEqual(['GHSA-aaaa-bbbb-cccc']);
  expect(names({ ...base, cves: [], advisories: [], ruleId: 'left-1' })).toEqual(['trivy:left-1']);
  expect(names({ ...base, status: null })).toEqual([]);
});

it('speaks in OpenVEX of the component inside its asset, so that a word about one asset is none about another', async () => {
  const { statements } = JSON.parse(await text(openVexOf(document(base))));
  expect(statements[0]).toMatchObject({
    status: 'affected',
    action_statement: 'Update left to 1.0.1.',
    products: [{ '@id': `urn:uuid:${base.assetId}`, subcomponents: [{ '@id': 'pkg:npm/left@1.0.0' }] }],
  });
});

it('puts in CycloneDX each component once, into its asset', async () => {
  const other = { ...base, id: '019cadc6-0000-7000-8000-000000000002', cves: ['CVE-2026-3'] };
  const bom = JSON.parse(await text(cycloneDxOf(document(base, other))));
  const ref = `asset:${base.assetId}/pkg:npm/left@1.0.0`;
  expect(bom.components).toEqual([
    {
      type: 'container',
      'bom-ref': `asset:${base.assetId}`,
      name: 'registry.example/shop:1',
      components: [
        { type: 'library', 'bom-ref': ref, name: 'left', version: '1.0.0', purl: 'pkg:npm/left@1.0.0' },
      ],
    },
  ]);
  expect(bom.vulnerabilities).toHaveLength(3);
  expect(bom.vulnerabilities[0]).toMatchObject({
    affects: [{ ref }],
    ratings: [{ method: 'CVSSv31', score: 7.5, vector: base.cvssVector }],
    analysis: { response: ['update'] },
  });
});
