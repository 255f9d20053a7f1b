// The program of the file for pages: it defines `<ferkit-classifier>`, once however often it is loaded.
import { FerkitClassifier } from './FerkitClassifier';

export { FerkitClassifier };

if (customElements.get('ferkit-classifier') === undefined) customElements.define('ferkit-classifier', FerkitClassifier);
