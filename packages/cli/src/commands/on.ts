import type { CommandModule } from '../frame/command.ts';
import { statusCommand, withEnvironment } from './set-status.ts';

/** `flagstaff on` */
export const command: CommandModule = statusCommand('active', withEnvironment);
