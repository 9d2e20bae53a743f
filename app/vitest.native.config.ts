import { defineConfig } from 'vitest/config';

// Needs a program built from Rust, so it is no part of `npm test`: see src/device/native.test.ts.
export default defineConfig({ test: { environment: 'node', include: ['src/device/native.test.ts'] } });
