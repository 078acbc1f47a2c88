/**
 * Loudness of audio elements: the listener's volume times a gain of ours.
 *
 * WebAudio comes in only once a gain other than 1 is needed: an element routed through it may fall
 * silent when a phone locks. Where there is no WebAudio, gains only attenuate.
 */
const RAMP_S = 0.03;

export class Output {
  #context: AudioContext | null = null;
  readonly #nodes = new Map<HTMLMediaElement, GainNode>();
  readonly #gains = new Map<HTMLMediaElement, number>();
  #volume = 1;
  #muted = false;

  get volume(): number {
    return this.#volume;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Set the gain of one element, by a short ramp so that nothing clicks. */
  setGain(element: HTMLMediaElement, gain: number): void {
    this.#gains.set(element, gain);
    const node = this.#nodes.get(element) ?? (gain === 1 ? null : this.#route(element));
    const now = this.#context?.currentTime ?? 0;
    node?.gain.cancelScheduledValues(now);
    node?.gain.setTargetAtTime(gain, now, RAMP_S / 3);
    this.#apply(element);
  }

  setVolume(volume: number, muted: boolean): void {
    this.#volume = Math.min(1, Math.max(0, volume));
    this.#muted = muted;
    for (const element of this.#gains.keys()) this.#apply(element);
  }

  /** Browsers start the graph suspended until a gesture. */
  wake(): void {
    if (this.#context?.state === "suspended") void this.#context.resume();
  }

  forget(element: HTMLMediaElement): void {
    this.#nodes.get(element)?.disconnect();
    this.#nodes.delete(element);
    this.#gains.delete(element);
  }

  #apply(element: HTMLMediaElement): void {
    const gain = this.#nodes.has(element) ? 1 : Math.min(1, this.#gains.get(element) ?? 1);
    element.volume = this.#volume * gain;
    element.muted = this.#muted;
  }

  #route(element: HTMLMediaElement): GainNode | null {
    if (typeof AudioContext === "undefined") return null;
    this.#context ??= new AudioContext({ latencyHint: "playback" });
    const node = this.#context.createGain();
    this.#context.createMediaElementSource(element).connect(node).connect(this.#context.destination);
    this.#nodes.set(element, node);
    this.wake();
    return node;
  }
}
