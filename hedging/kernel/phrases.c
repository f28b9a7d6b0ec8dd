/* Sentences that need phrases -> their phrases, with the scores of the edges, and the likeliest phrase of each
   cue: see hedging.depth.phrases and hedging.depth.sources.

   Where phrases can begin and end is a bit for each row, so that the ends of a row's phrases are a few
   bits behind it, up to the next barrier:

       Two officials of the port said        opens    1 1 0 1 1 0
                                             can end  0 1 0 0 1 0     Two: ends .1..1, up to "said"
                                             barriers 0 0 0 0 0 1 */
#include "sources.h"

enum { STEP = 32 };

static void set_bit(uint8_t *bits, uint32_t place) { bits[place >> 3] |= (uint8_t)(1 << (place & 7)); }

/* The bits from a place on, of which the first STEP count at least. */
static inline uint64_t bits_from(const uint8_t *bits, uint32_t place) {
    uint64_t word;
    memcpy(&word, bits + (place >> 3), sizeof word);
    return word >> (place & 7);
}

static inline uint64_t first_bits(uint32_t count) { return ((uint64_t)1 << count) - 1; }

/* The rows where phrases can begin and end. */
static void mark_edges(source_chunk *chunk, const source_sentence *sentence) {
    const places_columns places = chunk->places;
    const uint64_t *begins = chunk->tables->begins, *ends = chunk->tables->ends;
    uint32_t before = BORDER, family = places.facts[sentence->first] & (FAMILIES - 1);
    for (uint32_t place = sentence->first; place < sentence->stop; place++) {
        uint32_t behind = place + 1 < sentence->stop ? places.facts[place + 1] & (FAMILIES - 1) : BORDER;
        uint32_t is_barrier = (places.facts[place] & ROW_BARRIER) != 0, at = place >> 3, bit = place & 7;
        uint32_t is_free = is_barrier ^ 1;
        places.opens[at] |= (uint8_t)((begins[before] >> family & is_free) << bit);
        places.can_end[at] |= (uint8_t)((ends[family] >> behind & is_free) << bit);
        places.barriers[at] |= (uint8_t)(is_barrier << bit);
        before = family;
        family = behind;
    }
    set_bit(places.barriers, sentence->stop);
}

/* The ends of the phrases that begin at a place, as bits from there on. */
static inline uint64_t ends_from(const uint8_t *can_end, const uint8_t *barriers, uint32_t begin) {
    uint64_t stops = bits_from(barriers, begin) | (uint64_t)1 << LONGEST_PHRASE;
    return bits_from(can_end, begin) & first_bits(lowest_bit(stops));
}

/* Lists the rows where a phrase begins or ends. */
static void list_edges(source_chunk *chunk, const source_sentence *sentence) {
    const places_columns places = chunk->places;
    size_t begin_count = chunk->begin_count, end_count = chunk->end_count;
    uint32_t listed = sentence->first;
    for (uint32_t base = sentence->first; base < sentence->stop; base += STEP) {
        uint64_t open = bits_from(places.opens, base);
        for (open &= first_bits(least(STEP, sentence->stop - base)); open; open &= open - 1) {
            uint32_t begin = base + lowest_bit(open);
            uint64_t ends = ends_from(places.can_end, places.barriers, begin);
            places.begins[begin_count] = begin;
            places.ends_of[begin_count] = (uint16_t)ends;
            begin_count += ends != 0;
            /* Those that are listed already are the first. */
            if (listed > begin) ends &= ~first_bits(listed - begin);
            for (; ends; ends &= ends - 1) {
                listed = begin + lowest_bit(ends) + 1;
                places.ends[end_count++] = listed - 1;
            }
        }
    }
    chunk->begin_count = begin_count;
    chunk->end_count = end_count;
}

/* Places where phrases begin or end, and the scores of all places. */
typedef struct {
    const described_row *rows;
    const uint32_t *places;
    size_t count;
    const int8_t *weights;
    int templates;
    line line;
    double *scores;
} scored_places;

/* The values of a row are those of its neighbours too. */
static const uint64_t *describe_edge(void *context, size_t k, uint64_t *values) {
    const scored_places *scored = context;
    (void)values;
    return k < scored->count ? &scored->rows[scored->places[k] - SIDE_ROWS].id : NULL;
}

static void put_scores(void *context, size_t first, size_t count, const lane_features *features) {
    const scored_places *scored = context;
    int32_t sums[LANES];
    sum_weights(scored->weights, features, scored->templates, sums);
    for (size_t lane = 0; lane < count; lane++)
        scored->scores[scored->places[first + lane]] = score_of(scored->line, sums[lane]);
}

static void score_places(scored_places scored, set_hash *hash) {
    const linear_task task = {&scored, describe_edge, put_scores, {{hash, scored.weights, scored.templates}}};
    score_linearly(&task);
}

/* The scores of the rows where phrases begin and end, in sentences with a cue that asks for a source. */
static void score_edges(source_chunk *chunk) {
    const places_columns places = chunk->places;
    const source_tables *t = chunk->tables;
    size_t bytes = places.count / 8 + 16;
    memset(places.opens, 0, bytes);
    memset(places.can_end, 0, bytes);
    memset(places.barriers, 0, bytes);
    chunk->begin_count = chunk->end_count = 0;
    for (size_t s = 0; s < chunk->asking_sentences.count; s++) {
        const source_sentence *sentence = chunk->asking_sentences.at + s;
        if (!sentence->is_asked) continue;
        mark_edges(chunk, sentence);
        list_edges(chunk, sentence);
    }
    score_places((scored_places){places.described, places.begins, chunk->begin_count, t->begin, BEGIN_TEMPLATES,
                                 t->numbers.begin_line, places.begin_score}, hash_BEGIN);
    score_places((scored_places){places.described, places.ends, chunk->end_count, t->end, END_TEMPLATES,
                                 t->numbers.end_line, places.end_score}, hash_END);
}

/* The phrases that begin and end likely enough, in order. */
static int list_phrases(source_chunk *chunk) {
    const places_columns places = chunk->places;
    size_t count = 0, k = 0;
    for (size_t s = 0; s < chunk->asking_sentences.count; s++) {
        source_sentence *sentence = chunk->asking_sentences.at + s;
        sentence->phrase = (uint32_t)count;
        for (; k < chunk->begin_count && places.begins[k] < sentence->stop; k++) {
            uint32_t begin = places.begins[k];
            if (!MAKE_ROOM(&chunk->memory, chunk, phrases, count + LONGEST_PHRASE)) return CORE_NO_MEMORY;
            for (uint32_t ends = places.ends_of[k]; ends; ends &= ends - 1) {
                uint32_t last = begin + lowest_bit(ends);
                double edges = places.begin_score[begin] + places.end_score[last];
                chunk->phrases.at[count] = (likely_phrase){begin, last + 1, edges};
                count += edges > LEAST_EDGES;
            }
        }
        sentence->phrase_stop = (uint32_t)count;
    }
    return CORE_OK;
}

/* ---- pairs of a cue and a phrase of its sentence ---- */

/* A pair, and the sum of weights that need no hash. */
typedef struct {
    source_cue *cue;
    const likely_phrase *phrase;
    int32_t small;
} cue_phrase;

/* The pair that is described next, and those that wait for their weights. */
typedef struct {
    const source_chunk *chunk;
    size_t cue;
    uint32_t phrase; /* of the sentence of the cue */
    cue_phrase waiting[WAITING];
} pairs;

/* The values of a pair: see `pair_columns`. */
static void describe_pair(const source_chunk *chunk, const source_cue *cue, const likely_phrase *phrase,
                          uint64_t *values) {
    const described_row *rows = chunk->places.described;
    const uint32_t *facts = chunk->places.facts;
    const row_counts *counts = chunk->places.counts;
    uint32_t begin = phrase->begin, last = phrase->stop - 1;
    standing placed = distance_of(begin, phrase->stop, cue->start, cue->end);
    uint32_t between = counted(counts, COUNT_COMMA, placed.low, placed.high, 2) * 3;
    between = (between + counted(counts, COUNT_SAYING, placed.low, placed.high, 2)) * 3;
    between += counted(counts, COUNT_VERB, placed.low, placed.high, 2);
    uint32_t quotes = facts[cue->start] & ROW_QUOTED ? 8 : 0;
    quotes += facts[begin] & ROW_QUOTED ? 4 : 0;
    values[PAIR_KIND] = cue->cue->kind;
    values[PAIR_PLACE_TAG] = rows[cue->end - 1].tag;
    values[PAIR_ORDER] = placed.order;
    values[PAIR_DISTANCE] = placed.distance;
    values[PAIR_BETWEEN] = between;
    values[PAIR_QUOTES] = quotes + counted(counts, COUNT_QUOTATION_MARK, placed.low, placed.high, 3);
    values[PAIR_SAYINGS] = sayings_beside(rows, begin, last);
    values[PAIR_LENGTH] = phrase->stop - begin;
    values[PAIR_NEXT] = rows[last + 1].id;
    values[PAIR_BEFORE] = rows[begin - 1].id;
    values[PAIR_LAST] = rows[last].id;
    values[PAIR_GROUP] = rows[last].group;
    values[PAIR_FIRST_TAG] = rows[begin].tag;
    values[PAIR_LAST_TAG] = rows[last].tag;
}

/* Moves on to the next pair of a cue that asks for a source; its sentence, or NULL behind the last. */
static const source_sentence *find_pair(pairs *walk) {
    const source_chunk *chunk = walk->chunk;
    for (; walk->cue < chunk->asking_cues.count; walk->cue++, walk->phrase = 0) {
        const source_cue *cue = chunk->asking_cues.at + walk->cue;
        const source_sentence *sentence = chunk->asking_sentences.at + cue->sentence;
        if (cue->is_asked && walk->phrase < sentence->phrase_stop - sentence->phrase) return sentence;
    }
    return NULL;
}

#define VALUE(name) values[name]

static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    pairs *walk = context;
    const source_sentence *sentence = find_pair(walk);
    if (sentence == NULL) return NULL;
    source_cue *cue = walk->chunk->asking_cues.at + walk->cue;
    const likely_phrase *phrase = walk->chunk->phrases.at + sentence->phrase + walk->phrase++;
    describe_pair(walk->chunk, cue, phrase, values);
    walk->waiting[k % WAITING] = (cue_phrase){cue, phrase, SUM_SMALL_PAIR(walk->chunk->tables->small_pairs, VALUE)};
    return values;
}

/* Sums the weights of some pairs; the first of the highest scores of a cue stays. */
static void sum_pairs(void *context, size_t first, size_t count, const lane_features *features) {
    const pairs *walk = context;
    const source_tables *t = walk->chunk->tables;
    int32_t sums[LANES];
    sum_weights(t->pair, features, PAIR_TEMPLATES, sums);
    for (size_t lane = 0; lane < count; lane++) {
        const cue_phrase *pair = &walk->waiting[(first + lane) % WAITING];
        source_cue *cue = pair->cue;
        double score = score_of(t->numbers.pair_line, sums[lane] + pair->small) + pair->phrase->edges;
        if (cue->has_phrase && !(score > cue->score)) continue;
        cue->has_phrase = 1;
        cue->score = score;
        cue->begin = pair->phrase->begin;
        cue->stop = pair->phrase->stop;
    }
}

int choose_phrases(source_chunk *chunk) {
    score_edges(chunk);
    if (list_phrases(chunk)) return CORE_NO_MEMORY;
    pairs walk = {.chunk = chunk};
    const linear_task task = {&walk, describe_next, sum_pairs, {{hash_PAIR, chunk->tables->pair, PAIR_TEMPLATES}}};
    score_linearly(&task);
    return CORE_OK;
}
