import type { JSX } from 'preact';
import type { ExplainedBucket, ExplainedServe } from '@flagstaff/core/explain';
import { BucketStrip } from '../components/bucket-strip.tsx';
import { variantClass } from '../components/variant.ts';
import { formatPercent } from '../lib/format.ts';

/** What a bucket is compared with: a share, or a range. */
type Compared = ExplainedBucket & { readonly percentage?: number; readonly from?: number; readonly to?: number };

/** `u1 is at 88.462%, and 20% are included.` */
export function BucketText({ bucket }: { readonly bucket: Compared }): JSX.Element {
  const { attribute, actual, bucket: place, percentage, from, to } = bucket;
  const limit =
    percentage === undefined
      ? from === undefined || to === undefined
        ? ''
        : `, the range is ${formatPercent(from * 100)} to ${formatPercent(to * 100)}`
      : `, the first ${formatPercent(percentage)} are included`;
  if (place === undefined) {
    return (
      <span>
        <code>{attribute}</code> is missing, so there is no bucket.
      </span>
    );
  }
  return (
    <span>
      <code>{actual === undefined ? attribute : JSON.stringify(actual)}</code>{' '}
      {place === '(private)' ? 'has a private bucket' : `is at ${formatPercent(place * 100)}`}
      {limit}.
    </span>
  );
}

/** The split that chose a variant, with the subject's place in it. */
export function ServeText({
  serve,
  variants,
}: {
  readonly serve: ExplainedServe;
  readonly variants: readonly string[];
}): JSX.Element | null {
  if (typeof serve === 'string') return null;
  const { bucket, actual, attribute } = serve;
  return (
    <div class="explanation-split">
      <BucketText bucket={serve} />
      <BucketStrip
        label="The split"
        parts={serve.shares.map(({ variant, from, to }) => ({
          from: from * 100,
          to: to * 100,
          label: variant,
          class: variantClass(variants, variant),
        }))}
        ticks={
          typeof bucket === 'number'
            ? [{ at: bucket * 100, label: actual === undefined ? attribute : JSON.stringify(actual) }]
            : []
        }
      />
    </div>
  );
}
