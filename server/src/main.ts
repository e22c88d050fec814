import { admin } from './commands/admin.ts';
import { serve } from './commands/serve.ts';
import { verifyFile } from './commands/verify.ts';

const usage = `Usage:
  serve [--role all|api|worker] [--demo]   run the platform
  verify receipt FILE                      check an import receipt offline
  admin rewrap                             bring all secrets under a new master key

Settings are environment variables (CRP_PORT, CRP_DATA_DIR, DATABASE_URL …); see README.`;

const [command = 'serve', ...rest] = process.argv.slice(2);
if (command === 'serve') await serve(rest);
else if (command === 'verify') await verifyFile(rest);
else if (command === 'admin') await admin(rest);
else {
  console.error(usage);
  process.exitCode = 2;
}
