import type { CommandModule } from '../frame/command.ts';
import { statusCommand, withEnvironment } from './set-status.ts';

/** `flagstaff off` */
export const command: CommandModule = statusCommand('inactive', withEnvironment);
