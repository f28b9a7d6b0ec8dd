/* A long document -> the cues of its sentences, in windows, so that its memory does not grow with it.

   How a document is laid out depends on all of its lines. So it is read twice: once for its lines, and
   once more for all the rest. Reading is cheap beside the rest, and memory that is asked for anew costs
   more. A window ends where a line begins, and the next one begins with that token. Inside a line that
   does not fit, a window ends some tokens before the last that it has read, and the next one reads some
   tokens before its own once more: no gap asks for what stands farther away, but for the class of the
   last token of its line, which has been noted. */
#include "core.h"

enum { WINDOW = 1 << 15, LARGER = 8, FETCHED = 1 << 19 };

/* Inside a line, so many tokens at least are seen before the first of a window's tokens, and behind
   the last. The distances to both ends of a line count up to 127, and the last token may be cut. */
enum { SIDE = 160 };

/* A window: where it begins and ends in the codes, and how many line ends stand before it, none inside a
   line. The tokens `first` to `stop` and the heads `first_head` to `stop_head` are its own. The document has
   `from` line ends before the first head of the window. Where it `is_inside` a line at its end, the next
   one begins with the token `tail`, and `line` is the next line end at which a line begins. The sentence
   that has not ended begins with the token `open`. */
typedef struct {
    size_t begin, end;
    uint32_t line_ends;
    size_t before, first, stop, tail, first_head, stop_head, from, line, open;
    int is_inside;
} window;

/* Has the codes of a window at hand; 0 if that fails. */
static int fetch_codes(core_run *run, const window *w, size_t end) {
    const core_request *request = run->request;
    if (request->codes || (w->begin >= run->codes_begin && w->end <= run->codes_end)) return 1;
    size_t stop = end - w->begin > FETCHED ? w->begin + FETCHED : end;
    if (stop < w->end) stop = w->end;
    if (!ROOM_FOR(run, fetched, stop - w->begin)) return 0;
    uint32_t *codes = run->fetched.code;
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

/* The number of the first head that is the token `token` or stands behind it. */
static size_t head_from(const core_run *run, size_t token) {
    const uint32_t *heads = run->tokens.heads;
    size_t low = 0, high = run->head_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (heads[middle] < token) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Ends a window before the last head that can end it, 0 without such a head. A line begins there, unless
   `any` head will do. */
static int end_at_head(const core_run *run, window *w, int any) {
    const line_end *lines = run->lines.end + w->from;
    const uint32_t *heads = run->tokens.heads;
    size_t k = run->head_count;
    while (k-- > 0 && heads[k] > w->first) {
        if (!any && !lines[k].breaks) continue;
        w->stop = heads[w->stop_head = k];
        return 1;
    }
    return 0;
}

/* Ends a window inside a line; 0 if it has too few tokens. What an apostrophe belongs to depends on the
   character before it, so that the next window begins with no such token. */
static int end_inside(const core_run *run, window *w) {
    const uint8_t *shape = run->tokens.shape;
    size_t count = run->tokens.count, tail;
    if (count - w->first <= SIDE || count - run->carried_count <= 2 * SIDE) return 0;
    w->stop = count - SIDE;
    for (tail = w->stop - SIDE; class_of_shape(shape[tail]) == APOSTROPHE; tail--)
        if (tail == run->carried_count) return 0;
    if (tail == run->carried_count) return 0;
    w->tail = tail;
    w->stop_head = head_from(run, w->stop);
    return w->is_inside = 1;
}

/* Reads the tokens of a window that begins where `w` says and is as large as it has to be. */
static int read_window(core_run *run, window *w, size_t end, int any) {
    w->first = run->carried_count + w->before;
    w->is_inside = 0;
    for (size_t size = WINDOW;; size *= LARGER) {
        w->end = end - w->begin > size ? w->begin + size : end;
        run->tokens.count = run->carried_count;
        if (!fetch_codes(run, w, end) || read_tokens(run, w->begin, w->end, w->line_ends)) return run->failed;
        w->first_head = head_from(run, w->first);
        w->stop = run->tokens.count;
        w->stop_head = run->head_count;
        if (w->end == end || end_at_head(run, w, any) || end_inside(run, w)) return CORE_OK;
    }
}

/* Moves on to the window that begins behind this one, which is not the last. */
static void move_on(core_run *run, window *w) {
    const uint8_t *flags = run->tokens.flags;
    size_t first = w->is_inside ? w->tail : w->stop;
    w->begin = run->tokens.start[first];
    w->before = w->stop - first;
    w->line_ends = w->is_inside ? 0 : flags[first] & BREAK ? 2 : 1;
    w->from += head_from(run, first + (w->is_inside != 0));
}

/* Where the tokens of a window end that tell of its last line: inside a line the last token may be cut. */
static size_t seen_tokens(const core_run *run, const window *w) {
    return w->is_inside ? run->tokens.count - 1 : w->stop + (w->stop < run->tokens.count);
}

/* What the rest of a line has shown, character by character: the class of the first character of the last
   token, whether a letter goes on with it, and whether the character before is a letter or a space. */
typedef struct {
    uint8_t first;
    int goes_on, is_word, is_gap;
} line_scan;

/* Counts what `count_stops` counts, in the codes `at` to `stop`; those behind are seen up to `seen`. The
   place of a line end or of an unseen character, otherwise `stop`. */
static size_t scan_codes(core_run *run, line_scan *scan, size_t at, size_t stop, size_t seen) {
    const uint32_t *codes = run->codes;
    core_layout *layout = &run->layout;
    for (size_t base = run->codes_begin; at < stop; at++) {
        uint32_t entry = look_up(run->characters, codes[at - base]), class = (entry >> 24) - 1;
        int is_word = in_word(entry), goes_on = is_word && scan->goes_on;
        if (entry == 0 || class == NEWLINE) break;
        if (class == SPACE) {
            *scan = (line_scan){scan->first, 0, 0, 1};
            continue;
        }
        /* An apostrophe between two letters belongs to the second. */
        int is_joint = class == APOSTROPHE && scan->is_word && at + 1 < seen
            && in_word(look_up(run->characters, codes[at + 1 - base]));
        if (!goes_on && scan->is_gap && scan->first == STOP) {
            layout->stops++;
            layout->lower_stops += class == LOWER;
        }
        *scan = (line_scan){goes_on ? scan->first : (uint8_t)class, is_word || is_joint, is_word, 0};
        layout->end_before = (uint32_t)at + 1;
    }
    return at;
}

/* Looks through the rest of a document whose first window ends inside a line. If no line end comes, this
   is all that its tokens would tell; otherwise the layout stays as it is, and the answer is 0. */
static int scan_rest(core_run *run, const window *w, size_t end) {
    core_layout before = run->layout;
    size_t at = before.end_before;
    const uint32_t *codes = run->codes;
    int is_word = in_word(look_up(run->characters, codes[at - 1 - run->codes_begin]));
    line_scan scan = {before.class_before, 0, is_word, 0};
    for (window part = *w; at < end;) {
        part.begin = at;
        part.end = end - at > WINDOW ? at + WINDOW : end;
        if (!fetch_codes(run, &part, end)) return 0;
        size_t stop = part.end < end ? part.end - 1 : end;
        at = scan_codes(run, &scan, at, stop, part.end);
        if (at < stop) {
            run->layout = before;
            return 0;
        }
    }
    run->layout.class_before = scan.first;
    return 1;
}

/* Reads the whole document for its lines, from the first window on; `w` is the last one then, or the first
   if the rest is the same line. */
static int lay_out_windows(core_run *run, window *w, size_t end) {
    memset(&run->layout, 0, sizeof run->layout);
    run->lines.count = 0;
    for (int is_first = 1;; is_first = 0) {
        if (read_window(run, w, end, 1)) return run->failed;
        if (w->stop > w->first) {
            if (note_lines(run, w->first_head, w->stop_head, 0, seen_tokens(run, w))) return run->failed;
            list_possible(run, w->first, w->stop);
            count_stops(run);
            run->layout.end_before = run->tokens.end[w->stop - 1];
            run->layout.class_before = class_of_shape(run->tokens.shape[w->stop - 1]);
        }
        if (w->end == end || (is_first && w->is_inside && scan_rest(run, w, end))) break;
        if (run->failed) return run->failed;
        move_on(run, w);
    }
    finish_lines(run);
    return CORE_OK;
}

/* What is known of the lines at both ends of a window. */
static line_part lines_around(const core_run *run, window *w) {
    const line_end *lines = run->lines.end;
    size_t behind = w->from + w->stop_head;
    /* A window that begins inside a line has read no beginning of a line before its own tokens. */
    line_part part = {run->carried_count, w->is_inside ? run->tokens.count - 1 : w->stop, -1};
    if (!w->is_inside) return part;
    if (w->line < behind) w->line = behind;
    while (w->line < run->lines.count && !lines[w->line].breaks) w->line++;
    part.end = w->line < run->lines.count ? lines[w->line].class_before : run->layout.class_before;
    return part;
}

/* Scores the sentences that end in a window. If it has been read `again`, its items and gaps have to be
   found again. */
static int score_window(core_run *run, window *w, size_t document, int again) {
    if (w->stop == w->first) return CORE_OK;
    place_lines(run, w->stop_head, w->from);
    if (again) {
        place_items(run, w->stop_head, seen_tokens(run, w));
        list_possible(run, w->first, w->stop);
    }
    line_part part = lines_around(run, w);
    list_gaps(run, &part);
    decide_pending(run);
    if (add_begun(run, document, &w->open, w->first, w->stop)) return run->failed;
    if (!w->is_inside && add_sentence(run, w->open, w->stop, document)) return run->failed;
    return run->sentences.count ? score_chunk(run) : CORE_OK;
}

/* ---- a sentence that goes on in the next window ----

   A cue looks at no more than five words on each side, at the first token of its sentence and at the
   last. Most tokens of a sentence without an end stand near no candidate, so that it needs no more
   memory than what it says in the end. */

/* So many tokens are carried before and behind a candidate, and at the ends of a part: a candidate that
   begins before the end, or ends behind the beginning, is carried with what stands beside it. */
enum { BESIDE = REACH + 1, AT_BEGIN = 32, AT_END = 2 * BESIDE };

/* Stands for the tokens that are left out: no candidate goes across it. */
#define LEFT_OUT 0x6C656674u

/* Makes a token the one at `to`, with its suffix, since its letters will be gone. */
static void carry_token(core_run *run, size_t from, size_t to) {
    tokens_columns *t = &run->tokens;
    run->carried.suffix[to] = suffix_of(run, t->start[from], t->end[from]);
    t->start[to] = t->start[from];
    t->end[to] = t->end[from];
    t->id[to] = t->id[from];
    t->shape[to] = t->shape[from];
}

/* Makes those tokens of a sentence from the token `open` on, before the token `tail`, that its cues ask for the
   first tokens. Those that are carried already stay. Tokens are seen up to `stop`, more than BESIDE behind `tail`. */
static int carry_sentence(core_run *run, size_t open, size_t tail, size_t stop) {
    size_t carried = run->carried_count, begin = open < carried ? carried : open, to = open < carried ? carried : 0;
    if (!ROOM_FOR(run, carried, to + (tail - begin))) return run->failed;
    /* The cues of the caller may be longer than what is carried beside a candidate. */
    int takes_all = run->tables->sentence_weights || run->request->custom, is_gap = 0;
    size_t until = begin + AT_BEGIN;
    for (size_t k = begin, ahead = begin; k < tail; k++) {
        for (; ahead <= k + BESIDE; ahead++) {
            uint32_t behind = stop_of_candidates(run, (uint32_t)ahead, (uint32_t)stop);
            if (behind + BESIDE > until) until = behind + BESIDE;
        }
        if (takes_all || k < until || k + AT_END >= tail) {
            carry_token(run, k, to++);
            is_gap = 0;
        } else if (!is_gap) {
            run->carried.suffix[to] = run->tokens.id[to] = LEFT_OUT;
            run->tokens.shape[to++] = STOP << 2;
            is_gap = 1;
        }
    }
    run->carried_count = to;
    return CORE_OK;
}

/* Carries on a sentence that has not ended, before the next window takes the place of its tokens. */
static int carry_open(core_run *run, window *w) {
    size_t tail = w->tail, open = w->open;
    w->open = open >= tail ? open - tail : 0;
    if (open < tail) return carry_sentence(run, open, tail, w->stop);
    run->carried_count = 0;
    return CORE_OK;
}

/* Scores a long document. */
int score_long(core_run *run, size_t document) {
    size_t begin = run->request->document[document], end = run->request->document[document + 1] - DOCUMENT_BREAK;
    window first = {.begin = begin, .end = begin, .line_ends = 2}, w = first;
    if (lay_out_windows(run, &w, end)) return run->failed;
    /* The tokens of the first window may be at hand still, but for its codes. */
    int again = w.begin > begin;
    if (again) w = first;
    else if (!fetch_codes(run, &w, end)) return run->failed;
    for (;; again = 1) {
        if (again && read_window(run, &w, end, 0)) return run->failed;
        if (!w.before) w.open = w.first;
        if (score_window(run, &w, document, again)) return run->failed;
        if (w.end == end) break;
        window next = w;
        move_on(run, &next);
        if (w.is_inside) {
            if (carry_open(run, &next)) return run->failed;
        } else {
            next.line_ends = 2; /* where a line begins */
            run->carried_count = 0;
        }
        w = next;
    }
    run->carried_count = 0;
    return CORE_OK;
}
