import type { OpAttribute, TensorFlowBackend } from '../../tfjs/TensorFlowBackend';

/**
 * The attribute that sets a type of an operation, such as `T` of its numbers or `Tidx` of its axes. Each operation names its own:
 * https://www.tensorflow.org/api_docs/python/tf/raw_ops
 */
export const typeAttribute = (
  { binding }: TensorFlowBackend,
  name: string,
  type: 'TF_FLOAT' | 'TF_INT32' = 'TF_FLOAT',
): OpAttribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding[type] });
