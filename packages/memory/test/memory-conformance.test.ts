import { memoryStorage } from '@flagstaff/memory';
import { storageConformance } from '@flagstaff/testkit/storage';
import { describe, it } from 'vitest';

storageConformance({ name: 'memoryStorage', describe, it, create: () => memoryStorage() });
