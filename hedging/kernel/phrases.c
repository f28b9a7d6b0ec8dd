/* Sentences that need phrases -> their phrases, with the scores of the edges: see hedging.depth.phrases.

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
static void mark_edges(source_run *run, const block_sentence *sentence) {
    const source_tables *t = run->tables;
    const uint32_t *facts = (const uint32_t *)run->facts.data;
    uint8_t *opens = (uint8_t *)run->opens.data, *can_end = (uint8_t *)run->can_end.data;
    uint8_t *barriers = (uint8_t *)run->barriers.data;
    const uint64_t *begins = t->begins, *ends = t->ends;
    uint32_t before = BORDER, family = facts[sentence->first] & (FAMILIES - 1);
    for (uint32_t place = sentence->first; place < sentence->stop; place++) {
        uint32_t behind = place + 1 < sentence->stop ? facts[place + 1] & (FAMILIES - 1) : BORDER;
        uint32_t is_barrier = (facts[place] & ROW_BARRIER) != 0, at = place >> 3, bit = place & 7;
        uint32_t is_free = is_barrier ^ 1;
        opens[at] |= (uint8_t)((begins[before] >> family & is_free) << bit);
        can_end[at] |= (uint8_t)((ends[family] >> behind & is_free) << bit);
        barriers[at] |= (uint8_t)(is_barrier << bit);
        before = family;
        family = behind;
    }
    set_bit(barriers, sentence->stop);
}

/* The ends of the phrases that begin at a place, as bits from there on. */
static inline uint64_t ends_from(const uint8_t *can_end, const uint8_t *barriers, uint32_t begin) {
    uint64_t stops = bits_from(barriers, begin) | (uint64_t)1 << LONGEST_PHRASE;
    return bits_from(can_end, begin) & first_bits(lowest_bit(stops));
}

/* Lists the rows where a phrase begins or ends. */
static void list_edges(source_run *run, const block_sentence *sentence) {
    uint32_t *begins = (uint32_t *)run->begins.data, *ends = (uint32_t *)run->ends.data;
    uint16_t *ends_of = (uint16_t *)run->ends_of.data;
    const uint8_t *opens = (const uint8_t *)run->opens.data, *barriers = (const uint8_t *)run->barriers.data;
    const uint8_t *can_end = (const uint8_t *)run->can_end.data;
    size_t begin_count = run->begin_count, end_count = run->end_count;
    uint32_t listed = sentence->first;
    for (uint32_t base = sentence->first; base < sentence->stop; base += STEP) {
        uint64_t open = bits_from(opens, base);
        for (open &= first_bits(least(STEP, sentence->stop - base)); open; open &= open - 1) {
            uint32_t begin = base + lowest_bit(open);
            uint64_t own = ends_from(can_end, barriers, begin);
            begins[begin_count] = begin;
            ends_of[begin_count] = (uint16_t)own;
            begin_count += own != 0;
            /* Those that are listed already are the first. */
            if (listed > begin) own &= ~first_bits(listed - begin);
            for (; own; own &= own - 1) {
                listed = begin + lowest_bit(own) + 1;
                ends[end_count++] = listed - 1;
            }
        }
    }
    run->begin_count = begin_count;
    run->end_count = end_count;
}

/* Rows where phrases begin or end, and the scores of all rows. */
typedef struct {
    const source_run *run;
    const uint32_t *places;
    size_t count;
    const int8_t *weights;
    int templates;
    line line;
    double *scores;
} scored_rows;

/* The values of a row are those of its neighbours too. */
static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    const scored_rows *own = context;
    (void)values;
    if (k == own->count) return NULL;
    return &((const described_row *)own->run->described.data)[own->places[k] - SIDE_ROWS].id;
}

static void put_scores(void *context, size_t first, size_t count, const lane_features *features) {
    const scored_rows *own = context;
    int32_t sums[LANES];
    sum_weights(own->weights, features, own->templates, sums);
    for (size_t lane = 0; lane < count; lane++)
        own->scores[own->places[first + lane]] = score_of(own->line, sums[lane]);
}

static void score_rows(scored_rows own, set_hash *hash) {
    const linear_task task = {&own, describe_next, put_scores, {{hash, own.weights, own.templates}}};
    score_linearly(&task);
}

/* The scores of the rows where phrases begin and end, in sentences with a cue that asks for a source. */
int score_edges(source_run *run) {
    const block_sentence *sentences = (const block_sentence *)run->sentences.data;
    const core_memory *memory = &run->memory;
    size_t places = sentences[run->sentence_count - 1].stop, bytes = places / 8 + 16;
    double *of_begins = core_grow(memory, &run->begin_scores, places, 8);
    double *of_ends = core_grow(memory, &run->end_scores, places, 8);
    core_buffer *bits[] = {&run->opens, &run->can_end, &run->barriers};
    for (int k = 0; k < 3; k++) {
        if (!core_grow(memory, bits[k], bytes, 1)) return CORE_NO_MEMORY;
        memset(bits[k]->data, 0, bytes);
    }
    if (!core_grow(memory, &run->ends_of, places + LANES, 2)) return CORE_NO_MEMORY;
    if (!of_begins || !of_ends || !core_grow(memory, &run->begins, places + LANES, 4)
        || !core_grow(memory, &run->ends, places + LANES, 4))
        return CORE_NO_MEMORY;
    run->begin_count = run->end_count = 0;
    for (size_t s = 0; s < run->sentence_count; s++)
        if (sentences[s].is_asked) {
            mark_edges(run, sentences + s);
            list_edges(run, sentences + s);
        }
    if (run->begin_count == 0) return CORE_OK;
    const source_tables *t = run->tables;
    score_rows((scored_rows){run, (const uint32_t *)run->begins.data, run->begin_count, t->begin, BEGIN_TEMPLATES,
                             t->numbers.begin_line, of_begins}, hash_BEGIN);
    score_rows((scored_rows){run, (const uint32_t *)run->ends.data, run->end_count, t->end, END_TEMPLATES,
                             t->numbers.end_line, of_ends}, hash_END);
    return CORE_OK;
}

/* The phrases that begin and end likely enough, in order. */
int list_phrases(source_run *run) {
    block_sentence *sentences = (block_sentence *)run->sentences.data;
    const uint32_t *begins = (const uint32_t *)run->begins.data;
    const double *of_begins = (const double *)run->begin_scores.data;
    const double *of_ends = (const double *)run->end_scores.data;
    const uint16_t *ends_of = (const uint16_t *)run->ends_of.data;
    size_t count = 0, k = 0;
    for (size_t s = 0; s < run->sentence_count; s++) {
        sentences[s].phrase = (uint32_t)count;
        for (; k < run->begin_count && begins[k] < sentences[s].stop; k++) {
            uint32_t begin = begins[k];
            likely_phrase *phrases =
                core_grow(&run->memory, &run->phrases, count + LONGEST_PHRASE, sizeof *phrases);
            if (!phrases) return CORE_NO_MEMORY;
            for (uint32_t ends = ends_of[k]; ends; ends &= ends - 1) {
                uint32_t last = begin + lowest_bit(ends);
                double edges = of_begins[begin] + of_ends[last];
                phrases[count] = (likely_phrase){begin, last + 1, edges};
                count += edges > LEAST_EDGES;
            }
        }
        sentences[s].phrase_stop = (uint32_t)count;
    }
    return CORE_OK;
}
