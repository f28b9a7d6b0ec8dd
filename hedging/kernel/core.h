/* Text -> tokens -> sentences -> candidates -> sums of weights: the compiled twin of the arrays.

   The core is plain C99 over byte arrays. It knows nothing of Python and calls no library but the
   memory functions that a compiler needs, so that it can also become WebAssembly. It keeps no
   state: tables come in, columns go out, and memory comes from one function of the caller. Sums
   of weights are whole numbers, and what is a fraction here is computed as numpy computes it, so
   that both ways give the same bits. What each step means stands in the Python module of its name.

   Compile without contraction of floating-point operations (-ffp-contract=off). */
#ifndef HEDGING_CORE_H
#define HEDGING_CORE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK = 64, LANES = 4 };

enum { CORE_OK, CORE_NO_MEMORY, CORE_UNSEEN, CORE_TOO_LONG, CORE_BAD_TABLES, CORE_BAD_SPANS, CORE_NOT_FETCHED };

/* Longer rounds are refused: positions are 32-bit numbers with room to add to them. */
#define MOST_CODES 0x7FFFFF00u

/* Asks for a byte that will be read soon; says what the straight way through the code is. */
#if defined(__GNUC__)
#define PREFETCH(place) __builtin_prefetch(place)
#define MOSTLY(condition) __builtin_expect(!!(condition), 1)
#else
#define PREFETCH(place) ((void)0)
#define MOSTLY(condition) (condition)
#endif

/* The number of the lowest and of the highest bit that is set; one is. */
#if defined(__GNUC__)
static inline uint32_t lowest_bit(uint64_t bits) { return (uint32_t)__builtin_ctzll(bits); }
static inline uint32_t highest_bit(uint64_t bits) { return 63 - (uint32_t)__builtin_clzll(bits); }
#else
static inline uint32_t highest_bit(uint64_t bits) {
    uint32_t at = 0;
    for (uint32_t half = 32; half; half /= 2)
        if (bits >> half) {
            bits >>= half;
            at += half;
        }
    return at;
}
static inline uint32_t lowest_bit(uint64_t bits) { return highest_bit(bits & (0 - bits)); }
#endif

/* A number in each of eight bytes. */
#define EACH_BYTE(number) (0x0101010101010101u * (uint64_t)(number))

#define MIX_STEPS(h) \
    h ^= h >> 33; \
    h *= 0xFF51AFD7ED558CCDu; \
    h ^= h >> 33; \
    h *= 0xC4CEB9FE1A85EC53u; \
    h ^= h >> 33;

static inline uint64_t mix(uint64_t h) {
    MIX_STEPS(h)
    return h;
}

#include "schema.h"

/* Says at compile time that widths fit each other. */
#ifdef _MSC_VER
#define _Static_assert static_assert
#endif
_Static_assert(KINDS <= MASK_BITS, "a mask has a bit for each kind");
_Static_assert(SUM_COLUMNS % 8 == 0 && SUM_COLUMNS >= KINDS, "a row of sums has a column for each kind");
_Static_assert(NEIGHBOURS == sizeof NEIGHBOUR_ROWS / sizeof *NEIGHBOUR_ROWS, "each neighbour has its place");
_Static_assert(CUE_L1 == 0 && (int)CUE_R1 == (int)REACH, "the words beside a cue stand first among its values");
_Static_assert(CUE_L1_CLASS == CUE_L1_SUFFIX + (int)NEIGHBOURS && CUE_L1_GROUP == CUE_L1_CLASS + (int)NEIGHBOURS,
               "suffixes, classes and groups of the neighbours follow each other");

/* ---- tables ---- */

/* Sorted hashes; `first` is the first row of each slot, the slots are the first bits of a hash.
   `known` has a greatest hash more than `count` says, which ends every search. */
typedef struct {
    const uint64_t *known;
    const uint32_t *first;
    uint32_t count;
    uint32_t shift;
} hash_index;

/* A few ids, and a bit for the last bits of each. */
typedef struct {
    const uint64_t *ids;
    size_t count;
    uint64_t bits;
} id_list;

/* The tables of a model under a scheme; what they hold is declared in hedging/kernel/schema.py. The cues of
   the caller are another lexicon: it has only the tables with which cues are found, and what is ignored. All
   bits of `any_number` are set if any number of an entry stands for all others, and none for the caller's. */
typedef struct {
    MODEL_FIELDS
    hash_index ignored;
    uint64_t any_number;
} core_tables;

/* The class plus one and the lower-cased form of code points, in pages of 256; 0 is unseen.
   `plain_kind` has the kinds of ASCII; it counts if `has_plain`: all of ASCII is seen, and only its
   capitals have another form, 32 code points on. */
enum { PLAIN = 128 };
typedef struct {
    CHARACTERS_FIELDS
    int has_plain;
    uint8_t plain_kind[PLAIN];
} core_characters;

/* ---- memory ---- */

/* `resize` gives a block of `size` bytes with the old content, or NULL; size 0 frees the block. */
typedef struct {
    void *context;
    void *(*resize)(void *context, void *block, size_t old_size, size_t size);
} core_memory;

/* Columns that grow together, in one block: behind the head stands a pointer to each column, the widest first.
   EACH_OF_name(X) lists the columns of a table: X(type, name). A table has room for `room` rows, which are
   always more than it was asked for. */
typedef struct {
    size_t room, count, bytes;
} column_head;

#define COLUMN_FIELD(type, name) type *name;
#define COLUMN_WIDTH(type, name) sizeof(type),
#define DECLARE_COLUMNS(table) \
    typedef struct { \
        size_t room, count, bytes; \
        EACH_OF_##table(COLUMN_FIELD) \
    } table##_columns;
#define TABLE_FIELD(table) table##_columns table;

/* Makes room for so many rows of a table of a struct; 0 without memory. */
#define MAKE_ROOM(memory, holder, table, rows) \
    (MOSTLY((holder)->table.room > (rows)) \
     || core_grow(memory, &(holder)->table, (const uint8_t[]){EACH_OF_##table(COLUMN_WIDTH)}, \
                  (sizeof((holder)->table) - sizeof(column_head)) / sizeof(char *), rows))

int core_grow(const core_memory *memory, void *columns, const uint8_t *widths, size_t count, size_t rows);
/* Frees the block of a table. */
void core_drop(const core_memory *memory, void *columns);

/* A column that goes out. */
typedef struct {
    char *data;
    size_t capacity, size;
} core_buffer;

/* ---- a run ---- */

typedef struct core_run core_run;

typedef struct {
    const uint32_t *codes;      /* all documents, each with two line ends behind it, or NULL */
    const size_t *document;     /* where each begins in `codes`, and the end of all */
    /* Without codes, this copies those from `begin` to `end`, for a single document without spans that
       is not to be in memory as a whole; 0 if it cannot. */
    int (*fetch)(void *context, size_t begin, size_t end, uint32_t *codes);
    void *context;
    size_t documents;
    const core_tables *custom;  /* the cues of the caller, or NULL */
    const int64_t *spans;       /* given sentences, pairs of positions in a document, or NULL */
    const size_t *document_span; /* the first span of each document, and the stop of the last */
    /* Two functions that see the tokens of a block, and then its sentences with their cues, before others
       take their place; NULL if nobody asks for more than cues. */
    int (*see_tokens)(core_run *run);
    int (*see_sentences)(core_run *run, size_t sentence_base);
    void *seen;                 /* what they write */
} core_request;

/* What stands between two tokens or in a token, and what Punkt says, is in `flags`; the lists of tokens have
   as many rows as there may be tokens: those behind line ends, those that may begin a sentence, those that do,
   and those of a sentence where candidates may begin. */
#define EACH_OF_tokens(X) \
    X(uint64_t, id) X(uint32_t, start) X(uint32_t, end) \
    X(uint32_t, heads) X(uint32_t, possible) X(uint32_t, begins) X(uint32_t, openers) \
    X(uint8_t, shape) X(uint8_t, flags) X(uint8_t, is_claimed)
/* Hashes of the last letters of the tokens that are left of windows before. */
#define EACH_OF_carried(X) X(uint64_t, suffix)
#define EACH_OF_lines(X) X(line_end, end)
#define EACH_OF_documents(X) X(uint32_t, token)
/* Tokens, then code points, and the document. */
#define EACH_OF_sentences(X) X(uint32_t, first) X(uint32_t, stop) X(uint32_t, from) X(uint32_t, to) X(uint32_t, owner)
#define EACH_OF_candidates(X) \
    X(uint32_t, start) X(uint32_t, end) X(uint32_t, entry) X(uint32_t, sentence) X(int32_t, sum) X(uint32_t, order) \
    X(uint8_t, is_best)
#define EACH_OF_choices(X) X(int32_t, sum)
#define EACH_OF_classes(X) X(uint64_t, of)
#define EACH_OF_extras(X) X(uint32_t, start) X(uint32_t, end) X(uint32_t, entry) X(uint32_t, sentence)
#define EACH_OF_fetched(X) X(uint32_t, code)
#define EACH_TABLE_OF_RUN(X) \
    X(tokens) X(carried) X(lines) X(documents) X(sentences) X(candidates) X(choices) X(classes) X(extras) X(fetched)

/* A line end, or the beginning of a document: where the token behind it begins and ends and the one
   before it ends, in code points; whether a line begins there, which is only known for blank lines
   before all of the document is read. */
typedef struct {
    uint32_t start, word_end, before;
    uint8_t breaks, is_item, is_lower, class_before;
} line_end;

/* What is known of the lines of a document, up to the end of a window. */
typedef struct {
    int64_t stops, lower_stops;   /* full stops inside lines, and those before a lower-case word */
    uint32_t end_before;          /* where the last token ends */
    uint8_t class_before;         /* its class */
    uint8_t style;                /* how the document punctuates */
} core_layout;

/* A line of which not all tokens are at hand: its first token, or one that is far enough before the
   gaps; where those end that are seen of the last line, and the class of its last token if that is not
   among them, otherwise -1. */
typedef struct {
    size_t first, seen;
    int end;
} line_part;

EACH_TABLE_OF_RUN(DECLARE_COLUMNS)

/* A place where a sentence could begin: before the token `at` of the line `first` to `last`. The word
   and the mark before it and the flags of Punkt are found when it is decided. */
typedef struct {
    uint32_t at, first, last, word, mark;
    uint8_t style, word_flags, next_flags, pair_flags;
    uint8_t end; /* the class of the last token of the line, which may stand beyond `last` */
    uint64_t mark_value;
} core_gap;

/* Gaps that are decided together, of one document or of several. */
enum { PENDING = 256 };

/* What tokens are made of: a kind is a class of characters and these bits. */
enum { IN_WORD = 1, IN_TOKEN = 2, IS_APOSTROPHE = 4, IS_LINE_END = 8, CLASS_SHIFT = 4 };

/* The characters of a block: the kind of each; for each and the end, the sum of the letters before it
   times their powers; and where those of each bit of a kind stand, a bit for each. */
typedef struct {
    uint8_t kind[BLOCK + 8];
    uint64_t sums[BLOCK + 1];
    uint64_t words, tokens, apostrophes, lines;
} block_characters;

struct core_run {
    const core_tables *tables;
    const core_characters *characters;
    const core_request *request;
    const uint32_t *codes;          /* those from `codes_begin` to `codes_end` */
    size_t codes_begin, codes_end;
    core_memory memory;
    /* Reads the characters of a full block, if nearly all are ASCII; NULL if only the general way can. */
    int (*read_plain)(const core_run *run, const uint32_t *codes, block_characters *characters);
    /* Which of 32 tokens may begin a sentence, a bit for each; NULL if they are looked at one by one. */
    uint32_t (*find_possible)(const uint8_t *shape, const uint8_t *flags, uint8_t before);
    EACH_TABLE_OF_RUN(TABLE_FIELD)  /* sentences and candidates are those of a chunk */
    size_t head_count, possible_count, pending_count;
    size_t carried_count;           /* tokens of a sentence from windows before this one */
    core_layout layout;
    uint64_t bullets[BULLETS];      /* ids of the marks that begin the items of lists */
    core_buffer columns[COLUMNS];
    int failed;
    uint64_t power[BLOCK], inverse[BLOCK]; /* GOLDEN to the powers 1, 2, 3 and 0, -1, -2 */
    core_gap pending[PENDING];      /* gaps that are not yet decided */
};

/* Makes room in a table of a run, or of another struct that it fills; without memory, the run fails. */
#define ROOM_FOR(run, table, rows) ROOM_IN(run, run, table, rows)
#define ROOM_IN(run, holder, table, rows) \
    (MAKE_ROOM(&(run)->memory, holder, table, rows) || ((run)->failed = CORE_NO_MEMORY, 0))

/* ---- flat files ---- */

typedef struct {
    const uint8_t *data;
    size_t size;
} section;

/* How a section becomes a field of a struct of tables, at `place`. It has `rows` of `width` bytes; those of
   ROWS_FORM come beside a row for each hash of the index at `other`, ANY_FORM puts their number there. */
enum { NUMBERS_FORM, INDEX_FORM, SLOTS_FORM, IDS_FORM, TABLE_FORM, ROWS_FORM, ANY_FORM };
enum { MOST_SECTIONS = 64 };
typedef struct {
    uint8_t form, is_optional;
    size_t width, rows, place, other;
} section_form;

typedef struct {
    uint64_t number, count, fingerprint;
    size_t size; /* of the struct of tables */
    const section_form *forms;
} file_form;

/* Lets the fields of a struct of tables lead into a flat file; CORE_BAD_TABLES if it is another. */
int open_sections(const uint8_t *content, size_t size, const file_form *file, void *tables);
/* Let `core_tables`, those of a caller's cues, or `core_characters` lead into their files, which they check. */
int core_open_tables(const uint8_t *content, size_t size, void *tables);
int core_open_custom(const uint8_t *content, size_t size, void *tables);
int core_open_characters(const uint8_t *content, size_t size, void *characters);
void core_start(core_run *run, const core_tables *tables, const core_characters *characters, core_memory memory);
int core_score(core_run *run, const core_request *request);
/* Frees all but the columns. */
void core_release_work(core_run *run);

/* ---- what the stages share ---- */

enum { GAP_BEFORE = 1, BREAK = 2, ENUMERATOR = 4, HEAD = 8, BEGINS = 16, PARAGRAPH = 32 };

void use_lanes(core_run *run);
uint8_t kind_of(uint32_t entry);
int read_tokens(core_run *run, size_t begin, size_t end, uint32_t line_ends);
int note_lines(core_run *run, size_t head, size_t stop_head, size_t first, size_t stop);
void finish_lines(core_run *run);
void place_lines(core_run *run, size_t count, size_t from);
void place_items(core_run *run, size_t count, size_t stop);
void list_possible(core_run *run, size_t first, size_t stop);
void count_stops(core_run *run);
void list_gaps(core_run *run, const line_part *part);
void decide_pending(core_run *run);
int score_long(core_run *run, size_t document);
int add_sentence(core_run *run, size_t first, size_t stop, size_t document);
int add_begun(core_run *run, size_t document, size_t *open, size_t first, size_t stop);
int score_chunk(core_run *run);
int find_candidates(core_run *run, const core_tables *tables, const hash_index *ignored);
int find_extra_cues(core_run *run);
int join_extra_cues(core_run *run);
uint32_t stop_of_candidates(const core_run *run, uint32_t token, uint32_t stop);
int score_candidates(core_run *run);
int resolve_overlaps(core_run *run);
int sum_sentences(core_run *run);
void *core_append(core_run *run, int column, size_t count);

static inline uint64_t extend(uint64_t run, uint64_t id) { return mix(run * GOLDEN + id); }

/* Whether a cue can be of several kinds. */
static inline int has_choice(kind_mask mask) { return (mask & (mask - 1)) != 0; }

static inline int in_class_set(uint32_t set, uint8_t class) { return set >> (class & 31) & 1; }

/* Whether an entry is of a class that belongs to words. */
static inline int in_word(uint32_t entry) { return (entry >> 24) - (LOWER + 1) <= MARK - LOWER; }

/* The class of a code point plus one, and its lower-cased form in 24 bits; 0 if it is unseen. */
static inline uint32_t look_up(const core_characters *characters, uint32_t code) {
    if (MOSTLY(code < 256)) return characters->packed[code];
    if (code > 0x10FFFF) return 0;
    return characters->packed[(uint32_t)characters->page[code >> 8] << 8 | (code & 255)];
}

/* The row where a hash stands or would stand; `*is_known` says whether it stands there. The first
   steps are taken without a branch, which the processor could only guess. */
static inline uint32_t find_hash(const hash_index *index, uint64_t hash, int *is_known) {
    uint32_t row = index->first[hash >> index->shift];
    row += index->known[row] < hash;
    row += index->known[row] < hash;
    while (!MOSTLY(index->known[row] >= hash)) row++;
    *is_known = index->known[row] == hash && row < index->count;
    return row;
}

/* What is kept of the hash of a listed word: see `ShortIndex`. */
static inline uint64_t short_hash(uint64_t hash) { return hash & UINT64_MAX << (64 - SHORT_BITS); }

static inline int knows_hash(const hash_index *index, uint64_t hash) {
    int is_known;
    find_hash(index, hash, &is_known);
    return is_known;
}

/* The class of a word that is listed, or -1: see `WordClasses.classes_of`. */
static inline int64_t listed_class(const core_tables *tables, uint64_t id) {
    int is_known;
    uint32_t row = find_hash(&tables->words, short_hash(id), &is_known);
    return is_known ? tables->word_classes[row] : -1;
}

/* Two steps ask for the class of a word, before it is needed. */
static inline void fetch_slot(const core_tables *tables, uint64_t id) {
    PREFETCH(tables->words.first + (id >> tables->words.shift));
}

static inline void fetch_class(const core_tables *tables, uint64_t id) {
    uint32_t row = tables->words.first[id >> tables->words.shift];
    PREFETCH(tables->words.known + row);
    PREFETCH(tables->word_classes + row);
}

/* The class of another word, by its suffix or its first character. */
static inline uint16_t other_class(const core_tables *tables, uint64_t suffix, uint8_t initial) {
    if (in_class_set(1u << LOWER | 1u << UPPER | 1u << DIGIT, initial)) {
        int is_known;
        uint32_t row = find_hash(&tables->endings, mix(suffix), &is_known);
        if (is_known) return tables->ending_classes[row];
    }
    return (uint16_t)(0x8000 + 0x100 * initial);
}

/* Hash of the last three letters of a token. */
static inline uint64_t suffix_at(
    const core_characters *characters, const uint32_t *codes, uint32_t start, uint32_t end
) {
    uint32_t length = end - start;
    uint64_t hash = look_up(characters, codes[end - 1]) & 0xFFFFFF;
    hash *= GOLDEN;
    if (length > 1) hash += look_up(characters, codes[end - 2]) & 0xFFFFFF;
    hash *= GOLDEN;
    if (length > 2) hash += look_up(characters, codes[end - 3]) & 0xFFFFFF;
    return hash;
}

static inline uint64_t suffix_of(const core_run *run, uint32_t start, uint32_t end) {
    uint32_t begin = (uint32_t)run->codes_begin;
    return suffix_at(run->characters, run->codes, start - begin, end - begin);
}

/* The same of a token, whose letters may be gone. */
static inline uint64_t suffix_of_token(const core_run *run, uint32_t token, uint32_t start, uint32_t end) {
    if (MOSTLY(token >= run->carried_count)) return suffix_of(run, start, end);
    return run->carried.suffix[token];
}

/* Whether a sentence may begin at a token with a space before it, by the classes on both sides. */
static const uint32_t RISING =
    1u << UPPER | 1u << OPENER | 1u << QUOTE | 1u << OTHER | 1u << DASH | 1u << DIGIT;

static inline uint32_t may_begin(uint32_t before, uint32_t class) {
    return (before > MARK) | (RISING >> class & 1);
}

/* The class of the first code point of a token, from how it is written: see Tokens.shapes. */
static inline uint8_t class_of_shape(uint8_t shape) { return shape >> 2; }

#endif
