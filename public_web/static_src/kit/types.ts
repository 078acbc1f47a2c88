/** The shapes the server hands to the page: PlayerData, grants, waveforms and comments. */
export interface Source {
  readonly codec: string;
  readonly kind: "hls" | "file";
  readonly mime: string;
  readonly url: string;
}

export interface Grant {
  readonly version_id: string;
  /** Epoch seconds by the server's clock. */
  readonly expires_at: number;
  readonly server_time: number;
  readonly ticket: string;
  readonly playlist: string;
  readonly sources: readonly Source[];
  /** Present where only a part of the version may be heard. */
  readonly teaser?: Teaser | null;
}

export interface Teaser {
  readonly starts_ms: number;
  readonly length_ms: number;
  readonly release_at: string | null;
}

export type Status = "pending" | "processing" | "ready" | "failed";

export interface Version {
  readonly id: string;
  readonly label: string;
  readonly primary: boolean;
  readonly duration_ms: number | null;
  /** Integrated loudness in LUFS (EBU R128), and true peak in dBTP. */
  readonly lufs: number | null;
  readonly true_peak: number | null;
  readonly status: Status;
  /** The waveform itself, where it is not to be fetched: that of a teaser. */
  readonly peaks?: WaveformData | null;
  /** On the page of a release: the track that this is the version of. */
  readonly track?: Track;
  readonly waveform_url: string | null;
  readonly grant_url: string | null;
}

export interface Track {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly url: string;
  readonly artist: { readonly name: string; readonly handle: string; readonly url: string };
  readonly artwork: Readonly<Record<"200" | "500" | "1000", string>> | null;
  readonly duration_ms: number | null;
  /** The title of the release that it came out on. */
  readonly album?: string;
}

export interface PlayerData {
  readonly track: Track;
  readonly versions: readonly Version[];
  readonly grant: Grant | null;
  /** The versions are of different tracks, played one after the other; `track` is the release. */
  readonly queue?: boolean;
  readonly urls: { readonly comments: string; readonly plays: string };
  readonly viewer: { readonly handle: string; readonly name: string } | null;
  readonly csrf: string | null;
  readonly embed: boolean;
  readonly start_ms: number;
  readonly autoplay: boolean;
  readonly theme: string;
  readonly target_lufs: number;
  readonly secret: string | null;
}

/** audiowaveform version 2: `data` holds min, max, min, max ... in `bits` bits. */
export interface WaveformData {
  readonly bits: number;
  readonly length: number;
  readonly data: readonly number[];
}

export interface Comment {
  readonly id: string;
  readonly parent_id: string | null;
  readonly at_ms: number | null;
  readonly body_html: string;
  readonly author: { readonly handle: string; readonly name: string };
  readonly created_at: string;
  readonly mine: boolean;
  readonly status: "visible" | "held";
}
