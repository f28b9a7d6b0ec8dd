/* Phrases of a bite -> the likeliest phrase of each cue: see hedging.depth.attributions. */
#include "sources.h"

/* Pairs of a cue and a phrase, as many as there are lanes: those whose values are being filled in, and
   those before, whose weights are on their way. */
typedef struct {
    uint64_t values[LANES][PAIR_VALUES];
    const uint64_t *lane[LANES];
    lane_features features[PAIR_TEMPLATES];
    bite_cue *cue[LANES], *hashed_cue[LANES];
    const likely_phrase *phrase[LANES], *hashed_phrase[LANES];
    int32_t small[LANES], hashed_small[LANES]; /* sums of weights that need no hash */
    size_t count, hashed;
} pair_lanes;

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

/* Sums the weights of the pairs before; the first of the highest scores of a cue stays. */
static void sum_pairs(const source_tables *t, pair_lanes *pairs) {
    int32_t sums[LANES];
    if (pairs->hashed == 0) return;
    sum_weights(t->pair, (const lane_features *)pairs->features, PAIR_TEMPLATES, sums);
    for (size_t lane = 0; lane < pairs->hashed; lane++) {
        bite_cue *cue = pairs->hashed_cue[lane];
        const likely_phrase *phrase = pairs->hashed_phrase[lane];
        double score = score_of(t->pair_line, sums[lane] + pairs->hashed_small[lane]) + phrase->edges;
        if (cue->has_phrase && !(score > cue->score)) continue;
        cue->has_phrase = 1;
        cue->score = score;
        cue->begin = phrase->begin;
        cue->stop = phrase->stop;
    }
    pairs->hashed = 0;
}

static void hash_pairs(const source_run *run, pair_lanes *pairs) {
    sum_pairs(run->tables, pairs);
    run->hash[PAIR_SET](pairs->lane, run->tables->pair, pairs->features);
    memcpy(pairs->hashed_cue, pairs->cue, sizeof pairs->cue);
    memcpy(pairs->hashed_phrase, pairs->phrase, sizeof pairs->phrase);
    memcpy(pairs->hashed_small, pairs->small, sizeof pairs->small);
    pairs->hashed = pairs->count;
    pairs->count = 0;
}

#define VALUE(name) pairs.values[pairs.count][name]

/* The likeliest phrase of each cue that asks for a source. */
void choose_phrases(source_run *run) {
    const bite_sentence *sentences = (const bite_sentence *)run->sentences.data;
    const likely_phrase *phrases = (const likely_phrase *)run->phrases.data;
    bite_cue *cues = (bite_cue *)run->cues.data;
    const int8_t *small_pairs = run->tables->small_pairs;
    pair_lanes pairs;
    memset(&pairs, 0, sizeof pairs);
    for (int lane = 0; lane < LANES; lane++) pairs.lane[lane] = pairs.values[lane];
    for (size_t c = 0; c < run->cue_count; c++) {
        if (!cues[c].is_asked) continue;
        const bite_sentence *sentence = sentences + cues[c].sentence;
        for (uint32_t k = sentence->phrase; k < sentence->phrase_stop; k++) {
            describe_pair(run, cues + c, phrases + k, pairs.values[pairs.count]);
            pairs.small[pairs.count] = SUM_SMALL_PAIRS(small_pairs, VALUE);
            pairs.cue[pairs.count] = cues + c;
            pairs.phrase[pairs.count++] = phrases + k;
            if (pairs.count == LANES) hash_pairs(run, &pairs);
        }
    }
    if (pairs.count) hash_pairs(run, &pairs);
    sum_pairs(run->tables, &pairs);
}
