import { admin } from './commands/admin.ts';
import { recomputeScore } from './commands/recompute-score.ts';
import { serve } from './commands/serve.ts';
import { verifyFile } from './commands/verify.ts';

const usage = `Usage:
  serve [--role all|api|worker] [--demo]   run the platform
  verify receipt FILE                      check an import receipt offline
  score recompute --trace FILE             score again from a decision trace, offline
  admin rewrap                             bring all secrets under a new master key

Settings are environment variables (CRP_PORT, CRP_DATA_DIR, DATABASE_URL …); see README.`;

const [command = 'serve', ...rest] = process.argv.slice(2);
if (command === 'serve') await serve(rest);
else if (command === 'verify') await verifyFile(rest);
else if (command === 'score') await recomputeScore(rest);
else if (command === 'admin') await admin(rest);
else {
  console.error(usage);
  process.exitCode = 2;
}
