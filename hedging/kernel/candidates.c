/* Sentences -> candidates for cues, as hedging.model.lexicon, the best of those that overlap, and the caller's
   extra cues among them. */
#include "core.h"

static const uint32_t BARRIER = 1u << STOP | 1u << OPENER | 1u << CLOSER | 1u << QUOTE;

typedef struct {
    uint32_t stop, entry;
} found_run;

/* The id of a token as entries have it: see `entry_ids`. */
static inline uint64_t entry_id(const core_tables *tables, const uint64_t *id, const uint8_t *shape, uint32_t token) {
    uint64_t is_number = (0 - (uint64_t)(class_of_shape(shape[token]) == DIGIT)) & tables->any_number;
    return (ANY_NUMBER & is_number) | (id[token] & ~is_number);
}

static inline uint32_t filter_flags(const core_tables *tables, uint64_t hash) {
    uint32_t slot = (uint32_t)(hash >> (64 - ENTRY_FILTER_BITS));
    return tables->filter[slot >> 2] >> (slot & 3) * 2 & 3;
}

/* The stop of the noun phrase whose opening ends at `begin`, 0 if there is none: see
   `_stop_of_phrase`. The sentence has the tokens up to `stop`. */
static uint32_t stop_of_phrase(
    const core_tables *tables, const uint64_t *id, const uint8_t *shape, uint32_t begin, uint32_t stop
) {
    int is_word[GAP + 2] = {0}, ends[GAP + 2] = {0}, reach = 0;
    while (reach <= GAP && begin + reach < stop && !in_class_set(BARRIER, class_of_shape(shape[begin + reach]))) {
        is_word[reach] = class_of_shape(shape[begin + reach]) <= MARK;
        if (is_word[reach] && knows_hash(&tables->heads, id[begin + reach])) return begin + reach + 1;
        reach++;
    }
    for (int k = reach - 1; k >= 0; k--) {
        if (!is_word[k]) continue;
        ends[k] = knows_hash(&tables->heads, extend(id[begin + k], VERB));
        if (!ends[k] && ends[k + 1]) ends[k] = knows_hash(&tables->heads, extend(id[begin + k], BEFORE_VERB));
    }
    if (ends[0]) return 0;
    for (int k = 1; k < reach; k++)
        if (ends[k] && is_word[k - 1]) return begin + k;
    return 0;
}

/* Adds a run in the order of stops, behind those with its stop. */
static inline int insert(found_run *runs, int count, uint32_t stop, uint32_t entry) {
    int at = count;
    while (at > 0 && runs[at - 1].stop > stop) {
        runs[at] = runs[at - 1];
        at--;
    }
    runs[at].stop = stop;
    runs[at].entry = entry;
    return count + 1;
}

/* The candidates that begin at a token, noun phrases first among equals. */
static int runs_from(
    const core_tables *tables, const uint64_t *id, const uint8_t *shape, uint32_t first, uint32_t stop,
    uint32_t flags, found_run *runs
) {
    found_run entries[CUSTOM_LONGEST];
    int count = 0, entry_count = 0, is_known;
    uint64_t run = entry_id(tables, id, shape, first);
    for (uint32_t length = 1;; length++) {
        if (flags & IS_ENTRY) {
            uint32_t row = find_hash(&tables->entries, run, &is_known);
            if (is_known) {
                entries[entry_count].stop = first + length;
                entries[entry_count++].entry = row;
            }
        }
        if (!(flags & BEGINS_ENTRY)) break;
        uint64_t opening = extend(run, OPEN);
        if (filter_flags(tables, opening) & IS_ENTRY) {
            uint32_t row = find_hash(&tables->entries, opening, &is_known);
            if (is_known && tables->openings[row]) {
                uint32_t phrase_stop = stop_of_phrase(tables, id, shape, first + length, stop);
                if (phrase_stop) count = insert(runs, count, phrase_stop, row);
            }
        }
        if (length >= tables->numbers.longest || first + length >= stop) break;
        run = extend(run, entry_id(tables, id, shape, first + length));
        flags = filter_flags(tables, run);
    }
    for (int k = 0; k < entry_count; k++) count = insert(runs, count, entries[k].stop, entries[k].entry);
    return count;
}

/* Lists the tokens of a sentence at which a run of the filter begins and does not end at once without
   an entry. Half of all tokens begin a run, and most such runs end there: so the list is made without
   a branch for each, which the processor could only guess. */
static size_t list_openers(
    const core_tables *tables, const uint64_t *id, const uint8_t *shape, uint32_t first, uint32_t stop,
    uint32_t *openers
) {
    size_t begun = 0, count = 0;
    for (uint32_t k = first; k < stop; k++) {
        openers[begun] = k;
        begun += filter_flags(tables, entry_id(tables, id, shape, k)) != 0;
    }
    for (size_t j = 0; j < begun; j++) {
        uint32_t k = openers[j], has_next = k + 1 < stop;
        uint64_t own = entry_id(tables, id, shape, k), behind = entry_id(tables, id, shape, has_next ? k + 1 : k);
        uint32_t flags = filter_flags(tables, own);
        uint32_t next = filter_flags(tables, extend(own, behind)) & (0 - has_next);
        uint32_t opening = filter_flags(tables, extend(own, OPEN)) & IS_ENTRY;
        openers[count] = k;
        count += ((flags & IS_ENTRY) | ((0 - (flags & BEGINS_ENTRY)) & (next | opening))) != 0;
    }
    for (size_t j = 0; j < count; j++) {
        uint64_t own = entry_id(tables, id, shape, openers[j]);
        PREFETCH(tables->entries.known + tables->entries.first[own >> tables->entries.shift]);
    }
    return count;
}

/* The greatest stop of the candidates that begin at a token and that the scheme knows, 0 without any.
   Tokens are seen up to `stop`. */
uint32_t stop_of_candidates(const core_run *run, uint32_t token, uint32_t stop) {
    const core_tables *tables = run->tables;
    const uint64_t *id = run->tokens.id;
    const uint8_t *shape = run->tokens.shape;
    found_run runs[2 * CUSTOM_LONGEST];
    uint32_t flags = filter_flags(tables, entry_id(tables, id, shape, token)), greatest = 0;
    int found = flags ? runs_from(tables, id, shape, token, stop, flags, runs) : 0;
    for (int k = 0; k < found; k++)
        if (tables->masks[runs[k].entry]) greatest = runs[k].stop; /* they are in the order of stops */
    return greatest;
}

/* Whether the caller ignores the words from a token to `stop`, or one of the runs with these words. */
static int is_ignored(
    const core_run *run, const hash_index *ignored, uint32_t token, uint32_t stop, const found_run *runs, int found
) {
    const uint64_t *id = run->tokens.id;
    uint64_t words = id[token];
    for (uint32_t k = token + 1; k < stop; k++) words = extend(words, id[k]);
    if (knows_hash(ignored, words)) return 1;
    for (int k = 0; k < found; k++)
        if (runs[k].stop == stop && knows_hash(ignored, run->tables->entries.known[runs[k].entry])) return 1;
    return 0;
}

/* Finds the candidates of all sentences of the chunk: what a lexicon has under the scheme, without what is
   `ignored`, if that is given. */
int find_candidates(core_run *run, const core_tables *tables, const hash_index *ignored) {
    const uint64_t *id = run->tokens.id;
    const uint8_t *shape = run->tokens.shape;
    uint32_t *openers = run->tokens.openers;
    candidates_columns *candidates = &run->candidates;
    found_run runs[2 * CUSTOM_LONGEST];
    candidates->count = 0;
    for (size_t s = 0; s < run->sentences.count; s++) {
        uint32_t first = run->sentences.first[s], stop = run->sentences.stop[s];
        size_t begun = list_openers(tables, id, shape, first, stop, openers);
        for (size_t j = 0; j < begun; j++) {
            uint32_t k = openers[j];
            uint32_t flags = filter_flags(tables, entry_id(tables, id, shape, k));
            int found = runs_from(tables, id, shape, k, stop, flags, runs);
            if (!ROOM_FOR(run, candidates, candidates->count + 2 * CUSTOM_LONGEST)) return run->failed;
            for (int i = 0; i < found; i++) {
                if (tables->masks[runs[i].entry] == 0) continue;
                if (ignored && is_ignored(run, ignored, k, runs[i].stop, runs, found)) continue;
                candidates->start[candidates->count] = k;
                candidates->end[candidates->count] = runs[i].stop;
                candidates->entry[candidates->count] = runs[i].entry;
                candidates->sentence[candidates->count++] = (uint32_t)s;
            }
        }
    }
    return CORE_OK;
}

/* Whether candidate a goes before b: the higher sum, of equals the longer, then the earlier. */
static int is_before(const candidates_columns *r, uint32_t a, uint32_t b) {
    if (r->sum[a] != r->sum[b]) return r->sum[a] > r->sum[b];
    uint32_t length_a = r->end[a] - r->start[a], length_b = r->end[b] - r->start[b];
    if (length_a != length_b) return length_a > length_b;
    return a < b; /* the earlier has the lower number */
}

static void sift(const candidates_columns *r, uint32_t *heap, size_t at, size_t size) {
    for (size_t child; (child = 2 * at + 1) < size; at = child) {
        if (child + 1 < size && is_before(r, heap[child], heap[child + 1])) child++;
        if (!is_before(r, heap[at], heap[child])) return;
        uint32_t moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
    }
}

/* Sorts the rows of a chain, the best first, in n log n however long the chain is. */
static void rank(const candidates_columns *r, uint32_t *rows, size_t size) {
    for (size_t at = size / 2; at-- > 0;) sift(r, rows, at, size);
    for (size_t left = size; left-- > 1;) {
        uint32_t worst = rows[0];
        rows[0] = rows[left];
        rows[left] = worst;
        sift(r, rows, 0, left);
    }
}

/* Flags the best candidates, none of which overlap: see `scoring.best_of_overlaps`. */
int resolve_overlaps(core_run *run) {
    if (!ROOM_FOR(run, candidates, run->candidates.count)) return run->failed;
    candidates_columns r = run->candidates;
    uint8_t *claimed = run->tokens.is_claimed;
    for (size_t begin = 0, stop; begin < r.count; begin = stop) {
        uint32_t reach = r.end[begin];
        for (stop = begin + 1; stop < r.count && r.start[stop] < reach; stop++)
            if (r.end[stop] > reach) reach = r.end[stop];
        r.is_best[begin] = 1;
        if (stop == begin + 1) continue;
        for (size_t k = begin; k < stop; k++) r.order[k - begin] = (uint32_t)k;
        rank(&r, r.order, stop - begin);
        memset(claimed + r.start[begin], 0, reach - r.start[begin]);
        for (size_t k = 0; k < stop - begin; k++) {
            uint32_t row = r.order[k], length = r.end[row] - r.start[row];
            uint8_t *here = claimed + r.start[row], is_taken = 0;
            for (uint32_t at = 0; at < length; at++) is_taken |= here[at];
            r.is_best[row] = !is_taken;
            if (!is_taken) memset(here, 1, length);
        }
    }
    return CORE_OK;
}

/* ---- the caller's extra cues: see `resolve_cues` in hedging.engine.pipeline ---- */

/* Finds the extra cues of the chunk, the longest where they overlap, and sets them aside. */
int find_extra_cues(core_run *run) {
    candidates_columns *candidates = &run->candidates;
    extras_columns *extra = &run->extras;
    extra->count = 0;
    if (find_candidates(run, run->request->custom, NULL)) return run->failed;
    if (!ROOM_FOR(run, extras, candidates->count) || !ROOM_FOR(run, candidates, candidates->count)) return run->failed;
    memset(candidates->sum, 0, candidates->count * sizeof *candidates->sum); /* of equals, the longer is the best */
    if (resolve_overlaps(run)) return run->failed;
    for (size_t k = 0; k < candidates->count; k++) {
        if (!candidates->is_best[k]) continue;
        extra->start[extra->count] = candidates->start[k];
        extra->end[extra->count] = candidates->end[k];
        extra->entry[extra->count] = run->tables->entries.count + candidates->entry[k];
        extra->sentence[extra->count++] = candidates->sentence[k];
    }
    return CORE_OK;
}

/* Writes what a candidate is. */
static void put_candidate(candidates_columns *to, size_t at, uint32_t start, uint32_t end, uint32_t entry,
                          uint32_t sentence, int32_t sum, int is_best) {
    to->start[at] = start;
    to->end[at] = end;
    to->entry[at] = entry;
    to->sentence[at] = sentence;
    to->sum[at] = sum;
    to->is_best[at] = (uint8_t)is_best;
}

/* Puts the extra cues among the candidates, in the order of the text, and drops the candidates that overlap
   one. The last come first, so that none is overwritten before it has its new place. */
int join_extra_cues(core_run *run) {
    const extras_columns *extra = &run->extras;
    candidates_columns *c = &run->candidates;
    size_t k = c->count, left = extra->count, at = k + left;
    if (!ROOM_FOR(run, candidates, at)) return run->failed;
    c->count = at;
    while (extra->count && at-- > 0) {
        if (left && (k == 0 || c->start[k - 1] < extra->start[left - 1])) {
            left--;
            put_candidate(c, at, extra->start[left], extra->end[left], extra->entry[left], extra->sentence[left],
                          CUSTOM_SUM, 1);
            continue;
        }
        k--;
        int overlaps_before = left > 0 && extra->end[left - 1] > c->start[k];
        int overlaps_after = left < extra->count && extra->start[left] < c->end[k];
        put_candidate(c, at, c->start[k], c->end[k], c->entry[k], c->sentence[k], c->sum[k],
                      c->is_best[k] && !overlaps_before && !overlaps_after);
    }
    return CORE_OK;
}
