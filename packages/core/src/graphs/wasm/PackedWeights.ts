import { sizeOf, type Weight } from './ForwardNode';
import type { ProgramHeap } from './ProgramHeap';

/** Weights in the form in which the operations read them. All plans of a program share them. */
export class PackedWeights {
  readonly #heap: ProgramHeap;
  readonly #packed = new Map<Weight, Map<string, { readonly address: number; readonly pack: () => void }>>();

  constructor(heap: ProgramHeap) {
    this.#heap = heap;
  }

  /** A filter as panels of eight columns, as `multiplyListed` reads it. @returns its address */
  panels(filter: Weight): number {
    const columns = filter.shape.at(-1)!;
    const inner = sizeOf(filter.shape) / columns;
    return this.#find(filter, 'panels', inner * Math.ceil(columns / 8) * 32, (target) => {
      this.#withNumbers(filter, (b) => {
        this.#heap.code.packPanels(b, columns * 4, 4, inner, columns, target);
      });
    });
  }

  /** A 3x3 filter as Winograd's planes. @returns its address */
  planes(filter: Weight): number {
    const [, , inputs, outputs] = filter.shape as [number, number, number, number];
    return this.#find(filter, 'planes', planesBytes(inputs, outputs), (target) => {
      this.#withNumbers(filter, (b) => {
        const scratch = this.#heap.allocate(1024);
        const position = inputs * outputs * 4;
        this.#heap.code.transformFilter(b, 3 * position, position, outputs * 4, 4, inputs, outputs, target, scratch);
        this.#heap.release(scratch);
      });
    });
  }

  /** The numbers as they are, and zeros up to a multiple of eight. @returns their address */
  plain(weight: Weight): number {
    const length = Math.ceil(sizeOf(weight.shape) / 8) * 8;
    return this.#find(weight, 'plain', length * 4, (target) => {
      const numbers = weight.read();
      const stored = this.#heap.floats(target, length);
      stored.set(numbers);
      stored.fill(0, numbers.length);
    });
  }

  /** Packs all weights again, after their variables changed. */
  renew(): void {
    for (const forms of this.#packed.values()) for (const { pack } of forms.values()) pack();
  }

  dispose(): void {
    for (const forms of this.#packed.values()) for (const { address } of forms.values()) this.#heap.release(address);
    this.#packed.clear();
  }

  #find(weight: Weight, form: string, bytes: number, pack: (address: number) => void): number {
    const forms = this.#packed.get(weight) ?? new Map<string, never>();
    this.#packed.set(weight, forms);
    const known = forms.get(form);
    if (known !== undefined) return known.address;
    const address = this.#heap.allocate(bytes);
    forms.set(form, { address, pack: () => pack(address) });
    pack(address);
    return address;
  }

  #withNumbers(weight: Weight, use: (address: number) => void): void {
    const numbers = weight.read();
    const address = this.#heap.allocate(numbers.byteLength);
    try {
      this.#heap.floats(address, numbers.length).set(numbers);
      use(address);
    } finally {
      this.#heap.release(address);
    }
  }
}

/** Bytes of 36 planes, each followed by the cache line that pads it; see `planeBytes` in kernels/wasm/assembly/winograd.as. */
export function planesBytes(rows: number, columns: number): number {
  return 36 * (rows * columns * 4 + 64);
}
