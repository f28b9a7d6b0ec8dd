/* Candidates in context -> sums of weights, as hedging.model.features and .word_classes. */
#include "linear.h"

#ifdef _MSC_VER
#include <math.h>
#define square_root sqrt
#else
#define square_root __builtin_sqrt
#endif

/* FETCHED is the number of candidates for whose neighbours the classes are fetched together. */
enum { FETCHED = 4 * LANES };

/* The class of a word: see `WordClasses.classes_of`. */
static uint64_t class_of(const core_tables *tables, uint64_t id, uint64_t suffix, uint8_t initial) {
    int64_t class = listed_class(tables, id);
    return class >= 0 ? (uint64_t)class : other_class(tables, suffix, initial);
}

/* The candidates of a chunk, and where the sums of the next choice go. */
typedef struct {
    const core_run *run;
    tokens_columns tokens;
    sentences_columns sentences;
    candidates_columns candidates;
    int32_t *choice;
} scored_chunk;

/* The entry of the nearest candidate of the sentence on one side, or NO_TOKEN. */
static uint64_t entry_before(const core_run *run, const candidates_columns *c, size_t k) {
    size_t at = k;
    while (at-- > 0 && c->sentence[at] == c->sentence[k])
        if (c->start[at] < c->start[k]) return run->tables->entries.known[c->entry[at]];
    return NO_TOKEN;
}

static uint64_t entry_after(const core_run *run, const candidates_columns *c, size_t k) {
    for (size_t at = k + 1; at < c->count && c->sentence[at] == c->sentence[k]; at++)
        if (c->start[at] >= c->end[k]) return run->tables->entries.known[c->entry[at]];
    return NO_TOKEN;
}

/* The values of a candidate: see `cue_contexts`. */
static void describe_candidate(const scored_chunk *r, size_t k, uint64_t *values) {
    const tokens_columns *t = &r->tokens;
    const candidates_columns *c = &r->candidates;
    const core_tables *tables = r->run->tables;
    uint32_t start = c->start[k], end = c->end[k], entry = c->entry[k];
    uint32_t first = r->sentences.first[c->sentence[k]], stop = r->sentences.stop[c->sentence[k]];
    uint32_t before = start - first, after = stop - end;
    for (uint32_t step = 0; step < REACH; step++) {
        values[CUE_L1 + step] = step < before ? t->id[start - 1 - step] : NO_TOKEN;
        values[CUE_R1 + step] = step < after ? t->id[end + step] : NO_TOKEN;
    }
    for (int j = 0; j < NEIGHBOURS; j++) {
        uint32_t step = (uint32_t)NEIGHBOUR_ROWS[j] % REACH;
        int is_left = NEIGHBOUR_ROWS[j] < REACH;
        uint64_t suffix = NO_TOKEN, class = NO_TOKEN;
        if (step < (is_left ? before : after)) {
            uint32_t at = is_left ? start - 1 - step : end + step;
            suffix = suffix_of_token(r->run, at, t->start[at], t->end[at]);
            class = class_of(tables, t->id[at], suffix, class_of_shape(t->shape[at]));
        }
        values[CUE_L1_SUFFIX + j] = suffix;
        values[CUE_L1_CLASS + j] = class;
        values[CUE_L1_GROUP + j] = class >> GROUP_SHIFT;
    }
    values[CUE_CUE_SHAPE] = t->shape[start];
    values[CUE_L1_SHAPE] = values[CUE_R1_SHAPE] = NO_TOKEN;
    if (before) values[CUE_L1_SHAPE] = t->shape[start - 1];
    if (after) values[CUE_R1_SHAPE] = t->shape[end];
    values[CUE_HEAD] = t->id[end - 1];
    values[CUE_SENTENCE_END] = t->id[stop - 1];
    values[CUE_FIRST_WORD] = t->id[first];
    values[CUE_CUE] = tables->entries.known[entry];
    values[CUE_KINDS] = tables->kinds[entry];
    values[CUE_POSITION] = before < 3 ? before : 3;
    values[CUE_CANDIDATE_BEFORE] = entry_before(r->run, c, k);
    values[CUE_CANDIDATE_AFTER] = entry_after(r->run, c, k);
}

/* The words beside some candidates whose classes are read. Outside the sentence, the cue itself is as
   good a word as any. */
static size_t words_beside(const scored_chunk *r, size_t begin, size_t stop, uint64_t *words) {
    const candidates_columns *c = &r->candidates;
    size_t count = 0;
    for (size_t k = begin; k < stop; k++) {
        uint32_t first = r->sentences.first[c->sentence[k]], end = r->sentences.stop[c->sentence[k]];
        for (int j = 0; j < NEIGHBOURS; j++) {
            uint32_t step = (uint32_t)NEIGHBOUR_ROWS[j] % REACH, is_left = NEIGHBOUR_ROWS[j] < REACH;
            uint32_t at = is_left ? c->start[k] - 1 - step : c->end[k] + step;
            words[count++] = r->tokens.id[at - first < end - first ? at : c->start[k]];
        }
    }
    return count;
}

/* Asks for the classes of the words beside some candidates, before the first of them is needed. */
static void fetch_classes(const scored_chunk *r, size_t begin, size_t stop) {
    uint64_t words[NEIGHBOURS * FETCHED];
    size_t count = words_beside(r, begin, stop, words);
    for (size_t j = 0; j < count; j++) fetch_slot(r->run->tables, words[j]);
    for (size_t j = 0; j < count; j++) fetch_class(r->run->tables, words[j]);
}

/* Sums of the weights of the kinds, from the features of the templates: see `kind_features`. */
static void sum_kinds(const core_tables *tables, const lane_features *features, size_t lane, int32_t *sums) {
    uint32_t numbers[KIND_TEMPLATES + 1];
    numbers[0] = (uint32_t)(mix(features[CUE_COLUMN][lane] * 16 + tables->numbers.scheme) >> (64 - KIND_BITS));
    for (int k = 0; k < KIND_TEMPLATES; k++)
        numbers[k + 1] = (uint32_t)(features[k][lane] >> (CUE_BITS - KIND_BITS));
    sum_rows(tables->kind_weights, numbers, KIND_TEMPLATES + 1, sums);
}

static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    const scored_chunk *r = context;
    size_t count = r->candidates.count;
    if (k == count) return NULL;
    if (k % FETCHED == 0) fetch_classes(r, k, count - k < FETCHED ? count : k + FETCHED);
    describe_candidate(r, k, values);
    return values;
}

static void sum_cues(void *context, size_t first, size_t count, const lane_features *features) {
    scored_chunk *r = context;
    const core_tables *tables = r->run->tables;
    sum_weights(tables->cue_weights, features, CUE_TEMPLATES, r->candidates.sum + first);
    for (size_t lane = 0; lane < count; lane++)
        if (has_choice(tables->masks[r->candidates.entry[first + lane]])) {
            sum_kinds(tables, features, lane, r->choice);
            r->choice += SUM_COLUMNS;
        }
}

/* Sums the weights of every candidate of the chunk, and of the kinds of those with a choice. */
int score_candidates(core_run *run) {
    const core_tables *tables = run->tables;
    size_t count = run->candidates.count, choices = 0;
    for (size_t k = 0; k < count; k++) choices += (size_t)has_choice(tables->masks[run->candidates.entry[k]]);
    if (!ROOM_FOR(run, candidates, count + LANES) || !ROOM_FOR(run, choices, choices * SUM_COLUMNS)) return run->failed;
    scored_chunk r = {run, run->tokens, run->sentences, run->candidates, run->choices.sum};
    const linear_task task = {&r, describe_next, sum_cues, {{hash_CUE, tables->cue_weights, CUE_TEMPLATES}}};
    score_linearly(&task);
    return CORE_OK;
}

/* Sums the weights of the words of each sentence of the chunk: see `sentence_features`. */
int sum_sentences(core_run *run) {
    const core_tables *tables = run->tables;
    tokens_columns t = run->tokens;
    sentences_columns sentences = run->sentences;
    const uint64_t *id = t.id;
    const int8_t *weights = tables->sentence_weights;
    const int shift = 64 - SENTENCE_BITS;
    double *sums = core_append(run, SENTENCE_SUMS, sentences.count);
    size_t begin = sentences.count ? sentences.first[0] : 0;
    size_t stop = sentences.count ? sentences.stop[sentences.count - 1] : 0;
    if (!sums || !ROOM_FOR(run, classes, t.count)) return run->failed;
    uint64_t *class = run->classes.of;
    for (size_t k = begin; k < stop; k++) {
        uint64_t suffix = suffix_of_token(run, (uint32_t)k, t.start[k], t.end[k]);
        class[k] = class_of(tables, id[k], suffix, class_of_shape(t.shape[k]));
    }
    for (size_t s = 0; s < sentences.count; s++) {
        uint32_t a = sentences.first[s], b = sentences.stop[s];
        sums[s] = 0.0;
        if (a >= b) continue;
        /* Words, and five features of each pair of neighbours, added up feature by feature. */
        double sum = 0.0, value = 1.0 / square_root((double)(b - a) + 5.0 * (double)(b - a - 1));
        for (uint32_t k = a; k < b; k++) sum += value * weights[mix(id[k] + 1) >> shift];
        for (uint32_t k = a; k + 1 < b; k++) sum += value * weights[mix(mix(id[k]) + id[k + 1]) >> shift];
        for (uint64_t level = 2; level < 4; level++) {
            int down = level == 2 ? 0 : GROUP_SHIFT;
            for (uint32_t k = a; k + 1 < b; k++)
                sum += value * weights[mix(mix(mix(id[k]) + level) + (class[k + 1] >> down)) >> shift];
            for (uint32_t k = a; k + 1 < b; k++)
                sum += value * weights[mix(mix((class[k] >> down) + (level << 32)) + id[k + 1]) >> shift];
        }
        sums[s] = sum;
    }
    return CORE_OK;
}
