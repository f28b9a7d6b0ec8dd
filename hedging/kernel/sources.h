/* What the parts of `find_sources` share: the twin of hedging.depth.sources.

   A block of sentences at a time: its rows are described once (context.c), its cues are judged by the
   words around them (sources.c), the phrases of the sentences that need them are scored at their edges, and
   each cue chooses among them (phrases.c). */
#ifndef HEDGING_SOURCES_H
#define HEDGING_SOURCES_H

#include "depth.h"
#include "linear.h"

enum { SIDE_ROWS = 2 };

/* What the neighbours of a row are known by; outside the sentence all are NO_TOKEN. */
typedef struct {
    uint64_t id, tag, group, initial, class;
} described_row;

/* How many rows before a row have each of the bits that are counted. */
typedef struct {
    uint32_t of[COUNTS];
} row_counts;

_Static_assert(HOLDERS + 1 == sizeof(uint32_t), "the weights of the holders and of the writer are read as one number");
EACH_DEPTH_SET(DECLARE_HASH)

/* A sentence with cues. Its rows have places in the columns of a chunk, between rows that are none. */
typedef struct {
    uint32_t first, stop; /* places */
    uint32_t phrase, phrase_stop; /* phrases of the chunk */
    size_t row; /* the first row */
    int is_asked;
} source_sentence;

typedef struct {
    read_cue *cue;
    uint32_t sentence; /* of the chunk */
    uint32_t start, end; /* places */
    uint32_t begin, stop; /* the places of the likeliest phrase */
    int is_asked, has_phrase;
    int32_t none;
    double score; /* of the likeliest phrase */
    uint32_t even, odd; /* sums of the weights of holders, two in each */
} source_cue;

/* A phrase that could be a source. */
typedef struct {
    uint32_t begin, stop; /* places */
    double edges;
} likely_phrase;

/* By place: what stands there, and the scores of a phrase that begins or ends there. The lists of places have as many
   rows: of words of saying, of pronouns, of where phrases begin, with the ends of those as bits, and of where they end.
   The last three columns have a bit for each place, eight of them in a row: see phrases.c. */
#define EACH_OF_places(X) \
    X(described_row, described) X(row_counts, counts) X(double, begin_score) X(double, end_score) X(uint32_t, facts) \
    X(uint32_t, sayings) X(uint32_t, pronouns) X(uint32_t, begins) X(uint32_t, ends) X(uint16_t, ends_of) \
    X(uint8_t, opens) X(uint8_t, can_end) X(uint8_t, barriers)
#define EACH_OF_asking_sentences(X) X(source_sentence, at)
#define EACH_OF_asking_cues(X) X(source_cue, at)
#define EACH_OF_phrases(X) X(likely_phrase, at)
#define EACH_TABLE_OF_SOURCES(X) X(places) X(asking_sentences) X(asking_cues) X(phrases)
EACH_TABLE_OF_SOURCES(DECLARE_COLUMNS)

/* Some sentences of a block, which fit into the cache with what is known of them. */
typedef struct {
    const source_tables *tables;
    const depth_block *block;
    core_memory memory;
    EACH_TABLE_OF_SOURCES(TABLE_FIELD)
    size_t begin_count, end_count;
} source_chunk;

void describe_rows(source_chunk *chunk);
/* The likeliest phrase of each cue that asks for a source; CORE_NO_MEMORY if that is impossible. */
int choose_phrases(source_chunk *chunk);

/* The number of rows with a bit from one place to another, at most so many. */
static inline uint32_t counted(const row_counts *counts, int what, uint32_t begin, uint32_t stop,
                               uint32_t most) {
    return least(counts[stop].of[what] - counts[begin].of[what], most);
}

static inline double score_of(line line, int32_t sum) { return line.bias + line.scale * sum; }

static inline int is_saying(uint64_t tag) { return (tag & (TAG_SAYING | TAG_UNKNOWN)) == TAG_SAYING; }

/* Whether words of saying stand beside a phrase: see `sayings_beside`. */
static inline uint32_t sayings_beside(const described_row *rows, uint32_t begin, uint32_t last) {
    return (uint32_t)(is_saying(rows[last + 1].tag) + 2 * is_saying(rows[begin - 1].tag)
                      + 4 * is_saying(rows[last + 2].tag));
}

/* How a phrase stands to a place: see `distances`. */
typedef struct {
    uint32_t order, distance, low, high;
} standing;

static inline standing distance_of(uint32_t begin, uint32_t stop, uint32_t start, uint32_t end) {
    standing own = {3 + (begin == start) + 2 * (stop == end), 0, begin, begin};
    if (stop <= start)
        own = (standing){1, 0, stop, start};
    else if (begin >= end)
        own = (standing){2, 0, end, begin};
    uint32_t gap = least(own.high - own.low, 15);
    own.distance = 16 * own.order + (gap > 8 ? 8 + (gap - 8) / 3 : gap);
    return own;
}

#endif
