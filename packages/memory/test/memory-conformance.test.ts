import { memoryStorage } from '@flagstaff/memory';
import { storageConformance } from '@flagstaff/testkit';
import { describe, it } from 'vitest';

storageConformance({ name: 'memoryStorage', describe, it, create: () => memoryStorage() });
