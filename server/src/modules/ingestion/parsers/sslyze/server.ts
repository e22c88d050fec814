import { baseFinding } from '../mapping/base-finding.ts';
import { canonicalIp, nameHost, portOf, type TargetDraft } from '../mapping/host.ts';
import { fieldOf, isObject, objectOf, sourceDataOf, textOf } from '../mapping/json.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { judges } from './commands.ts';
import type { JudgeContext, Verdict } from './verdict.ts';

interface ServerContext extends JudgeContext {
  readonly where: string;
  readonly sink: ParseSink;
}

interface Place {
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
}

/** Reports what the commands state of one server, and how far it was scanned. */
export function reportServer(server: JsonObject, context: ServerContext): void {
  const place = placeOf(server);
  const results = objectOf(fieldOf(server, 'scan_result') ?? fieldOf(server, 'scan_commands_results'));
  const failed = Object.keys(objectOf(fieldOf(server, 'scan_commands_errors')));
  for (const [command, attempt] of Object.entries(results)) {
    const result = resultOf(attempt);
    if (result === 'FAILED') failed.push(command);
    else if (isObject(result)) reportCommand(command, result, place, context);
  }
  cover(server, place.target, failed, context.sink);
}

/** From version 4.1 on a result stands in an attempt with a status; before, it stood there itself. */
function resultOf(attempt: unknown): JsonObject | 'FAILED' | undefined {
  if (typeof attempt !== 'object' || attempt === null || Array.isArray(attempt)) return undefined;
  const fields: JsonObject = Object.fromEntries(Object.entries(attempt));
  const status = textOf(fieldOf(fields, 'status'));
  if (status === undefined) return fields;
  if (/^ERROR/i.test(status)) return 'FAILED';
  const result = fieldOf(fields, 'result');
  return isObject(result) ? result : undefined;
}

function reportCommand(command: string, result: JsonObject, place: Place, context: ServerContext): void {
  const judge = judges.get(command);
  const verdicts = judge?.(result, context) ?? [stated(command, result)];
  for (const verdict of verdicts) {
    context.sink.sourceItem();
    context.sink.finding(findingOf(verdict, place, context.where));
  }
}

/** What no rule judges is kept as it is stated. */
function stated(command: string, result: JsonObject): Verdict {
  return {
    ruleId: command,
    title: `Result of ${command}`,
    severity: 'INFO',
    resultClass: 'INFORMATIONAL',
    sourceData: JSON.stringify(result).length > 16_000 ? {} : sourceDataOf(result, new Set()),
  };
}

function findingOf(verdict: Verdict, { target, service }: Place, where: string): RawFinding {
  const { ruleId, title, severity, resultClass, evidence, remediation, matcher } = verdict;
  const finding = baseFinding({ where, ruleId, title, severity, sourceSeverity: '', target });
  finding.resultClass = resultClass;
  finding.cves = verdict.cves ?? [];
  finding.cwes = verdict.cwes ?? [];
  finding.sourceData = verdict.sourceData ?? {};
  if (service !== undefined) finding.service = service;
  if (evidence !== undefined) finding.evidence = evidence.slice(0, 65_536).toWellFormed();
  if (remediation !== undefined) finding.remediation = remediation;
  if (matcher !== undefined) finding.matcher = matcher;
  return finding;
}

function placeOf(server: JsonObject): Place {
  const info = objectOf(fieldOf(server, 'server_info'));
  const location = objectOf(fieldOf(server, 'server_location') ?? fieldOf(info, 'server_location'));
  const network = objectOf(
    fieldOf(server, 'network_configuration') ?? fieldOf(info, 'network_configuration'),
  );
  const hostname = textOf(location.hostname) ?? textOf(network.tls_server_name_indication) ?? '';
  const port = portOf(textOf(location.port));
  const name = textOf(network.tls_opportunistic_encryption)?.toLowerCase();
  const target: TargetDraft = { kind: 'HOST', raw: port === undefined ? hostname : `${hostname}:${port}` };
  nameHost(target, hostname.replace(/^\[(.*)\]$/, '$1'));
  const ip = canonicalIp(textOf(location.ip_address) ?? '');
  if (ip !== undefined) target.ip ??= ip;
  if (port === undefined) return { target, service: undefined };
  return {
    target,
    service: name === undefined ? { port, transport: 'tcp' } : { port, transport: 'tcp', name },
  };
}

function cover(server: JsonObject, target: SourceTarget, failed: readonly string[], sink: ParseSink): void {
  if (target.raw === '') return;
  const status =
    textOf(fieldOf(server, 'connectivity_status')) ?? textOf(fieldOf(server, 'scan_status')) ?? '';
  const note = /ERROR/i.test(status)
    ? 'The server could not be reached.'
    : failed.length > 0
      ? `Commands that failed: ${failed.slice(0, 30).join(', ')}.`
      : undefined;
  sink.covered(note === undefined ? { target, complete: true } : { target, complete: false, note });
}

/** A server that could not be found or reached: `invalid_server_strings`, in version 3 `server_connectivity_errors`. */
export function coverUnreached(value: JsonObject, sink: ParseSink): void {
  const text = textOf(fieldOf(value, 'server_string'));
  const place = text === undefined ? placeOf(value) : undefined;
  const target: TargetDraft = { ...(place?.target ?? { kind: 'HOST', raw: text ?? '' }) };
  if (text !== undefined) nameHost(target, text.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1'));
  if (target.raw === '') return;
  const message = textOf(fieldOf(value, 'error_message')) ?? 'The server could not be reached.';
  sink.covered({ target, complete: false, note: message.slice(0, 500) });
}
