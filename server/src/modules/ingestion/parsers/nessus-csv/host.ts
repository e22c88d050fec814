import { canonicalIp, hostnameOf, macOf, nameHost, type TargetDraft, webTarget } from '../mapping/host.ts';
import type { TableRow } from '../mapping/table.ts';
import { type WebPlace, webPlaceOf } from '../mapping/web-place.ts';
import type { SourceTarget } from '../parser.ts';
import { columns } from './columns.ts';

/** Scans of web applications write an address of the site where the host stands. */
export function webPlaceOfRow(row: TableRow): WebPlace | undefined {
  return webPlaceOf(row.text(...columns.host) ?? '');
}

/** The scanned host: "Host" is an address or a name, the columns beside it tell the other. */
export function targetOfRow(row: TableRow): SourceTarget {
  const raw = row.text(...columns.host) ?? row.text(...columns.ip) ?? row.text(...columns.netbios) ?? '';
  const target: TargetDraft = { kind: 'HOST', raw };
  nameHost(target, raw);
  target.ip ?? setIp(target, row.text(...columns.ip));
  if (target.hostname === undefined) setName(target, row);
  const mac = macOf(row.text(...columns.mac) ?? '');
  const os = row.text(...columns.os);
  if (mac !== undefined) target.mac = mac;
  if (os !== undefined) target.operatingSystem = (os.split('\n', 1)[0] ?? os).slice(0, 500);
  return target;
}

/** The first address of a cell that may list several: "192.0.2.1, 2001:db8::1" or "['192.0.2.1']". */
function setIp(target: TargetDraft, cell: string | undefined): void {
  for (const word of cell?.split(/[\s,;'"[\]]+/, 100) ?? []) {
    const ip = canonicalIp(word);
    if (ip === undefined) continue;
    target.ip = ip;
    return;
  }
}

/** "CORP\\FILES01" is a NetBIOS name with its domain. */
function setName(target: TargetDraft, row: TableRow): void {
  const netbios = row
    .text(...columns.netbios)
    ?.split('\\')
    .at(-1);
  const full = row.text(...columns.name2) ?? '';
  const name = webTarget(full)?.hostname ?? hostnameOf(full) ?? hostnameOf(netbios ?? '');
  if (name !== undefined) target.hostname = name;
}
