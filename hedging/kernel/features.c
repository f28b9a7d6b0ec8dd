/* Candidates in context -> sums of weights, as hedging.model.features and .word_classes. */
#include "linear.h"
#include "word_classes.h"

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

typedef struct {
    const core_run *run;
    const uint32_t *start, *end;  /* of tokens */
    const uint64_t *id;
    const uint8_t *shape;
    const uint32_t *first, *stop; /* of sentences */
    const uint32_t *cue_start, *cue_end, *cue_entry, *cue_sentence;
    size_t cues;
    int32_t *sums, *choice;
} scored_round;

/* The entry of the nearest candidate of the sentence on one side, or NO_TOKEN. */
static uint64_t entry_before(const scored_round *r, size_t k) {
    size_t at = k;
    while (at-- > 0 && r->cue_sentence[at] == r->cue_sentence[k])
        if (r->cue_start[at] < r->cue_start[k]) return r->run->tables->entries.known[r->cue_entry[at]];
    return NO_TOKEN;
}

static uint64_t entry_after(const scored_round *r, size_t k) {
    for (size_t at = k + 1; at < r->cues && r->cue_sentence[at] == r->cue_sentence[k]; at++)
        if (r->cue_start[at] >= r->cue_end[k]) return r->run->tables->entries.known[r->cue_entry[at]];
    return NO_TOKEN;
}

/* The values of a candidate: see `cue_contexts`. */
static void describe_candidate(const scored_round *r, size_t k, uint64_t *values) {
    const core_tables *tables = r->run->tables;
    uint32_t start = r->cue_start[k], end = r->cue_end[k], entry = r->cue_entry[k];
    uint32_t first = r->first[r->cue_sentence[k]], stop = r->stop[r->cue_sentence[k]];
    uint32_t before = start - first, after = stop - end;
    for (uint32_t step = 0; step < REACH; step++) {
        values[CUE_L1 + step] = step < before ? r->id[start - 1 - step] : NO_TOKEN;
        values[CUE_R1 + step] = step < after ? r->id[end + step] : NO_TOKEN;
    }
    for (int j = 0; j < NEIGHBOURS; j++) {
        uint32_t step = (uint32_t)NEIGHBOUR_ROWS[j] % REACH;
        int is_left = NEIGHBOUR_ROWS[j] < REACH;
        uint64_t suffix = NO_TOKEN, class = NO_TOKEN;
        if (step < (is_left ? before : after)) {
            uint32_t at = is_left ? start - 1 - step : end + step;
            suffix = suffix_of_token(r->run, at, r->start[at], r->end[at]);
            class = class_of(tables, r->id[at], suffix, class_of_shape(r->shape[at]));
        }
        values[CUE_L1_SUFFIX + j] = suffix;
        values[CUE_L1_CLASS + j] = class;
        values[CUE_L1_GROUP + j] = class >> GROUP_SHIFT;
    }
    values[CUE_CUE_SHAPE] = r->shape[start];
    values[CUE_L1_SHAPE] = values[CUE_R1_SHAPE] = NO_TOKEN;
    if (before) values[CUE_L1_SHAPE] = r->shape[start - 1];
    if (after) values[CUE_R1_SHAPE] = r->shape[end];
    values[CUE_HEAD] = r->id[end - 1];
    values[CUE_SENTENCE_END] = r->id[stop - 1];
    values[CUE_FIRST_WORD] = r->id[first];
    values[CUE_CUE] = tables->entries.known[entry];
    values[CUE_KINDS] = tables->kinds[entry];
    values[CUE_POSITION] = before < 3 ? before : 3;
    values[CUE_CANDIDATE_BEFORE] = entry_before(r, k);
    values[CUE_CANDIDATE_AFTER] = entry_after(r, k);
}

/* The words beside some candidates whose classes are read. Outside the sentence, the cue itself is as
   good a word as any. */
static size_t words_beside(const scored_round *r, size_t begin, size_t stop, uint64_t *words) {
    size_t count = 0;
    for (size_t k = begin; k < stop; k++) {
        uint32_t first = r->first[r->cue_sentence[k]], end = r->stop[r->cue_sentence[k]];
        for (int j = 0; j < NEIGHBOURS; j++) {
            uint32_t step = (uint32_t)NEIGHBOUR_ROWS[j] % REACH, is_left = NEIGHBOUR_ROWS[j] < REACH;
            uint32_t at = is_left ? r->cue_start[k] - 1 - step : r->cue_end[k] + step;
            words[count++] = r->id[at - first < end - first ? at : r->cue_start[k]];
        }
    }
    return count;
}

/* Asks for the classes of the words beside some candidates, before the first of them is needed. */
static void fetch_classes(const scored_round *r, size_t begin, size_t stop) {
    const core_tables *tables = r->run->tables;
    const hash_index *index = &tables->words;
    uint64_t words[NEIGHBOURS * FETCHED];
    size_t count = words_beside(r, begin, stop, words);
    for (size_t j = 0; j < count; j++) PREFETCH(index->first + (words[j] >> index->shift));
    for (size_t j = 0; j < count; j++) {
        uint32_t row = index->first[words[j] >> index->shift];
        PREFETCH(index->known + row);
        PREFETCH(tables->word_classes + row);
    }
}

/* Sums of the weights of the kinds, from the features of the templates: see `kind_features`. */
static void sum_kinds(const core_tables *tables, const lane_features *features, size_t lane, int32_t *sums) {
    uint32_t numbers[KIND_TEMPLATES + 1];
    numbers[0] = (uint32_t)(mix(features[CUE_COLUMN][lane] * 16 + tables->numbers.scheme) >> (64 - KIND_BITS));
    for (int k = 0; k < KIND_TEMPLATES; k++)
        numbers[k + 1] = (uint32_t)(features[k][lane] >> (CUE_BITS - KIND_BITS));
    sum_rows(tables->kind_weights, numbers, KIND_TEMPLATES + 1, sums);
}

static int has_choice(kind_mask mask) { return (mask & (mask - 1)) != 0; }

static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    const scored_round *r = context;
    if (k == r->cues) return NULL;
    if (k % FETCHED == 0) fetch_classes(r, k, r->cues - k < FETCHED ? r->cues : k + FETCHED);
    describe_candidate(r, k, values);
    return values;
}

static void sum_cues(void *context, size_t first, size_t count, const lane_features *features) {
    scored_round *r = context;
    const core_tables *tables = r->run->tables;
    sum_weights(tables->cue_weights, features, CUE_TEMPLATES, r->sums + first);
    for (size_t lane = 0; lane < count; lane++)
        if (has_choice(tables->masks[r->cue_entry[first + lane]])) {
            sum_kinds(tables, features, lane, r->choice);
            r->choice += SUM_COLUMNS;
        }
}

/* Sums the weights of every candidate of the slice, and of the kinds of those with a choice. */
int score_candidates(core_run *run) {
    const core_tables *tables = run->tables;
    token_columns *t = &run->tokens;
    scored_round r = {
        run, (const uint32_t *)t->start.data, (const uint32_t *)t->end.data, (const uint64_t *)t->id.data,
        (const uint8_t *)t->shape.data, (const uint32_t *)run->first.data,
        (const uint32_t *)run->stop.data, (const uint32_t *)run->cue_start.data,
        (const uint32_t *)run->cue_end.data, (const uint32_t *)run->cue_entry.data,
        (const uint32_t *)run->cue_sentence.data, run->cues, NULL, NULL,
    };
    size_t choices = 0;
    for (size_t k = 0; k < run->cues; k++) choices += (size_t)has_choice(tables->masks[r.cue_entry[k]]);
    r.sums = core_room(run, &run->cue_sum, run->cues + LANES, 4);
    r.choice = core_room(run, &run->choice, choices * SUM_COLUMNS, 4);
    if (!r.sums || !r.choice) return run->failed;
    const linear_task task = {&r, describe_next, sum_cues, {{hash_CUE, tables->cue_weights, CUE_TEMPLATES}}};
    score_linearly(&task);
    return CORE_OK;
}

/* Sums the weights of the words of each sentence of the slice: see `sentence_features`. */
int sum_sentences(core_run *run) {
    const core_tables *tables = run->tables;
    token_columns *t = &run->tokens;
    const uint32_t *start = (const uint32_t *)t->start.data, *end = (const uint32_t *)t->end.data;
    const uint64_t *id = (const uint64_t *)t->id.data;
    const uint8_t *shape = (const uint8_t *)t->shape.data;
    const uint32_t *first = (const uint32_t *)run->first.data, *stop = (const uint32_t *)run->stop.data;
    const int8_t *weights = tables->sentence_weights;
    const int shift = 64 - SENTENCE_BITS;
    double *sums = core_append(run, SENTENCE_SUMS, run->sentences);
    size_t begin = run->sentences ? first[0] : 0, size = run->sentences ? stop[run->sentences - 1] - begin : 0;
    uint64_t *slice_class = core_room(run, &run->class, size, 8), *class;
    if (!sums || !slice_class) return run->failed;
    for (size_t k = begin; k < begin + size; k++) {
        uint64_t suffix = suffix_of_token(run, (uint32_t)k, start[k], end[k]);
        slice_class[k - begin] = class_of(tables, id[k], suffix, class_of_shape(shape[k]));
    }
    for (size_t s = 0; s < run->sentences; s++) {
        uint32_t a = first[s], b = stop[s];
        sums[s] = 0.0;
        if (a >= b) continue;
        class = slice_class + (a - begin);
        /* Words, and five features of each pair of neighbours, added up feature by feature. */
        double sum = 0.0, value = 1.0 / square_root((double)(b - a) + 5.0 * (double)(b - a - 1));
        for (uint32_t k = a; k < b; k++) sum += value * weights[mix(id[k] + 1) >> shift];
        for (uint32_t k = a; k + 1 < b; k++) sum += value * weights[mix(mix(id[k]) + id[k + 1]) >> shift];
        for (uint64_t level = 2; level < 4; level++) {
            int down = level == 2 ? 0 : GROUP_SHIFT;
            for (uint32_t k = a; k + 1 < b; k++)
                sum += value * weights[mix(mix(mix(id[k]) + level) + (class[k + 1 - a] >> down)) >> shift];
            for (uint32_t k = a; k + 1 < b; k++)
                sum += value * weights[mix(mix((class[k - a] >> down) + (level << 32)) + id[k + 1]) >> shift];
        }
        sums[s] = sum;
    }
    return CORE_OK;
}
