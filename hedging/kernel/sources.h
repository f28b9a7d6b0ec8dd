/* Sentences with their cues -> the source of each cue: the twin of hedging.depth.sources.

   A block of sentences at a time: its rows are described once (context.c), its cues are judged by the
   words around them (sources.c), the phrases of the sentences that need them are scored at their edges
   (phrases.c), and each cue chooses among them (attributions.c). It is apart from core.h because the
   core in the browser has no sources. Like the core, it knows nothing of Python and keeps no state. */
#ifndef HEDGING_SOURCES_H
#define HEDGING_SOURCES_H

#include "cued.h"
#include "depth_schema.h"
#include "linear.h"

enum { TAGS = TAG_UNKNOWN + INITIALS, SIDE_ROWS = 2 };

/* The tables of sources; what they hold is declared in hedging/kernel/depth_schema.py. `words` are sorted, the
   last has the greatest hash; `first` is the first word of each slot, as in a hash_index. */
typedef struct {
    SOURCES_FIELDS
    uint32_t shift;
} source_tables;

typedef struct {
    int64_t *first, *stop;
    uint8_t *holder, *quoted, *negated;
} source_columns;

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

/* A sentence of a block. Its rows have places in the columns of the block, between rows that are none. */
typedef struct {
    uint32_t first, stop; /* places */
    uint32_t cue, cue_stop; /* cues of the block */
    uint32_t phrase, phrase_stop; /* phrases of the block */
    size_t row; /* the first row */
    int is_asked;
} block_sentence;

typedef struct {
    uint32_t sentence; /* of the block */
    uint32_t start, end; /* places */
    uint32_t begin, stop; /* the places of the likeliest phrase */
    int is_asked, has_phrase;
    uint8_t kind;
    int32_t none;
    double score; /* of the likeliest phrase */
    uint32_t even, odd; /* sums of the weights of holders, two in each */
} block_cue;

/* A phrase that could be a source. */
typedef struct {
    uint32_t begin, stop; /* places */
    double edges;
} likely_phrase;

typedef struct {
    const source_tables *tables;
    const cued_columns *request;
    const source_columns *columns;
    core_memory memory;
    /* Columns of a block, by place. */
    core_buffer described, facts, counts, begin_scores, end_scores;
    core_buffer opens, can_end, barriers; /* a bit for each place, in bytes: see phrases.c */
    core_buffer saying_rows, pronoun_rows; /* places of words of saying, and of pronouns */
    core_buffer begins, ends; /* places where phrases begin and end */
    core_buffer ends_of;      /* the ends of the phrases that begin there, as bits */
    core_buffer sentences, cues, phrases;
    size_t sentence_count, first_cue, cue_count, begin_count, end_count;
} source_run;

int sources_open(const uint8_t *content, size_t size, source_tables *tables);
/* The sources of all cues; the columns fit each other. */
int sources_find(const source_tables *tables, const cued_columns *request,
                 const source_columns *columns, core_memory memory);

/* ---- what the stages share ---- */

int describe_rows(source_run *run);
int score_edges(source_run *run);
int list_phrases(source_run *run);
void choose_phrases(source_run *run);

/* What is known of a word, or NULL. */
static inline const known_word *find_known(const source_tables *t, uint64_t id) {
    uint64_t hash = short_hash(id);
    const known_word *word = t->words + t->first[id >> t->shift];
    /* The first steps are taken without a branch, as in `find_hash`. */
    word += word->hash < hash;
    word += word->hash < hash;
    while (!MOSTLY(word->hash >= hash)) word++;
    return word->hash == hash ? word : NULL;
}

static inline uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

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
