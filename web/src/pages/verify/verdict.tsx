import { formatTime } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Finding } from './check.ts';

interface Line {
  readonly holds: boolean;
  readonly text: string;
}

/** Whether a file is genuine, in one sentence, and each thing that was looked at for it. */
export function Verdict({ finding, name }: { readonly finding: Finding; readonly name: string }) {
  const { genuine, sentence, lines } = finding.kind === 'REPORT' ? ofReport(finding) : ofReceipt(finding);
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-start gap-2 text-prose">
        <Mark holds={genuine} />
        <span className="min-w-0 break-words">
          <span className="font-medium">{name}</span> {sentence}
        </span>
      </p>
      <ul className="flex flex-col gap-1 pl-6 text-muted">
        {lines.map((line) => (
          <li key={line.text} className="flex items-start gap-2">
            <Mark holds={line.holds} />
            <span className="min-w-0 break-words">{line.text}</span>
          </li>
        ))}
      </ul>
      {finding.kind === 'REPORT' ? (
        <p className="pl-6 text-label text-muted">
          {t('verify.sha')} <code className="font-mono break-all">{finding.sha256}</code>
        </p>
      ) : null}
    </div>
  );
}

function Mark({ holds }: { readonly holds: boolean }) {
  return (
    <Icon name={holds ? 'check' : 'alert'} className={holds ? 'mt-0.5 text-good' : 'mt-0.5 text-critical'} />
  );
}

interface Judged {
  readonly genuine: boolean;
  readonly sentence: string;
  readonly lines: readonly Line[];
}

function ofReport({ report, signature }: Extract<Finding, { kind: 'REPORT' }>): Judged {
  if (!report.genuine || signature === null)
    return { genuine: false, sentence: t('verify.unknown'), lines: [] };
  const holds = signature === 'HOLDS' || signature === 'UNCHECKED';
  const at = report.generatedAt ? formatTime(report.generatedAt) : t('ui.none');
  return {
    genuine: holds,
    sentence: holds ? t('verify.genuine', { at }) : t('verify.notGenuine'),
    lines: [
      { holds: true, text: t('verify.known') },
      { holds, text: t(`verify.signature.${signature}`, { keyId: report.keyId ?? t('ui.none') }) },
    ],
  };
}

function ofReceipt({ receipt, signature }: Extract<Finding, { kind: 'RECEIPT' }>): Judged {
  const genuine = signature === 'HOLDS' && receipt.consistent;
  const at = receipt.finalizedAt ? formatTime(receipt.finalizedAt) : t('ui.none');
  const sentence =
    signature === 'UNCHECKED'
      ? t('verify.receiptUnchecked')
      : genuine
        ? t('verify.receipt', { at })
        : t('verify.receiptBad');
  return {
    genuine,
    sentence,
    lines: [
      {
        holds: signature === 'HOLDS',
        text: t(`verify.signature.${signature}`, { keyId: t('verify.ofReceipt') }),
      },
      {
        holds: receipt.consistent,
        text: receipt.consistent ? t('verify.consistent') : t('verify.inconsistent'),
      },
      { holds: receipt.digestsMatch, text: receipt.digestsMatch ? t('receipt.match') : t('receipt.noMatch') },
    ],
  };
}
