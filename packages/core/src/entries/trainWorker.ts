/** The program of a thread that `train` starts. It is no import of the package: Node runs it. */
import { serveTeam } from '../training/workers/TrainingWorker';

serveTeam();
