// A vitest reporter that writes the counts and the time of each file. The JSON reporter would also write axe's results of each
// story, 40 MB.
import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** The file that scripts/runChecks.mjs reads. */
export const COUNTS = '.cache/tests.json';

export default class CountTests {
  onTestRunEnd(modules, errors) {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const files = modules.map((module) => {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) if (state !== 'pending') counts[state]++;
      // A file that fails before its first test counts as one failure.
      if (module.state() === 'failed' && !states.includes('failed')) counts.failed++;
      const { duration, collectDuration, setupDuration } = module.diagnostic();
      const seconds = (duration + collectDuration + setupDuration) / 1000;
      return { project: module.project.name, file: relative('.', module.moduleId), tests: states.length, seconds };
    });
    mkdirSync('.cache', { recursive: true });
    files.sort((a, b) => b.seconds - a.seconds);
    writeFileSync(COUNTS, JSON.stringify({ ...counts, files }, null, 1));
  }
}
