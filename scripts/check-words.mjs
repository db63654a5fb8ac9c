// Finds words to avoid in docs, comments, messages and names: those of scripts/words.json, which also says what to write instead.
import { checkWords } from './checks/words.mjs';
import { runCheck } from './lib/check.mjs';

await runCheck('check-words', checkWords);
