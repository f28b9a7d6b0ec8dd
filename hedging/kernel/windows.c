/* A long document -> the cues of its sentences, in windows, so that its memory does not grow with it.

   How a document is laid out depends on all of its lines. So it is read twice: once for its lines, and
   once more for all the rest. Reading is cheap beside the rest, and memory that is asked for anew costs
   more. A window ends where a line begins, and the next one begins with that token; a line that does
   not fit is read again in a larger window. */
#include "core.h"

enum { WINDOW = 1 << 15, LARGER = 8, FETCHED = 1 << 19 };

/* A window: where it begins and ends in the codes, how many line ends stand before it, and how many of
   the heads and tokens that have been read are its own. */
typedef struct {
    size_t begin, end;
    uint32_t line_ends;
    size_t heads, stop;
} window;

/* Has the codes of a window at hand; 0 if that fails. */
static int fetch_codes(core_run *run, const window *w, size_t end) {
    const core_request *request = run->request;
    if (request->codes || (w->begin >= run->codes_begin && w->end <= run->codes_end)) return 1;
    size_t stop = end - w->begin > FETCHED ? w->begin + FETCHED : end;
    if (stop < w->end) stop = w->end;
    uint32_t *codes = core_room(run, &run->fetched, stop - w->begin, 4);
    if (!codes) return 0;
    run->codes_end = 0;
    if (!request->fetch(request->context, w->begin, stop, codes)) {
        run->failed = CORE_NOT_FETCHED;
        return 0;
    }
    run->codes = codes;
    run->codes_begin = w->begin;
    run->codes_end = stop;
    return 1;
}

/* How many of the heads stand before the last one that can end a window; all in the last window, and 0
   if a larger window is needed. Of the heads from the line end `from` on, those that break can end it;
   with `any`, every head can. */
static size_t heads_before(const core_run *run, size_t from, int any) {
    const line_end *lines = (const line_end *)run->lines.data + from;
    size_t count = run->head_count;
    while (count > 1 && !any && !lines[count - 1].breaks) count--;
    return count - (count > 0);
}

/* Reads the tokens of a window that begins where `w` says and is as large as it has to be. */
static int read_window(core_run *run, window *w, size_t end, size_t from, int any) {
    for (size_t size = WINDOW;; size *= LARGER) {
        w->end = end - w->begin > size ? w->begin + size : end;
        run->tokens.count = 0;
        if (!fetch_codes(run, w, end) || read_tokens(run, w->begin, w->end, w->line_ends)) return run->failed;
        w->heads = run->head_count;
        w->stop = run->tokens.count;
        if (w->end == end) return CORE_OK;
        w->heads = heads_before(run, from, any);
        if (w->heads) break;
    }
    w->stop = ((uint32_t *)run->heads.data)[w->heads];
    return CORE_OK;
}

/* Moves on to the window that begins behind this one, which is not the last. */
static void move_on(core_run *run, window *w) {
    const uint8_t *flags = (const uint8_t *)run->tokens.flags.data;
    w->begin = ((uint32_t *)run->tokens.start.data)[w->stop];
    w->line_ends = flags[w->stop] & BREAK ? 2 : 1;
}

/* The tokens of a window and the head behind it, which tells where its last line ends. */
static size_t seen_tokens(const core_run *run, size_t stop) { return stop + (stop < run->tokens.count); }

/* Reads the whole document for its lines, from the first window on; `w` is the last one then. */
static int lay_out_windows(core_run *run, window *w, size_t end) {
    memset(&run->layout, 0, sizeof run->layout);
    for (;;) {
        if (read_window(run, w, end, 0, 1)) return run->failed;
        if (w->stop) {
            if (note_lines(run, w->heads, 0, seen_tokens(run, w->stop))) return run->failed;
            if (list_possible(run, 0, w->stop)) return run->failed;
            count_stops(run);
            run->layout.end_before = ((uint32_t *)run->tokens.end.data)[w->stop - 1];
            run->layout.class_before = class_of_shape(((uint8_t *)run->tokens.shape.data)[w->stop - 1]);
        }
        if (w->end == end) break;
        move_on(run, w);
    }
    finish_lines(run);
    return CORE_OK;
}

/* Scores what a window has, from the line end `from` on. If it has been read `again`, its items and
   gaps have to be found again. */
static int score_window(core_run *run, const window *w, size_t document, size_t from, int again) {
    if (w->stop == 0) return CORE_OK;
    place_lines(run, w->heads, from);
    if (again) {
        place_items(run, w->heads, seen_tokens(run, w->stop));
        if (list_possible(run, 0, w->stop)) return run->failed;
    }
    list_gaps(run, 0, w->stop);
    decide_pending(run);
    if (add_sentences(run, document, 0, w->stop)) return run->failed;
    return score_slice(run);
}

/* Scores a long document. */
int score_long(core_run *run, size_t document) {
    size_t begin = run->request->document[document], end = run->request->document[document + 1] - DOCUMENT_BREAK;
    window first = {begin, begin, 2, 0, 0}, w = first;
    if (lay_out_windows(run, &w, end)) return run->failed;
    /* A document of a single line has been read as a whole. */
    if (w.begin == begin) return score_window(run, &w, document, 0, 0);
    w = first;
    for (size_t from = 0;; from += w.heads) {
        if (read_window(run, &w, end, from, 0) || score_window(run, &w, document, from, 1)) return run->failed;
        if (w.end == end) return CORE_OK;
        move_on(run, &w);
        w.line_ends = 2; /* where a line begins */
    }
}
