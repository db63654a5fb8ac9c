import type { CommandModule } from '../frame/command.ts';
import { statusCommand } from './set-status.ts';

/** `flagstaff archive` */
export const command: CommandModule = statusCommand('archived');
