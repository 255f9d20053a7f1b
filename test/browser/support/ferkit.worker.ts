import { serveClassifier } from '@ferkit/core/worker';
serveClassifier();
