import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/react';

// A busy machine takes longer than the second that is the default.
configure({ asyncUtilTimeout: 60_000 });
