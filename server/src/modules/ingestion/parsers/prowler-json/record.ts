import { fieldOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { ProwlerResult } from '../mapping/prowler.ts';
import type { JsonObject } from '../readers/json/value.ts';

const mappedFields: ReadonlySet<string> = new Set([
  'CheckID',
  'CheckTitle',
  'Control',
  'StatusExtended',
  'Message',
  'Severity',
  'FindingUniqueId',
  'Description',
  'Risk',
  'RelatedUrl',
  'Doc link',
]);

/** A result of version 3 (names in one word) or version 2 (names with spaces). */
export function resultOfRecord(
  record: JsonObject,
  where: string,
): { result: ProwlerResult; toolVersion: string | undefined } {
  const text = (...names: readonly string[]): string | undefined =>
    names.map((name) => textOf(fieldOf(record, name))).find((value) => value !== undefined);
  const advice = objectOf(fieldOf(record, 'Remediation'));
  const recommendation = objectOf(advice.Recommendation);
  const muted = fieldOf(record, 'Muted');
  const result: ProwlerResult = {
    where,
    checkId: text('CheckID', 'CheckId', 'Control ID'),
    title: text('CheckTitle', 'Control'),
    status: text('Status'),
    message: text('StatusExtended', 'Message'),
    severity: text('Severity'),
    muted: muted === true ? 'true' : textOf(muted),
    account: text('AccountId', 'Account Number', 'SubscriptionId', 'Subscription', 'ProjectId', 'Context'),
    region: text('Region', 'Location', 'Namespace'),
    resource: text('ResourceArn', 'ResourceId', 'Resource ID', 'ResourceName'),
    uniqueId: text('FindingUniqueId', 'FindingUid'),
    description: text('Description'),
    risk: text('Risk'),
    remediation: textOf(recommendation.Text) ?? text('Remediation'),
    urls: [
      text('RelatedUrl'),
      textOf(recommendation.Url),
      text('Doc link'),
      ...textsOf(record.AdditionalUrls),
    ],
    tags: [text('ServiceName', 'Service'), ...textsOf(record.Categories)],
    time: text('Timestamp', 'AssessmentStartTime'),
    sourceData: sourceDataOf(record, mappedFields),
  };
  return { result, toolVersion: text('ProwlerVersion') };
}
