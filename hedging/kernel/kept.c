/* A sentence that is longer than a window -> those of its tokens that its cues ask for.

   A cue looks at no more than five words on each side, at the first token of its sentence and at the
   last. Most tokens of a sentence without an end stand near no candidate, so that it needs no more
   memory than what it says in the end. */
#include "core.h"

/* So many tokens are kept before and behind a candidate, and at the ends of a part: a candidate that
   begins before the end, or ends behind the beginning, is kept with what stands beside it. */
enum { BESIDE = REACH + 1, AT_BEGIN = 32, AT_END = 2 * BESIDE };

/* Stands for the tokens that are left out: no candidate goes across it. */
#define LEFT_OUT 0x6C656674u

typedef struct {
    uint32_t *start, *end;
    uint64_t *id, *suffix;
    uint8_t *shape;
} kept_tokens;

static void keep_token(core_run *run, const kept_tokens *t, size_t from, size_t to) {
    t->suffix[to] = suffix_of(run, t->start[from], t->end[from]);
    t->start[to] = t->start[from];
    t->end[to] = t->end[from];
    t->id[to] = t->id[from];
    t->shape[to] = t->shape[from];
}

static void leave_out(const kept_tokens *t, size_t to) {
    t->suffix[to] = t->id[to] = LEFT_OUT;
    t->shape[to] = STOP << 2;
}

/* Keeps what a sentence from the token `open` on has before the token `tail`, as the first tokens. Those
   that have been kept before stay, and tokens are seen up to `stop`. */
int keep_sentence(core_run *run, size_t open, size_t tail, size_t stop) {
    size_t begin = open < run->kept ? run->kept : open, to = open < run->kept ? run->kept : 0;
    uint64_t *suffix = core_room(run, &run->suffix, to + (tail - begin), 8);
    token_columns *own = &run->tokens;
    if (!suffix) return run->failed;
    kept_tokens t = {(uint32_t *)own->start.data, (uint32_t *)own->end.data, (uint64_t *)own->id.data, suffix,
                     (uint8_t *)own->shape.data};
    /* The cues of the caller may be longer than what is kept beside a candidate. */
    int keeps_all = run->tables->sentence_weights || run->request->custom, is_gap = 0;
    size_t until = begin + AT_BEGIN;
    for (size_t k = begin, ahead = begin; k < tail; k++) {
        for (; ahead <= k + BESIDE && ahead < stop; ahead++) {
            uint32_t behind = stop_of_candidates(run, (uint32_t)ahead, (uint32_t)stop);
            if (behind + BESIDE > until && behind) until = behind + BESIDE;
        }
        if (keeps_all || k < until || k + AT_END >= tail) {
            keep_token(run, &t, k, to++);
            is_gap = 0;
        } else if (!is_gap) {
            leave_out(&t, to++);
            is_gap = 1;
        }
    }
    run->kept = to;
    return CORE_OK;
}
