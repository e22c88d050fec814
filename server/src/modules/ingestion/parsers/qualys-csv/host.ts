import { canonicalIp, hostnameOf, nameHost, type TargetDraft } from '../mapping/host.ts';
import type { TableRow } from '../mapping/table.ts';
import type { SourceTarget } from '../parser.ts';
import { columns } from './columns.ts';

/** The host of a row. A cell may list several addresses; the first is the target's. */
export function targetOfRow(row: TableRow): SourceTarget {
  const raw =
    row.text(...columns.ip, ...columns.ip6) ??
    row.text(...columns.dns, ...columns.asset, ...columns.netbios) ??
    '';
  const target: TargetDraft = { kind: 'HOST', raw: raw.slice(0, 1_000) };
  const addresses = `${row.text(...columns.ip) ?? ''},${row.text(...columns.ip6) ?? ''}`.split(
    /[\s,;]+/,
    100,
  );
  const ip = addresses.map(canonicalIp).find((address) => address !== undefined);
  if (ip !== undefined) target.ip = ip;
  const names = [columns.dns, columns.asset, columns.netbios].map((column) => row.text(...column) ?? '');
  const hostname = names.map(hostnameOf).find((name) => name !== undefined);
  if (hostname !== undefined) target.hostname = hostname;
  if (ip === undefined && hostname === undefined) nameHost(target, raw);
  const os = row.text(...columns.os);
  if (os !== undefined) target.operatingSystem = os.slice(0, 500);
  return target;
}
