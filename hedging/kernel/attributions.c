/* Phrases of a block -> the likeliest phrase of each cue: see hedging.depth.sources. */
#include "sources.h"

/* A cue, one of the phrases of its sentence, and the sum of weights that need no hash. */
typedef struct {
    block_cue *cue;
    const likely_phrase *phrase;
    int32_t small;
} cue_phrase;

/* The pair that is described next, and those that wait for their weights. */
typedef struct {
    const source_run *run;
    size_t cue;
    uint32_t phrase; /* of the sentence of the cue */
    cue_phrase waiting[WAITING];
} pairs;

/* The values of a pair: see `pair_ids`. */
static void describe_pair(const source_run *run, const block_cue *cue, const likely_phrase *phrase,
                          uint64_t *values) {
    const described_row *rows = (const described_row *)run->described.data;
    const uint32_t *facts = (const uint32_t *)run->facts.data;
    const row_counts *counts = (const row_counts *)run->counts.data;
    uint32_t begin = phrase->begin, last = phrase->stop - 1;
    standing own = distance_of(begin, phrase->stop, cue->start, cue->end);
    uint32_t between = counted(counts, COUNT_COMMA, own.low, own.high, 2) * 3;
    between = (between + counted(counts, COUNT_SAYING, own.low, own.high, 2)) * 3;
    between += counted(counts, COUNT_VERB, own.low, own.high, 2);
    uint32_t quotes = facts[cue->start] & ROW_QUOTED ? 8 : 0;
    quotes += facts[begin] & ROW_QUOTED ? 4 : 0;
    values[PAIR_KIND] = cue->kind;
    values[PAIR_PLACE_TAG] = rows[cue->end - 1].tag;
    values[PAIR_ORDER] = own.order;
    values[PAIR_DISTANCE] = own.distance;
    values[PAIR_BETWEEN] = between;
    values[PAIR_QUOTES] = quotes + counted(counts, COUNT_QUOTATION_MARK, own.low, own.high, 3);
    values[PAIR_SAYINGS] = sayings_beside(rows, begin, last);
    values[PAIR_LENGTH] = phrase->stop - begin;
    values[PAIR_NEXT] = rows[last + 1].id;
    values[PAIR_BEFORE] = rows[begin - 1].id;
    values[PAIR_LAST] = rows[last].id;
    values[PAIR_GROUP] = rows[last].group;
    values[PAIR_FIRST_TAG] = rows[begin].tag;
    values[PAIR_LAST_TAG] = rows[last].tag;
}

/* Moves on to the next pair of a cue that asks for a source; 0 behind the last. */
static int find_pair(pairs *own) {
    const block_sentence *sentences = (const block_sentence *)own->run->sentences.data;
    const block_cue *cues = (const block_cue *)own->run->cues.data;
    for (; own->cue < own->run->cue_count; own->cue++, own->phrase = 0) {
        const block_sentence *sentence = sentences + cues[own->cue].sentence;
        if (cues[own->cue].is_asked && own->phrase < sentence->phrase_stop - sentence->phrase) return 1;
    }
    return 0;
}

#define VALUE(name) values[name]

static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    pairs *own = context;
    if (!find_pair(own)) return NULL;
    block_cue *cue = (block_cue *)own->run->cues.data + own->cue;
    uint32_t first = ((const block_sentence *)own->run->sentences.data)[cue->sentence].phrase;
    const likely_phrase *phrase = (const likely_phrase *)own->run->phrases.data + first + own->phrase++;
    describe_pair(own->run, cue, phrase, values);
    own->waiting[k % WAITING] = (cue_phrase){cue, phrase, SUM_SMALL_PAIR(own->run->tables->small_pairs, VALUE)};
    return values;
}

/* Sums the weights of some pairs; the first of the highest scores of a cue stays. */
static void sum_pairs(void *context, size_t first, size_t count, const lane_features *features) {
    const pairs *own = context;
    const source_tables *t = own->run->tables;
    int32_t sums[LANES];
    sum_weights(t->pair, features, PAIR_TEMPLATES, sums);
    for (size_t lane = 0; lane < count; lane++) {
        const cue_phrase *pair = &own->waiting[(first + lane) % WAITING];
        block_cue *cue = pair->cue;
        double score = score_of(t->numbers.pair_line, sums[lane] + pair->small) + pair->phrase->edges;
        if (cue->has_phrase && !(score > cue->score)) continue;
        cue->has_phrase = 1;
        cue->score = score;
        cue->begin = pair->phrase->begin;
        cue->stop = pair->phrase->stop;
    }
}

/* The likeliest phrase of each cue that asks for a source. */
void choose_phrases(source_run *run) {
    pairs own;
    own.run = run;
    own.cue = own.phrase = 0;
    const linear_task task = {&own, describe_next, sum_pairs, {{hash_PAIR, run->tables->pair, PAIR_TEMPLATES}}};
    score_linearly(&task);
}
