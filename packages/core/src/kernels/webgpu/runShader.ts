import type * as tf from '@tensorflow/tfjs';
import { bufferOf, THREADS, type Uniform, type WebgpuBackend } from '../../tfjs/WebgpuBackend';

/** A compute shader with any number of results; a program of tfjs has one. All tensors are float32, and flat in WGSL. */
interface Shader {
  /** Unique name, the cache key. */
  readonly name: string;
  /** Arrays that the code reads, by name. With the results at most 8, the limit of WebGPU. */
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  /** Arrays that the code writes, with their shapes. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  /** Single numbers that the code reads, by name. */
  readonly numbers: Readonly<Record<string, Uniform>>;
  /** Numbers in an element of the arrays: 1, or 4 for a `vec4`. */
  readonly component: 1 | 4;
  /** Each has an `index` below this. */
  readonly threads: number;
  /** WGSL of a thread. It has to use every input, output and number. */
  readonly code: string;
}

/** Runs a shader, as a part of the commands that tfjs records. @returns the results, in the order of the shader */
export function runShader(backend: WebgpuBackend, shader: Shader): tf.TensorInfo[] {
  const { inputs, outputs, numbers, threads } = shader;
  const results = Object.values(outputs).map((shape) => backend.makeTensorInfo(shape, 'float32'));
  const buffers = [...results, ...Object.values(inputs)].map((tensor): GPUBufferBinding => ({
    buffer: bufferOf(backend, tensor),
  }));
  const uniforms = backend.makeUniforms([{ type: 'int32', data: [threads] }, ...Object.values(numbers)]);
  const pipeline = pipelineOf(backend.device, shader);
  const bindings = backend.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [...buffers, uniforms].map((resource, binding) => ({ binding, resource })),
  });
  backend.ensureCommandEncoderReady();
  const pass = (backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass());
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindings);
  const groups = Math.ceil(threads / THREADS);
  const columns = Math.min(groups, backend.device.limits.maxComputeWorkgroupsPerDimension);
  pass.dispatchWorkgroups(columns, Math.ceil(groups / columns));
  // tfjs submits after its next dispatch if there are too many.
  backend.dispatchCountInPass++;
  return results;
}

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

function pipelineOf(device: GPUDevice, shader: Shader): GPUComputePipeline {
  const known = pipelines.get(device) ?? new Map<string, GPUComputePipeline>();
  pipelines.set(device, known);
  const key = `${shader.name}_${shader.component}`;
  const pipeline =
    known.get(key) ??
    device.createComputePipeline({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code: writeCode(shader) }), entryPoint: 'start' },
    });
  known.set(key, pipeline);
  return pipeline;
}

function writeCode({ inputs, outputs, numbers, component, code }: Shader): string {
  const element = component === 4 ? 'vec4<f32>' : 'f32';
  const arrays = [
    ...Object.keys(outputs).map((name) => `var<storage, read_write> ${name}`),
    ...Object.keys(inputs).map((name) => `var<storage, read> ${name}`),
  ];
  const fields = Object.entries(numbers).map(([name, { type }]) => `${name} : ${type === 'int32' ? 'i32' : 'f32'},`);
  return `
    struct Uniforms { threads : i32, ${fields.join(' ')} };
    ${arrays.map((array, binding) => `@group(0) @binding(${binding}) ${array} : array<${element}>;`).join('\n')}
    @group(0) @binding(${arrays.length}) var<uniform> uniforms : Uniforms;
    @compute @workgroup_size(${THREADS})
    fn start(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>, @builtin(local_invocation_index) place : u32) {
      let index = i32((group.y * groups.x + group.x) * ${THREADS}u + place);
      if (index >= uniforms.threads) { return; }
      ${code}
    }
  `;
}
