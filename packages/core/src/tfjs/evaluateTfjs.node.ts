/** Evaluates tfjs. The build imports this before tfjs wherever ferkit does, as `#tfjs`. */
import { withdrawRequire } from './provideRequire.node';
import '@tensorflow/tfjs';

withdrawRequire();
