/** The name of an optimizer. Apart from the optimizers, so that the types of a report reach no tensor engine. */
export type OptimizerName = 'sgd' | 'adam' | 'adamw';
