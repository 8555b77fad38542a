import type { HistogramState } from "../http/metrics.ts";

/** Labels of a sample. Their values are of a bounded set, and tell of nobody. */
type Labels = Readonly<Record<string, string>>;

/** A value, with its labels. */
export type Sample = readonly [labels: Labels, value: number];

/** A counter or a gauge; without samples it is left out. */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A metric of durations. */
export interface DurationMetric {
  readonly name: string;
  readonly type: "histogram";
  readonly help: string;
  readonly samples: readonly (readonly [labels: Labels, state: HistogramState])[];
}

/** The text format 0.0.4 of Prometheus. */
export function writeMetrics(metrics: readonly (Metric | DurationMetric)[]): string {
  return metrics.filter(({ samples }) => samples.length > 0).map(writeMetric).join("");
}

function writeMetric(metric: Metric | DurationMetric): string {
  const { name, type, help } = metric;
  const samples = metric.type === "histogram"
    ? metric.samples.flatMap(([labels, state]) => listHistogram(name, labels, state))
    : metric.samples.map(([labels, value]) => [name, labels, value] as const);
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([name, labels, value]) => `${name}${writeLabels(labels)} ${value}`),
    "",
  ].join("\n");
}

function listHistogram(
  name: string,
  labels: Labels,
  { buckets, count, sum }: HistogramState,
): (readonly [name: string, labels: Labels, value: number])[] {
  return [
    ...buckets.map(({ bound, count }) =>
      [`${name}_bucket`, { ...labels, le: String(bound) }, count] as const
    ),
    [`${name}_bucket`, { ...labels, le: "+Inf" }, count],
    [`${name}_sum`, labels, sum],
    [`${name}_count`, labels, count],
  ];
}

function writeLabels(labels: Labels): string {
  const written = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return written.length > 0 ? `{${written.join(",")}}` : "";
}

function escape(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
