/** The program of a thread that `train` starts. It is no import of the package: Node runs it. */
import { serveTrainingWorker } from '../training/workers/TrainingWorker';

serveTrainingWorker();
