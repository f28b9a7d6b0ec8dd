/* Phrases of a bite -> the likeliest phrase of each cue: see hedging.depth.sources. */
#include "sources.h"

/* Pairs of a cue and a phrase, as many as there are lanes. */
typedef struct {
    lane_features features[PAIR_TEMPLATES];
    bite_cue *cue[LANES];
    const likely_phrase *phrase[LANES];
    int32_t small[LANES]; /* sums of weights that need no hash */
    size_t count;
} pair_group;

/* Groups of pairs whose weights are on their way, in a ring; the pairs of group `number` are being filled
   in, and have their values. */
enum { ON_THEIR_WAY = 8 };

typedef struct {
    uint64_t values[LANES][PAIR_VALUES];
    const uint64_t *lane[LANES];
    pair_group groups[ON_THEIR_WAY];
    size_t number;
} pair_groups;

/* The values of a pair: see `pair_ids`. */
static void describe_pair(const source_run *run, const bite_cue *cue, const likely_phrase *phrase,
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

/* Sums the weights of the pairs of a group; the first of the highest scores of a cue stays. */
static void sum_pairs(const source_tables *t, pair_group *group) {
    int32_t sums[LANES];
    if (group->count == 0) return;
    sum_weights(t->pair, (const lane_features *)group->features, PAIR_TEMPLATES, sums);
    for (size_t lane = 0; lane < group->count; lane++) {
        bite_cue *cue = group->cue[lane];
        const likely_phrase *phrase = group->phrase[lane];
        double score = score_of(t->numbers.pair_line, sums[lane] + group->small[lane]) + phrase->edges;
        if (cue->has_phrase && !(score > cue->score)) continue;
        cue->has_phrase = 1;
        cue->score = score;
        cue->begin = phrase->begin;
        cue->stop = phrase->stop;
    }
    group->count = 0;
}

/* Hashes the pairs that are filled in; the next take the place of those that wait longest. */
static pair_group *hash_pairs(const source_run *run, pair_groups *pairs) {
    pair_group *own = &pairs->groups[pairs->number++ % ON_THEIR_WAY];
    run->hash[PAIR_SET](pairs->lane, run->tables->pair, own->features);
    own = &pairs->groups[pairs->number % ON_THEIR_WAY];
    sum_pairs(run->tables, own);
    return own;
}

#define VALUE(name) pairs.values[own->count][name]

/* The likeliest phrase of each cue that asks for a source. */
void choose_phrases(source_run *run) {
    const bite_sentence *sentences = (const bite_sentence *)run->sentences.data;
    const likely_phrase *phrases = (const likely_phrase *)run->phrases.data;
    bite_cue *cues = (bite_cue *)run->cues.data;
    const int8_t *small_pairs = run->tables->small_pairs;
    pair_groups pairs;
    pair_group *own = &pairs.groups[0];
    memset(pairs.values, 0, sizeof pairs.values);
    pairs.number = 0;
    for (int k = 0; k < ON_THEIR_WAY; k++) pairs.groups[k].count = 0;
    for (int lane = 0; lane < LANES; lane++) pairs.lane[lane] = pairs.values[lane];
    for (size_t c = 0; c < run->cue_count; c++) {
        if (!cues[c].is_asked) continue;
        const bite_sentence *sentence = sentences + cues[c].sentence;
        for (uint32_t k = sentence->phrase; k < sentence->phrase_stop; k++) {
            describe_pair(run, cues + c, phrases + k, pairs.values[own->count]);
            own->small[own->count] = SUM_SMALL_PAIR(small_pairs, VALUE);
            own->cue[own->count] = cues + c;
            own->phrase[own->count++] = phrases + k;
            if (own->count == LANES) own = hash_pairs(run, &pairs);
        }
    }
    /* All that is left, in order. */
    for (int k = 0; k < ON_THEIR_WAY; k++) own = hash_pairs(run, &pairs);
}
