/* What the way beyond cues asks of the tokens of texts: the compiled twin of hedging.engine.depth.

   While texts are scored, the tokens of the sentences that may be read closely stay. Once it is known which
   cues are shown, one call answers everything about the texts. What each step means stands in the Python
   module of its name. */
#ifndef HEDGING_DEPTH_H
#define HEDGING_DEPTH_H

#include "core.h"
#include "depth_schema.h"

/* ---- tables: what they hold is declared in hedging/kernel/depth_schema.py ---- */

/* DIMENSIONS numbers fill a vector of bytes. */
enum { RUN_SHIFT = 4 };
_Static_assert(DIMENSIONS == 1 << RUN_SHIFT, "the numbers of a run are read as one vector");
_Static_assert((int)SUM_COLUMNS >= (int)ROLES, "a row of sums has a column for each role");
_Static_assert((int)SUM_COLUMNS >= (int)DECLINED_COLUMNS, "a row of sums has a column for each reason to decline");
/* log2 of the number of bits in a filter. */
enum { FILTER_BITS = 16 };
/* What the facts of a word hold: whether it is in the vocabulary, its role and its number. */
enum { IN_VOCABULARY = 1, ROLE_SHIFT = 8, VALUE_SHIFT = 16 };

/* What the network reads of a sentence: its pooled runs, the pulls of its strongest cue and of the others, and
   the counts of the kinds. */
enum { RUN_INPUTS = 2 * DIMENSIONS, STRONGEST = RUN_INPUTS, OTHERS, LIFTS, KIND_INPUTS };
_Static_assert((int)INPUTS == (int)KIND_INPUTS + (int)KINDS, "the network reads what hedging.depth.confidence gives it");

typedef struct {
    SCOPES_FIELDS
} scope_tables;

typedef struct {
    SOURCES_FIELDS
} source_tables;

enum { TAGS = TAG_UNKNOWN + INITIALS };

typedef struct {
    DEPTH_FIELDS
    uint64_t opening_bits[1 << (FILTER_BITS - 6)]; /* a bit for the first bits of each of `openings` */
    uint8_t plain_marks[PLAIN]; /* the quotation marks of ASCII, 0 for what is no mark */
} depth_tables;

/* The row of a word that is in no table. */
enum { NO_ROW = UINT16_MAX };

/* A word: its class, if it `has_class`, and its rows among the words of depth, or NO_ROW, and of sources. */
typedef struct {
    uint16_t class, has_class, depth, source;
} joined_word;

/* A place of a word, whose id has more than the first bits if it is a word of depth; empty if the word has no
   class. */
typedef struct {
    uint64_t id;
    joined_word word;
} word_slot;

/* Tables whose words are joined, so that each word of a text is looked up once, in one place. A word that has
   a class stands in the slot of its first bits, or behind it up to the next that is empty. */
typedef struct {
    const core_tables *core;
    const depth_tables *depth;
    const source_tables *sources;
    word_slot *slots;
    uint32_t shift;
    uint64_t mask;
} joined_words;

/* The runs that end at a token: the word alone, other runs of words, and runs of classes. */
enum { OTHER_RUNS = 3, RUNS_OF_CLASSES = 3, HASHED_RUNS = OTHER_RUNS + RUNS_OF_CLASSES, RUNS_OF_TOKEN = 1 + HASHED_RUNS };

/* Words whose runs are read together, and words before them that runs begin with. */
enum { TOGETHER = 32, BEFORE = 2 };

/* Words of a sentence as runs are made of them: what `run_word` has of each, the same of their classes,
   and where in its table the numbers of each run stand. */
typedef struct {
    const int8_t *alone[TOGETHER];
    uint64_t id[TOGETHER], class[TOGETHER];
    uint64_t two[BEFORE + TOGETHER], three[BEFORE + TOGETHER], gap[BEFORE + TOGETHER];
    uint64_t class_two[BEFORE + TOGETHER], class_three[BEFORE + TOGETHER];
    uint64_t place[HASHED_RUNS][TOGETHER];
} word_runs;

/* The certainty in thousandths that a sentence states, or -1, the token of its number, and the one that denies it, or
   the same. */
typedef struct {
    int64_t thousandths;
    size_t number, denial;
} stated_figure;

/* The wording of a sentence of `count` spoken words: its figure, and the pooled runs of all words but for those of the
   `last` words, which are being prefetched. */
typedef struct {
    word_runs words;
    size_t last, count;
    stated_figure figure;
    int16_t runs[RUN_INPUTS];
} wording;

/* ---- texts while they are scored ---- */

/* Of the tokens of a block: whether they stand inside a quotation, and the class of their first character. */
#define EACH_OF_seen(X) X(uint8_t, quoted) X(uint8_t, initial)
/* The words, and all other tokens, of the sentences that may be read closely. */
#define EACH_OF_words(X) X(uint64_t, id) X(uint32_t, start) X(uint32_t, end) X(uint8_t, initial) X(uint8_t, quoted)
/* All sentences: the first of their words, how many they have, if those are there, and the document; what
   is known of them at first sight. */
#define EACH_OF_outlines(X) \
    X(uint32_t, first) X(uint32_t, length) X(uint32_t, owner) \
    X(uint8_t, has_words) X(uint8_t, signalled) X(uint8_t, if_short) X(uint8_t, plain_role) X(uint8_t, doubting_role) \
    X(uint8_t, is_heading)
/* The cues that went out. */
#define EACH_OF_cues(X) X(uint32_t, start) X(uint32_t, end) X(uint32_t, sentence)
/* The words of a sentence that are spoken, if some are not: see `spoken_words`; what is known of each, and which
   of them are left once numbers in words are joined. */
#define EACH_OF_spoken(X) \
    X(uint64_t, id) X(joined_word, word) X(uint32_t, token) X(uint32_t, facts) X(uint32_t, place) X(uint8_t, initial)
#define EACH_TABLE_OF_TEXTS(X) X(seen) X(words) X(outlines) X(cues) X(spoken)
EACH_TABLE_OF_TEXTS(DECLARE_COLUMNS)

/* A cue with a sum below `least_sum` is not shown where a sentence has no other, up to FAINT_CUES of them. */
typedef struct {
    const depth_tables *tables;
    const core_tables *core;
    const core_characters *characters;
    const uint32_t *codes;
    const size_t *document;                          /* where each begins in `codes` */
    size_t documents;
    int32_t least_sum;
    EACH_TABLE_OF_TEXTS(TABLE_FIELD)
} depth_texts;

/* ---- the answer ---- */

/* The cues of texts that are to be shown, in order: their rows among those that went out. */
typedef struct {
    const depth_texts *texts;
    const joined_words *words;
    const scope_tables *scopes;
    const int64_t *cues;
    const uint8_t *kinds;
    size_t cue_count;
} depth_question;

/* Where the answers go. Log-odds are fractions; where a sentence states nothing, or a document claims
   nothing, they are none. Spans are code points of the document, -1 for none. */
#define ANSWER_FIELD(name, type, of) type *name;
typedef struct {
    EACH_DEPTH_COLUMN(ANSWER_FIELD)
} depth_answers;

/* What is known of a sentence, and what is done with it. A document of few tokens is read as one text. */
enum { HAS_CUE = 1, DOES_COUNT = 2, IS_SENTENCE = 4, IS_READ = 8, IS_JOINED = 16, IS_STATED = 32, DOUBTS = 64, IN_LONG_TEXT = 128 };

/* The value of `is_heading` for a sentence that is nothing but marks; else it is 0 or 1. */
enum { SILENT = 2 };

/* A sentence that is read closely: its number, its rows, and its cues among those of the block. */
typedef struct {
    uint32_t number, row, length, cue, cue_stop;
} read_sentence;

/* A cue of such a sentence, number `number` of those that are shown: the hash of its words, its rows, and what
   is found of it: the rows of its scope and of its source, if that is not -1. */
typedef struct {
    uint64_t words;
    uint32_t number, sentence, start, end;
    uint8_t kind, holder, is_quoted, is_negated;
    int64_t scope, scope_stop, source, source_stop, log_odds;
} read_cue;

/* Sentences that are read together. Their words are among the `rows`, with those of sentences between them. */
typedef struct {
    const uint64_t *id;
    const uint8_t *initial, *quoted;
    const joined_word *word;
    const read_sentence *sentences;
    read_cue *cues;
    size_t rows, sentence_count, cue_count;
} depth_block;

/* Bytes behind a column of first characters that may be read with it. */
enum { BEHIND = 8 };

/* The words of a sentence that are spoken, and whether it is an item of a list, or nothing but marks. Word k is
   token `token[k]` of the sentence, or token `first + k` where that is NULL. */
typedef struct {
    const uint64_t *id;
    const uint8_t *initial;
    const joined_word *word; /* or NULL */
    const uint32_t *token;   /* or NULL */
    size_t count, first;
    int is_item, is_silent;
} spoken_words;

static inline size_t token_of(const spoken_words *words, size_t k) {
    return words->token ? words->token[k] : words->first + k;
}

typedef struct {
    int64_t of[INPUTS];
} sentence_inputs;

int depth_open_tables(const uint8_t *content, size_t size, void *tables);
int scopes_open(const uint8_t *content, size_t size, void *tables);
int sources_open(const uint8_t *content, size_t size, void *tables);
/* What a request sees the tokens and the sentences of a block with; it names the texts. */
int depth_see_tokens(core_run *run);
int depth_see_sentences(core_run *run, size_t sentence_base);
void depth_release(depth_texts *texts, core_memory memory);
/* CORE_BAD_SPANS if the cues are not those of the texts, in order, in sentences whose words are there. */
int depth_check(const depth_question *question);
int depth_answer(const depth_question *question, const depth_answers *answers, core_memory memory);

/* Joins the words of tables in memory that `resize` gives. CORE_BAD_TABLES if there are too many. */
int join_words(joined_words *tables, core_memory memory);
/* What is known of the words `first` to `stop` of the texts, which are those of a sentence. Where it has cues,
   every word gets a class. */
void look_up_words(const depth_question *question, size_t first, size_t stop, int has_cues, joined_word *words);
/* The final roles of all sentences, and what is done with each. */
void plan_texts(const depth_question *question, uint8_t *role, uint8_t *plan);
/* Adds up the weights of the features of a sentence for each reason why a text may decline; how many features. */
size_t add_declining(const depth_tables *tables, const spoken_words *words, int32_t *sums);
/* Find the scopes, and the sources, of the cues of a block; CORE_NO_MEMORY if that is impossible. */
int find_scopes(const scope_tables *tables, const depth_block *block, core_memory memory);
int find_sources(const source_tables *tables, const depth_block *block, core_memory memory);
/* Mixes some numbers. */
void mix_all(uint64_t *numbers, size_t count);
/* The hashes of the classes of some words, and the places of the runs that end at each. */
void hash_runs(const depth_numbers *numbers, word_runs *words, size_t count);
/* Adds up the numbers of the runs that end at each of some words; of the sums, the greatest and then the
   least of each number stay. */
void pool_runs(const int8_t *runs, const word_runs *words, size_t count, int16_t *pooled);
/* The hidden values of the network: the bias, and each input times its weights. */
void add_inputs(const int32_t *weights, const int64_t *inputs, int32_t *hidden);
void find_quotations(const core_run *run, const depth_tables *tables, uint8_t *quoted);
/* The spoken words among all words of a sentence; `room` has room for as many. Behind the first characters
   of all stand bytes that may be read. */
spoken_words find_spoken(const depth_tables *tables, const spoken_words *all, const spoken_columns *room);
/* Asks for the runs of a sentence, of whose words this is known. */
void begin_wording(const depth_texts *texts, size_t sentence, const joined_word *word, const spoken_columns *room,
                   wording *asked);
void finish_wording(const depth_tables *tables, wording *asked);
/* The log-odds of a cue whose words have a hash, and of one that is denied. */
int64_t log_odds_of_cue(const depth_texts *texts, size_t cue, uint8_t kind, uint64_t words);
int64_t denied_log_odds(const depth_numbers *numbers, int64_t log_odds);
sentence_inputs inputs_of(const depth_tables *tables, const wording *words, const read_cue *cues, size_t count);
/* Adds the inputs of a sentence to those of some before it, which are read as one text. */
void join_inputs(const depth_numbers *numbers, sentence_inputs *joined, const sentence_inputs *next);
int64_t log_odds_of_inputs(const depth_tables *tables, const sentence_inputs *inputs);

static inline int states_something(const depth_numbers *numbers, uint8_t role) {
    return role == numbers->claim || role == numbers->unknown;
}

/* The class of a word by its id alone, or by its first character if it is not listed, before it is
   mixed: see `class_ids`. */
static inline uint64_t class_number(const depth_tables *t, int64_t listed, uint8_t initial) {
    uint64_t class = listed >= 0 ? (uint64_t)listed : 0x8000 + 0x100 * (uint64_t)initial;
    return (class << INITIAL_BITS | initial) + t->numbers.class_seed;
}

/* The first eight bytes, or fewer, before bytes of 0. */
static inline uint64_t load_bytes(const uint8_t *bytes, size_t count) {
    uint64_t loaded = 0;
    if (MOSTLY(count >= sizeof loaded)) memcpy(&loaded, bytes, sizeof loaded);
    else memcpy(&loaded, bytes, count);
    return loaded;
}

static inline uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

static inline int is_among(const id_list *list, uint64_t id) {
    if (MOSTLY(!(list->bits >> (id & 63) & 1))) return 0;
    for (size_t k = 0; k < list->count; k++)
        if (list->ids[k] == id) return 1;
    return 0;
}

/* The row of a listed hash, or -1. */
static inline int64_t row_of(const hash_index *index, uint64_t hash) {
    int is_known;
    uint32_t row = find_hash(index, short_hash(hash), &is_known);
    return is_known ? (int64_t)row : -1;
}

#endif
