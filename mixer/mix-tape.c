#include "mix-tape.h"

#include <string.h>

typedef struct {
  gint64 start, end; /* [start, end) */
} Run;

/* Where reading goes on and how loud: `gain` counts up to fade_frames. Promise of every writer: a
 * run that is read at `gain` goes on for at least `gain` frames. */
typedef struct {
  gint64 index;
  guint gain;
} Head;

struct _MixTape {
  guint fade_frames;
  Run runs[MIX_TAPE_RUNS]; /* in order of time, apart from or touching one another */
  guint n_runs;
  gint64 write_index;
  gint64 floor;  /* the newest run holds nothing before this */
  gboolean open; /* the next write goes on with the newest run */
  gboolean has_reader;
  Head head;
  Head leaving; /* the place that a jump left, until it has faded */
  float samples[MIX_TAPE_FRAMES * 2];
};

MixTape *
mix_tape_new (guint fade_frames)
{
  MixTape *self = g_new0 (MixTape, 1);

  self->fade_frames = fade_frames;
  self->floor = G_MININT64;
  return self;
}

void
mix_tape_free (MixTape *self)
{
  g_free (self);
}

static inline float *
sample_at (MixTape *self, gint64 index)
{
  return self->samples + (index & (MIX_TAPE_FRAMES - 1)) * 2;
}

/* How many of `n_frames` from `index` on lie side by side in memory. */
static inline guint
whole_piece (gint64 index, guint n_frames)
{
  return MIN (n_frames, (guint) (MIX_TAPE_FRAMES - (index & (MIX_TAPE_FRAMES - 1))));
}

static void
truncate_at (MixTape *self, gint64 cut)
{
  while (self->n_runs > 0 && self->runs[self->n_runs - 1].start >= cut)
    self->n_runs--;
  if (self->n_runs > 0) {
    Run *newest = &self->runs[self->n_runs - 1];

    newest->end = MIN (newest->end, cut);
  }
}

void
mix_tape_start_run (MixTape *self, gint64 index)
{
  self->open = FALSE;
  self->write_index = index;
  self->floor = G_MININT64;
  if (self->has_reader && self->head.gain > 0)
    self->floor = self->head.index + self->head.gain;
  truncate_at (self, MAX (index, self->floor));
}

void
mix_tape_cut (MixTape *self)
{
  self->open = FALSE;
  truncate_at (self, self->has_reader ? self->head.index + self->head.gain : G_MININT64);
}

gint64
mix_tape_get_write_index (const MixTape *self)
{
  return self->write_index;
}

/* The index that writing must not pass. */
static gint64
write_limit (const MixTape *self)
{
  if (self->has_reader)
    return self->head.index + MIX_TAPE_AHEAD;
  return G_MAXINT64;
}

gboolean
mix_tape_has_room (const MixTape *self, guint n_frames)
{
  gint64 from = self->n_runs > 0 ? self->runs[0].start : self->write_index;

  if (self->has_reader)
    from = self->head.index;
  return self->write_index + n_frames <= from + MIX_TAPE_AHEAD;
}

static void
drop_oldest_run (MixTape *self)
{
  self->n_runs--;
  memmove (self->runs, self->runs + 1, self->n_runs * sizeof (Run));
}

static void
trim_oldest (MixTape *self, gint64 oldest)
{
  while (self->n_runs > 0 && self->runs[0].end <= oldest)
    drop_oldest_run (self);
  if (self->n_runs > 0)
    self->runs[0].start = MAX (self->runs[0].start, oldest);
}

/* The run that takes frame `index`: the newest goes on, or a new one begins; NULL when there are
 * too many. */
static Run *
run_for (MixTape *self, gint64 index)
{
  if (!self->open || self->n_runs == 0 || self->runs[self->n_runs - 1].end != index) {
    if (self->n_runs == MIX_TAPE_RUNS) {
      if (self->has_reader && self->runs[0].end > self->head.index)
        return NULL;
      drop_oldest_run (self);
    }
    self->runs[self->n_runs++] = (Run){index, index};
    self->open = TRUE;
  }
  return &self->runs[self->n_runs - 1];
}

static void
copy_in (MixTape *self, gint64 index, const float *samples, guint n_frames)
{
  while (n_frames > 0) {
    guint n = whole_piece (index, n_frames);

    memcpy (sample_at (self, index), samples, n * 2 * sizeof (float));
    index += n;
    samples += (gsize) n * 2;
    n_frames -= n;
  }
}

void
mix_tape_write (MixTape *self, const float *samples, guint n_frames)
{
  gint64 first = self->write_index, from = MAX (first, self->floor), to;
  Run *run;

  g_assert (n_frames < MIX_TAPE_FRAMES);
  self->write_index += n_frames;
  to = MIN (self->write_index, write_limit (self));
  if (from >= to)
    return;
  run = run_for (self, from);
  if (!run)
    return;
  copy_in (self, from, samples + (gsize) (from - first) * 2, (guint) (to - from));
  run->end = to;
  trim_oldest (self, to - MIX_TAPE_FRAMES);
}

static const Run *
find_run (const MixTape *self, gint64 index)
{
  for (guint i = 0; i < self->n_runs; i++)
    if (self->runs[i].end > index)
      return &self->runs[i];
  return NULL;
}

/* One frame louder (`direction` 1) or softer (-1) with each frame. */
static void
copy_ramp (float *out, const float *in, guint n_frames, guint gain, int direction, guint fade)
{
  float unit = 1.0f / (float) fade;

  for (guint i = 0; i < n_frames; i++) {
    float level = (float) ((int) gain + direction * (int) (i + 1)) * unit;

    out[2 * i] = in[2 * i] * level;
    out[2 * i + 1] = in[2 * i + 1] * level;
  }
}

/* Reads up to `n` frames of `run` that can be treated alike: fading in, level, fading out. */
static guint
read_from_run (MixTape *self, const Run *run, float *out, guint n)
{
  Head *head = &self->head;
  gint64 fade_out_at = run->end - self->fade_frames;
  const float *in = sample_at (self, head->index);

  n = whole_piece (head->index, n);
  if (head->index >= fade_out_at && self->fade_frames > 0) {
    n = (guint) MIN (n, run->end - head->index);
    n = head->gain > 0 ? MIN (n, head->gain) : n;
    if (head->gain > 0)
      copy_ramp (out, in, n, head->gain, -1, self->fade_frames);
    else
      memset (out, 0, n * 2 * sizeof (float));
    head->gain -= MIN (n, head->gain);
  } else {
    guint missing = self->fade_frames - head->gain;

    n = (guint) MIN (n, fade_out_at - head->index);
    n = missing > 0 ? MIN (n, missing) : n;
    if (missing > 0)
      copy_ramp (out, in, n, head->gain, 1, self->fade_frames);
    else
      memcpy (out, in, n * 2 * sizeof (float));
    head->gain += MIN (n, missing);
  }
  return n;
}

static guint
read_piece (MixTape *self, float *out, guint n, guint *missing)
{
  const Run *run = find_run (self, self->head.index);

  if (run && run->start <= self->head.index)
    return read_from_run (self, run, out, n);
  n = run ? (guint) MIN (n, run->start - self->head.index) : n;
  memset (out, 0, n * 2 * sizeof (float));
  self->head.gain = 0;
  *missing += n;
  return n;
}

static void
add_leaving (MixTape *self, float *out, guint n_frames)
{
  Head *leaving = &self->leaving;
  guint n = MIN (n_frames, leaving->gain);

  for (guint i = 0; i < n; i++) {
    const float *in = sample_at (self, leaving->index + i);
    float level = (float) (leaving->gain - i - 1) / (float) self->fade_frames;

    out[2 * i] += in[0] * level;
    out[2 * i + 1] += in[1] * level;
  }
  leaving->index += n;
  leaving->gain -= n;
}

guint
mix_tape_read (MixTape *self, gint64 index, float *samples, guint n_frames)
{
  guint done = 0, missing = 0;

  if (self->has_reader && index != self->head.index) {
    self->leaving = self->head;
    self->head.gain = 0;
  }
  self->has_reader = TRUE;
  self->head.index = index;
  while (done < n_frames) {
    guint n = read_piece (self, samples + (gsize) done * 2, n_frames - done, &missing);

    self->head.index += n;
    done += n;
  }
  add_leaving (self, samples, n_frames);
  return missing;
}
