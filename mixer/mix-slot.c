#include "mix-slot.h"

/* A camera whose pictures come in the middle between two ticks, a little early or late, must not
 * have some of them shown twice and others never. So the line is drawn a sixth of the half frame
 * that rounding allows to one side or the other (3 ms at 30 fps), where the pictures do not go to
 * and fro across it: pictures that were ahead of their ticks stay ahead, those behind stay behind.
 */
#define SLACK_PART  6
#define NEAR_PART   3 / 4 /* of half a frame: so near the last one's lead is the same side */
#define NEARLY_PART 3 / 2 /* of half a frame: a picture so far ahead is no more than nearly due */

/* Any thread. Nothing else is locked while `lock` is held; `watch_lock` is held while the watcher
 * is called. */
struct _MixSlot {
  gatomicrefcount refs;
  gboolean lockstep;
  gint64 half_frame_ns, latency_ns;
  gint unwanted, dozing; /* atomic */

  /* ---- under lock ---- */
  GMutex lock;
  GCond has_room, has_picture; /* lockstep only */
  GstBuffer *frames[MIX_SLOT_FRAMES_MAX];
  gint64 times_ns[MIX_SLOT_FRAMES_MAX];
  guint oldest, n_frames, capacity;
  GstBuffer *slate;
  guint64 n_pushed;
  gint64 shown_ns; /* of the picture that the last tick had, and how far it was ahead of the tick */
  gint64 lead_ns;  /* that had it first; G_MININT64: none had one */
  gboolean gone;   /* cleared and not pushed since */
  gboolean ended;  /* lockstep: nothing more will come */
  gboolean flushed;     /* for ever */
  gboolean interrupted; /* mix_slot_take() must not wait now */

  /* ---- under watch_lock ---- */
  GMutex watch_lock;
  MixSlotFunc watcher; /* may be NULL */
  gpointer watcher_data;
};

MixSlot *
mix_slot_new (const MixFormat *format)
{
  MixSlot *self = g_new0 (MixSlot, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->watch_lock);
  g_cond_init (&self->has_room);
  g_cond_init (&self->has_picture);
  self->lockstep = format->lockstep;
  self->lead_ns = G_MININT64;
  self->half_frame_ns = mix_format_frame_time (format, 1) / 2;
  self->latency_ns = format->latency_ns;
  mix_slot_set_delay (self, 0);
  return self;
}

MixSlot *
mix_slot_ref (MixSlot *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static guint
place_of (const MixSlot *self, guint age_index)
{
  return (self->oldest + age_index) % MIX_SLOT_FRAMES_MAX;
}

static gint64
newest_ns (const MixSlot *self)
{
  return self->times_ns[place_of (self, self->n_frames - 1)];
}

static void
drop_oldest (MixSlot *self)
{
  gst_clear_buffer (&self->frames[self->oldest]);
  self->oldest = place_of (self, 1);
  self->n_frames--;
  g_cond_broadcast (&self->has_room);
}

static void
drop_all (MixSlot *self)
{
  while (self->n_frames > 0)
    drop_oldest (self);
  self->lead_ns = G_MININT64;
}

void
mix_slot_unref (MixSlot *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  drop_all (self);
  gst_clear_buffer (&self->slate);
  g_cond_clear (&self->has_room);
  g_cond_clear (&self->has_picture);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->watch_lock);
  g_free (self);
}

/* A camera may be a fifth faster than the programme before its surplus is left out. */
static guint
capacity_for (const MixSlot *self, gint64 delay_ns)
{
  gint64 wait_ns = self->latency_ns + delay_ns + (gint64) MIX_SLOT_AHEAD_NS;
  gint64 n = wait_ns * 6 / 5 / (2 * self->half_frame_ns) + 2;

  return self->lockstep ? MIX_SLOT_FRAMES : (guint) CLAMP (n, MIX_SLOT_FRAMES, MIX_SLOT_FRAMES_MAX);
}

void
mix_slot_set_delay (MixSlot *self, gint64 delay_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->capacity = capacity_for (self, delay_ns);
  while (self->n_frames > self->capacity)
    drop_oldest (self);
}

/* Under lock. FALSE when the slot was flushed. */
static gboolean
make_room (MixSlot *self)
{
  while (self->lockstep && self->n_frames == self->capacity && !self->flushed)
    g_cond_wait (&self->has_room, &self->lock);
  if (self->n_frames == self->capacity && !self->flushed)
    drop_oldest (self);
  return !self->flushed;
}

gboolean
mix_slot_push (MixSlot *self, GstBuffer *frame, gint64 time_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  if (self->n_frames > 0 && time_ns <= newest_ns (self))
    drop_all (self);
  if (!make_room (self)) {
    gst_buffer_unref (frame);
    return FALSE;
  }
  guint at = place_of (self, self->n_frames++);
  self->frames[at] = frame;
  self->times_ns[at] = time_ns;
  self->n_pushed++;
  self->gone = FALSE;
  g_cond_broadcast (&self->has_picture);
  return TRUE;
}

void
mix_slot_set_slate (MixSlot *self, GstBuffer *picture)
{
  g_mutex_lock (&self->lock);
  GstBuffer *old = g_steal_pointer (&self->slate);
  self->slate = picture;
  g_mutex_unlock (&self->lock);
  gst_clear_buffer (&old);
}

void
mix_slot_clear (MixSlot *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  drop_all (self);
  self->gone = TRUE;
  g_cond_broadcast (&self->has_picture);
}

void
mix_slot_end (MixSlot *self)
{
  if (!self->lockstep) {
    mix_slot_clear (self);
    return;
  }
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->has_picture);
}

void
mix_slot_flush (MixSlot *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->flushed = TRUE;
  g_cond_broadcast (&self->has_room);
  g_cond_broadcast (&self->has_picture);
}

void
mix_slot_interrupt (MixSlot *self, gboolean interrupted)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->interrupted = interrupted;
  g_cond_broadcast (&self->has_picture);
}

/* Under lock. Whether a picture of that time belongs to the tick, or to one before it. */
static gboolean
is_due (const MixSlot *self, gint64 time_ns, gint64 target_ns)
{
  gint64 ahead_ns = time_ns - target_ns, slack_ns = self->half_frame_ns / SLACK_PART;

  if (self->lockstep || self->lead_ns == G_MININT64)
    slack_ns = 0;
  else if (ahead_ns - self->lead_ns > self->half_frame_ns * NEAR_PART)
    slack_ns = -slack_ns;
  return ahead_ns <= self->half_frame_ns + slack_ns;
}

/* Under lock. Lets go of what a newer picture that is due replaces. */
static void
drop_replaced (MixSlot *self, gint64 target_ns)
{
  while (self->n_frames > 1 && is_due (self, self->times_ns[place_of (self, 1)], target_ns))
    drop_oldest (self);
}

/* Under lock. Whether a picture that is still to come could be the one for the tick. */
static gboolean
is_undecided (const MixSlot *self, gint64 target_ns)
{
  if (!self->lockstep || self->gone || self->ended || self->flushed || self->interrupted)
    return FALSE;
  return self->n_frames == 0 || is_due (self, newest_ns (self), target_ns);
}

/* Under lock. The oldest is shown. One behind it that was nearly due is the next tick's, and behind
 * that by as much. */
static void
note_lead (MixSlot *self, gint64 target_ns)
{
  gint64 time_ns = self->times_ns[self->oldest], next_ahead_ns;

  if (self->lead_ns == G_MININT64 || time_ns != self->shown_ns)
    self->lead_ns = time_ns - target_ns;
  self->shown_ns = time_ns;
  if (self->n_frames < 2)
    return;
  next_ahead_ns = self->times_ns[place_of (self, 1)] - target_ns;
  if (next_ahead_ns <= self->half_frame_ns * NEARLY_PART)
    self->lead_ns = next_ahead_ns - 2 * self->half_frame_ns;
}

void
mix_slot_set_wanted (MixSlot *self, gboolean wanted)
{
  if (!wanted) {
    g_atomic_int_set (&self->unwanted, TRUE);
  } else if (g_atomic_int_compare_and_exchange (&self->unwanted, TRUE, FALSE)) {
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->watch_lock);
    if (self->watcher != NULL)
      self->watcher (self->watcher_data);
  }
}

void
mix_slot_watch_wanted (MixSlot *self, MixSlotFunc func, gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->watch_lock);
  self->watcher = func;
  self->watcher_data = data;
}

gboolean
mix_slot_is_wanted (MixSlot *self)
{
  return !g_atomic_int_get (&self->unwanted);
}

void
mix_slot_set_dozing (MixSlot *self, gboolean dozing)
{
  g_atomic_int_set (&self->dozing, dozing);
}

gboolean
mix_slot_is_dozing (MixSlot *self)
{
  return g_atomic_int_get (&self->dozing);
}

GstBuffer *
mix_slot_take (MixSlot *self, gint64 target_ns, gboolean *ret_fresh)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  drop_replaced (self, target_ns);
  while (is_undecided (self, target_ns)) {
    g_cond_wait (&self->has_picture, &self->lock);
    drop_replaced (self, target_ns);
  }
  gint64 time_ns = self->n_frames > 0 ? self->times_ns[self->oldest] : G_MAXINT64;
  gboolean may_be_old = self->lockstep || mix_slot_is_dozing (self);
  gboolean fresh = self->n_frames > 0 && is_due (self, time_ns, target_ns) &&
                   (may_be_old || target_ns - time_ns <= (gint64) MIX_SLOT_STALE_NS);
  if (fresh)
    note_lead (self, target_ns);
  GstBuffer *picture = fresh ? self->frames[self->oldest] : self->slate;
  if (ret_fresh != NULL)
    *ret_fresh = fresh;
  return picture != NULL ? gst_buffer_ref (picture) : NULL;
}

GstClockTime
mix_slot_get_newest (MixSlot *self, guint64 *ret_pushed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  if (ret_pushed != NULL)
    *ret_pushed = self->n_pushed;
  return self->n_frames > 0 ? (GstClockTime) newest_ns (self) : GST_CLOCK_TIME_NONE;
}
