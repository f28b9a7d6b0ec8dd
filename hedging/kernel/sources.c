/* Cues -> whose doubt each is, who is named for it, is it denied: see hedging.depth.sources. */
#include "sources.h"

_Static_assert((int)PLACE_VALUES <= (int)MOST_VALUES && (int)NAME_VALUES <= (int)MOST_VALUES
                   && (int)PAIR_VALUES <= (int)MOST_VALUES && (int)EDGE_VALUES <= (int)MOST_VALUES,
               "there is room for all values");
_Static_assert(HOLDER_TEMPLATES + NONE_TEMPLATES + NEGATED_TEMPLATES <= (int)MOST_FEATURES,
               "there is room for all features of a cue");

EACH_DEPTH_SET(DEFINE_HASH)

/* Sentences are taken until they have so many rows, so that what is known of them stays in the cache. */
enum { CHUNK_ROWS = 1024 };

/* The values of a cue that lie farther away: see `_around`. */
static void look_around(const places_columns *places, const source_sentence *sentence, const source_cue *cue,
                        uint64_t *values) {
    const described_row *rows = places->described;
    const row_counts *counts = places->counts;
    const uint32_t *at_first = counts[sentence->first].of, *at_start = counts[cue->start].of;
    const uint32_t *at_end = counts[cue->end].of, *at_stop = counts[sentence->stop].of;
    values[PLACE_PRONOUN] = values[PLACE_SAYING_BEFORE] = values[PLACE_SAYING_BEHIND] = 0;
    values[PLACE_PRONOUN_DISTANCE] = PRONOUN_REACH;
    if (at_start[COUNT_PRONOUN] > at_first[COUNT_PRONOUN]) {
        uint32_t place = places->pronouns[at_start[COUNT_PRONOUN] - 1];
        values[PLACE_PRONOUN] = rows[place].id;
        values[PLACE_PRONOUN_DISTANCE] = least(cue->start - 1 - place, PRONOUN_REACH);
    }
    if (at_start[COUNT_SAYING] > at_first[COUNT_SAYING])
        values[PLACE_SAYING_BEFORE] = rows[places->sayings[at_start[COUNT_SAYING] - 1]].id;
    if (at_stop[COUNT_SAYING] > at_end[COUNT_SAYING])
        values[PLACE_SAYING_BEHIND] = rows[places->sayings[at_end[COUNT_SAYING]]].id;
}

/* The values of a cue: see `place_columns`, `_around` and `negated_ids`. */
static void describe_cue(const source_chunk *chunk, size_t c, uint64_t *values) {
    const source_cue *cue = chunk->asking_cues.at + c;
    const source_sentence *sentence = chunk->asking_sentences.at + cue->sentence;
    const described_row *rows = chunk->places.described;
    const uint32_t *facts = chunk->places.facts;
    const row_counts *counts = chunk->places.counts;
    uint32_t first = sentence->first, stop = sentence->stop, start = cue->start, end = cue->end;
    const uint64_t *left = &rows[start - SIDE_ROWS].id, *right = &rows[end].id;
    for (int k = 0; k < PLACE_R1; k++) {
        values[PLACE_L2 + k] = left[k];
        values[PLACE_R1 + k] = right[k];
    }
    values[PLACE_WORDS] = cue->cue->words;
    values[PLACE_KIND] = cue->cue->kind;
    values[PLACE_QUOTED] = (facts[start] & ROW_QUOTED) != 0;
    values[PLACE_PLACE_TAG] = rows[end - 1].tag;
    values[PLACE_OPENING] = rows[first].id;
    values[PLACE_POSITION] = least(start - first, 3);
    values[PLACE_ALL_SAYINGS] =
        3 * counted(counts, COUNT_SAYING, first, start, 2) + counted(counts, COUNT_SAYING, end, stop, 2);
    values[PLACE_FIRST_PERSON] = counted(counts, COUNT_FIRST_PERSON, first, stop, 1);
    values[PLACE_FIRST_PERSON_BEFORE] = counted(counts, COUNT_FIRST_PERSON, first, start, 1);
    values[PLACE_QUOTATION_MARKS] = counted(counts, COUNT_QUOTATION_MARK, first, stop, 1);
    uint32_t left_rows = stop - end, complement = counted(counts, COUNT_VERB, end, stop, 2) * 3;
    complement = (complement + counted(counts, COUNT_THAT, end, end + least(left_rows, 8), 1)) * 3;
    complement += counted(counts, COUNT_QUOTATION_MARK, end, end + least(left_rows, 4), 1);
    values[PLACE_COMPLEMENT] = complement * 2 + (left_rows <= 2);
    uint32_t step = 1, reach = least(DENIAL_REACH, start - first);
    while (step <= reach && !(facts[start - step] & ROW_DENIAL)) step++;
    values[PLACE_DENIAL] = step <= reach ? rows[start - step].id + step : 0;
    look_around(&chunk->places, sentence, cue, values);
}

/* Adds the weights of features for all holders and for the writer, four bytes at a time. */
static void sum_holders(const uint32_t *weights, const lane_features *features, int count, size_t lane,
                        source_cue *cue) {
    const uint32_t every_other = 0x00FF00FFu;
    for (int k = 0; k < count; k++) {
        uint32_t row = weights[features[k][lane]];
        cue->even += row & every_other;
        cue->odd += row >> 8 & every_other;
    }
}

static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    const source_chunk *chunk = context;
    if (k == chunk->asking_cues.count) return NULL;
    describe_cue(chunk, k, values);
    return values;
}

/* Tells which of the cues from one on are denied, and which of them ask for a source. */
static void judge(void *context, size_t first, size_t count, const lane_features *holder) {
    const source_chunk *chunk = context;
    const source_tables *t = chunk->tables;
    int32_t none[LANES], negated[LANES];
    sum_weights(t->none, holder + HOLDER_TEMPLATES, NONE_TEMPLATES, none);
    sum_weights(t->negated, holder + HOLDER_TEMPLATES + NONE_TEMPLATES, NEGATED_TEMPLATES, negated);
    for (size_t lane = 0; lane < count; lane++) {
        source_cue *cue = chunk->asking_cues.at + first + lane;
        sum_holders(t->holder, holder, HOLDER_TEMPLATES, lane, cue);
        int32_t writer = (int32_t)(cue->odd >> 16) - 128 * HOLDER_TEMPLATES;
        cue->none = none[lane];
        cue->is_asked = score_of(t->numbers.writer_line, writer) < t->numbers.sure;
        if (cue->is_asked) chunk->asking_sentences.at[cue->sentence].is_asked = 1;
        double denial = score_of(t->numbers.negated_line, negated[lane]);
        cue->cue->is_negated = denial > 0;
    }
}

/* Judges all cues by the words around them. */
static void judge_cues(source_chunk *chunk) {
    const source_tables *t = chunk->tables;
    const linear_task task = {chunk, describe_next, judge, {
        {hash_HOLDER, t->holder, HOLDER_TEMPLATES}, {hash_NONE, t->none, NONE_TEMPLATES},
        {hash_NEGATED, t->negated, NEGATED_TEMPLATES},
    }};
    score_linearly(&task);
}

/* How a phrase names somebody: see `_form`. */
static uint64_t form_of(const source_chunk *chunk, uint32_t begin, uint32_t stop) {
    const uint32_t *facts = chunk->places.facts;
    uint32_t proper = counted(chunk->places.counts, COUNT_CAPITAL, begin, stop, 1);
    uint32_t form = proper * 8 + (facts[begin] >> OPENING_SHIFT);
    form = form * 2 + ((facts[stop - 1] & ROW_PLURAL) != 0);
    return form * 2 + (stop - begin == 1) + 1;
}

/* A step for each half of a margin, from 0 for -4 and less to 20: floor(margin * 2) + 8 within bounds. */
static uint64_t step_of_margin(double margin) {
    double halves = margin * 2;
    if (!(halves >= -8)) return 0;
    if (halves >= 12) return 20;
    int32_t whole = (int32_t)halves;
    return (uint64_t)(whole - (whole > halves) + 8);
}

/* The score of the likeliest phrase of a cue less that of no source. */
static double margin_of(const source_tables *t, const source_cue *cue) {
    return cue->score - score_of(t->numbers.none_line, cue->none);
}

/* The values of the likeliest phrase of a cue: see `_phrase_columns`. Without a phrase they are 0. */
static void describe_name(const source_chunk *chunk, const source_cue *cue, uint64_t *values) {
    const described_row *rows = chunk->places.described;
    const row_counts *counts = chunk->places.counts;
    for (int k = 0; k < NAME_VALUES; k++) values[k] = 0;
    values[NAME_WORDS] = cue->cue->words;
    values[NAME_KIND] = cue->cue->kind;
    if (!cue->has_phrase) return;
    uint32_t last = cue->stop - 1;
    standing placed = distance_of(cue->begin, cue->stop, cue->start, cue->end);
    values[NAME_ORDER] = placed.order;
    values[NAME_DISTANCE] = placed.distance;
    values[NAME_BETWEEN] = 3 * counted(counts, COUNT_COMMA, placed.low, placed.high, 1)
        + counted(counts, COUNT_VERB, placed.low, placed.high, 2);
    values[NAME_FIRST] = rows[cue->begin].id;
    values[NAME_LAST] = rows[last].id;
    values[NAME_GROUP] = rows[last].group;
    values[NAME_CLASS] = rows[last].class;
    values[NAME_LAST_TAG] = rows[last].tag;
    values[NAME_SAYINGS] = sayings_beside(rows, cue->begin, last);
    values[NAME_FORM] = form_of(chunk, cue->begin, cue->stop);
    values[NAME_MARGIN] = step_of_margin(margin_of(chunk->tables, cue));
    values[NAME_LEVEL] = values[NAME_MARGIN] >> 1;
}

/* The first of the holders with the highest score. */
static int holder_of(const source_tables *t, const source_cue *cue) {
    const int32_t zero = 128 * (HOLDER_TEMPLATES + NAME_TEMPLATES);
    const uint32_t sums[HOLDERS] = {cue->even & 0xFFFF, cue->odd & 0xFFFF, cue->even >> 16};
    double highest = score_of(t->numbers.holder_line, (int32_t)sums[0] - zero);
    int holder = 0;
    for (int k = 1; k < HOLDERS; k++) {
        double score = score_of(t->numbers.holder_line, (int32_t)sums[k] - zero);
        if (score > highest) {
            highest = score;
            holder = k;
        }
    }
    return holder;
}

/* Decides on the holder and the source of a cue, from the features of its likeliest phrase. */
static void decide(const source_chunk *chunk, source_cue *cue, const lane_features *features, size_t lane) {
    const source_tables *t = chunk->tables;
    const source_sentence *sentence = chunk->asking_sentences.at + cue->sentence;
    sum_holders(t->holder + (1 << HOLDER_BITS), features, NAME_TEMPLATES, lane, cue);
    int holder = holder_of(t, cue);
    cue->cue->holder = (uint8_t)holder;
    if (holder == 0 || !cue->has_phrase || !(margin_of(t, cue) > t->numbers.thresholds[holder])) return;
    cue->cue->source = (int64_t)(sentence->row + (cue->begin - sentence->first));
    cue->cue->source_stop = (int64_t)(sentence->row + (cue->stop - sentence->first));
}

/* The cues that ask for a source: the next to be described, and those that wait for their weights. */
typedef struct {
    const source_chunk *chunk;
    size_t next;
    source_cue *waiting[WAITING];
} named_cues;

static const uint64_t *describe_next_name(void *context, size_t k, uint64_t *values) {
    named_cues *named = context;
    const asking_cues_columns *cues = &named->chunk->asking_cues;
    while (named->next < cues->count && !cues->at[named->next].is_asked) named->next++;
    if (named->next == cues->count) return NULL;
    source_cue *cue = named->waiting[k % WAITING] = cues->at + named->next++;
    describe_name(named->chunk, cue, values);
    return values;
}

static void decide_together(void *context, size_t first, size_t count, const lane_features *features) {
    const named_cues *named = context;
    for (size_t lane = 0; lane < count; lane++)
        decide(named->chunk, named->waiting[(first + lane) % WAITING], features, lane);
}

/* Decides on all cues that ask for a source. */
static void decide_all(const source_chunk *chunk) {
    const uint32_t *weights = chunk->tables->holder + (1 << HOLDER_BITS);
    named_cues named = {.chunk = chunk};
    const linear_task task = {&named, describe_next_name, decide_together, {{hash_NAME, weights, NAME_TEMPLATES}}};
    score_linearly(&task);
}

/* Lists a sentence with its cues, whose rows have places from the next free one on. */
static int list_sentence(source_chunk *chunk, const read_sentence *sentence) {
    const depth_block *block = chunk->block;
    asking_sentences_columns *sentences = &chunk->asking_sentences;
    asking_cues_columns *cues = &chunk->asking_cues;
    uint32_t first = (uint32_t)chunk->places.count, count = sentence->cue_stop - sentence->cue;
    if (!MAKE_ROOM(&chunk->memory, chunk, asking_sentences, sentences->count)
        || !MAKE_ROOM(&chunk->memory, chunk, asking_cues, cues->count + count)) return CORE_NO_MEMORY;
    for (uint32_t k = sentence->cue; k < sentence->cue_stop; k++) {
        read_cue *cue = block->cues + k;
        cue->source = cue->source_stop = -1;
        cue->is_quoted = block->quoted[cue->start] != 0;
        cues->at[cues->count++] = (source_cue){
            .cue = cue, .sentence = (uint32_t)sentences->count,
            .start = first + (cue->start - sentence->row), .end = first + (cue->end - sentence->row),
        };
    }
    uint32_t stop = first + sentence->length;
    sentences->at[sentences->count++] = (source_sentence){.first = first, .stop = stop, .row = sentence->row};
    chunk->places.count = stop + SIDE_ROWS;
    return CORE_OK;
}

/* Finds the sources of the cues that are listed. */
static int read_chunk(source_chunk *chunk) {
    if (chunk->asking_cues.count == 0) return CORE_OK;
    if (!MAKE_ROOM(&chunk->memory, chunk, places, chunk->places.count)) return CORE_NO_MEMORY;
    describe_rows(chunk);
    judge_cues(chunk);
    if (choose_phrases(chunk)) return CORE_NO_MEMORY;
    decide_all(chunk);
    chunk->asking_sentences.count = chunk->asking_cues.count = 0;
    chunk->places.count = SIDE_ROWS;
    return CORE_OK;
}

int find_sources(const source_tables *tables, const depth_block *block, core_memory memory) {
    source_chunk chunk = {.tables = tables, .block = block, .memory = memory};
    int failed = CORE_OK;
    chunk.places.count = SIDE_ROWS;
    for (size_t s = 0; s < block->sentence_count && !failed; s++) {
        const read_sentence *sentence = block->sentences + s;
        if (sentence->cue == sentence->cue_stop) continue;
        if (chunk.places.count + sentence->length >= CHUNK_ROWS) failed = read_chunk(&chunk);
        if (!failed) failed = list_sentence(&chunk, sentence);
    }
    if (!failed) failed = read_chunk(&chunk);
#define DROP(table) core_drop(&memory, &chunk.table);
    EACH_TABLE_OF_SOURCES(DROP)
    return failed;
}
