/* Candidates in context -> sums of weights, as hedging.model.features and .word_classes. */
#include "core.h"

#ifdef _MSC_VER
#include <math.h>
#define square_root sqrt
#else
#define square_root __builtin_sqrt
#endif

/* The names of the values of a candidate, in the order of `_NAMES`. */
enum {
    LEFT = 0, RIGHT = REACH, SUFFIXES = 2 * REACH, CLASSES = SUFFIXES + 5, GROUPS = CLASSES + 5,
    CUE_SHAPE = GROUPS + 5, L1_SHAPE, R1_SHAPE, HEAD_WORD, LAST_WORD, FIRST_WORD, CUE, CUE_KINDS,
    POSITION, CANDIDATE_BEFORE, CANDIDATE_AFTER, VALUES
};

enum { GROUP_SHIFT = 8 };

/* Marks of the two sides in the bag of words. */
enum { CUE_SIDE = 1000, KINDS_SIDE = 2000 };

static const uint32_t HAS_ENDING = 1u << LOWER | 1u << UPPER | 1u << DIGIT;

/* The words beside the cue whose suffixes, classes and groups are read: L1, L2, R1, R2, R3. */
static const int NEIGHBOURS[5] = {0, 1, REACH, REACH + 1, REACH + 2};

/* The class of a word: see `WordClasses.classes_of`. */
static uint64_t class_of(const core_tables *tables, uint64_t id, uint64_t suffix, uint8_t initial) {
    int is_known;
    uint32_t row = find_hash(&tables->words, id, &is_known);
    if (is_known) return tables->word_classes[row];
    if (in_class_set(HAS_ENDING, initial)) {
        row = find_hash(&tables->endings, mix(suffix), &is_known);
        if (is_known) return tables->ending_classes[row];
    }
    return 0x8000 + 0x100 * (uint64_t)initial;
}

typedef struct {
    const core_run *run;
    const uint32_t *start, *end;  /* of tokens */
    const uint64_t *id;
    const uint8_t *initial;
    const uint32_t *first, *stop; /* of sentences */
    const uint32_t *cue_start, *cue_end, *cue_entry, *cue_sentence;
} scored_round;

/* The entry of the nearest candidate of the sentence on one side, or NO_TOKEN. */
static uint64_t entry_before(const scored_round *r, size_t k) {
    size_t at = k;
    while (at-- > 0 && r->cue_sentence[at] == r->cue_sentence[k])
        if (r->cue_start[at] < r->cue_start[k]) return r->run->tables->entries.known[r->cue_entry[at]];
    return NO_TOKEN;
}

static uint64_t entry_after(const scored_round *r, size_t k, size_t count) {
    for (size_t at = k + 1; at < count && r->cue_sentence[at] == r->cue_sentence[k]; at++)
        if (r->cue_start[at] >= r->cue_end[k]) return r->run->tables->entries.known[r->cue_entry[at]];
    return NO_TOKEN;
}

/* The values of a candidate: see `cue_contexts`. */
static void describe_candidate(const scored_round *r, size_t k, size_t count, uint64_t *values) {
    const core_tables *tables = r->run->tables;
    uint32_t start = r->cue_start[k], end = r->cue_end[k], entry = r->cue_entry[k];
    uint32_t first = r->first[r->cue_sentence[k]], stop = r->stop[r->cue_sentence[k]];
    uint32_t before = start - first, after = stop - end;
    for (uint32_t step = 0; step < REACH; step++) {
        values[LEFT + step] = step < before ? r->id[start - 1 - step] : NO_TOKEN;
        values[RIGHT + step] = step < after ? r->id[end + step] : NO_TOKEN;
    }
    for (int j = 0; j < 5; j++) {
        uint32_t step = (uint32_t)NEIGHBOURS[j] % REACH;
        int is_left = NEIGHBOURS[j] < REACH;
        uint64_t suffix = NO_TOKEN, class = NO_TOKEN;
        if (step < (is_left ? before : after)) {
            uint32_t at = is_left ? start - 1 - step : end + step;
            suffix = suffix_of(r->run, r->start[at], r->end[at]);
            class = class_of(tables, r->id[at], suffix, r->initial[at]);
        }
        values[SUFFIXES + j] = suffix;
        values[CLASSES + j] = class;
        values[GROUPS + j] = class >> GROUP_SHIFT;
    }
    values[CUE_SHAPE] = shape_of(r->run, r->start[start], r->end[start], r->initial[start]);
    values[L1_SHAPE] = values[R1_SHAPE] = NO_TOKEN;
    if (before) values[L1_SHAPE] = shape_of(r->run, r->start[start - 1], r->end[start - 1], r->initial[start - 1]);
    if (after) values[R1_SHAPE] = shape_of(r->run, r->start[end], r->end[end], r->initial[end]);
    values[HEAD_WORD] = r->id[end - 1];
    values[LAST_WORD] = r->id[stop - 1];
    values[FIRST_WORD] = r->id[first];
    values[CUE] = tables->entries.known[entry];
    values[CUE_KINDS] = tables->kinds[entry];
    values[POSITION] = before < 3 ? before : 3;
    values[CANDIDATE_BEFORE] = entry_before(r, k);
    values[CANDIDATE_AFTER] = entry_after(r, k, count);
}

/* Writes the hashes of the bag: see `_bag`. */
static void hash_bag(const uint64_t *values, uint64_t *hashes) {
    for (int side = 0; side < 2; side++) {
        uint64_t cue = mix(values[CUE] + CUE_SIDE + (uint64_t)side);
        uint64_t kinds = mix(values[CUE_KINDS] + KINDS_SIDE + (uint64_t)side);
        const uint64_t *words = values + (side ? RIGHT : LEFT);
        for (int step = 0; step < REACH; step++, hashes += 2) {
            hashes[0] = mix(cue + words[step]);
            hashes[1] = mix(kinds + words[step]);
        }
    }
}

/* Sums of the weights of the kinds, from the hashes of the templates: see `kind_features`. */
static void sum_kinds(const core_tables *tables, const uint64_t *hashes, int32_t *sums) {
    uint32_t shift = 64 - tables->kind_bits;
    uint64_t cue = hashes[tables->cue_column] >> (64 - tables->cue_bits);
    const int8_t *row = tables->kind_weights + (mix(cue * 16 + tables->scheme) >> shift) * KINDS;
    for (int kind = 0; kind < KINDS; kind++) sums[kind] = row[kind];
    for (uint32_t k = 0; k < tables->cue_templates.count; k++) {
        row = tables->kind_weights + (hashes[k] >> shift) * KINDS;
        for (int kind = 0; kind < KINDS; kind++) sums[kind] += row[kind];
    }
}

static int has_choice(uint8_t mask) { return (mask & (mask - 1)) != 0; }

/* Sums the weights of every candidate of the bite, and of the kinds of those with a choice. */
int score_candidates(core_run *run) {
    const core_tables *tables = run->tables;
    token_columns *t = &run->tokens;
    scored_round r = {
        run, (const uint32_t *)t->start.data, (const uint32_t *)t->end.data, (const uint64_t *)t->id.data,
        (const uint8_t *)t->initial.data, (const uint32_t *)run->first.data,
        (const uint32_t *)run->stop.data, (const uint32_t *)run->cue_start.data,
        (const uint32_t *)run->cue_end.data, (const uint32_t *)run->cue_entry.data,
        (const uint32_t *)run->cue_sentence.data,
    };
    uint32_t named = tables->cue_templates.count, shift = 64 - tables->cue_bits;
    uint64_t values[VALUES], hashes[MOST_TEMPLATES + 4 * REACH];
    size_t choices = 0;
    for (size_t k = 0; k < run->cues; k++) choices += (size_t)has_choice(tables->masks[r.cue_entry[k]]);
    int32_t *sums = core_room(run, &run->cue_sum, run->cues, 4);
    int32_t *choice = core_room(run, &run->choice, choices * KINDS, 4);
    if (!sums || !choice) return run->failed;
    for (size_t k = 0; k < run->cues; k++) {
        int32_t sum = 0;
        describe_candidate(&r, k, run->cues, values);
        hash_templates(&tables->cue_templates, values, hashes);
        hash_bag(values, hashes + named);
        for (uint32_t j = 0; j < named + 4 * REACH; j++) sum += tables->cue_weights[hashes[j] >> shift];
        sums[k] = sum;
        if (has_choice(tables->masks[r.cue_entry[k]])) {
            sum_kinds(tables, hashes, choice);
            choice += KINDS;
        }
    }
    return CORE_OK;
}

/* Sums the weights of the words of each sentence of the bite: see `sentence_features`. */
int sum_sentences(core_run *run) {
    const core_tables *tables = run->tables;
    token_columns *t = &run->tokens;
    const uint32_t *start = (const uint32_t *)t->start.data, *end = (const uint32_t *)t->end.data;
    const uint64_t *id = (const uint64_t *)t->id.data;
    const uint8_t *initial = (const uint8_t *)t->initial.data;
    const uint32_t *first = (const uint32_t *)run->first.data, *stop = (const uint32_t *)run->stop.data;
    const int8_t *weights = tables->sentence_weights;
    uint32_t shift = 64 - tables->sentence_bits;
    double *sums = core_append(run, SENTENCE_SUMS, run->sentences, 8);
    uint64_t *class = core_room(run, &run->class, t->count, 8);
    if (!sums || !class) return run->failed;
    for (size_t k = 0; k < t->count; k++)
        class[k] = class_of(tables, id[k], suffix_of(run, start[k], end[k]), initial[k]);
    for (size_t s = 0; s < run->sentences; s++) {
        uint32_t a = first[s], b = stop[s];
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
