/* What the way beyond cues asks of the tokens of a round: the compiled twin of hedging.engine.depth.

   A round that is kept has the columns of all its tokens, which nobody but this part reads. Once it is
   known which of its cues are shown, one call answers everything about the round. What each step means
   stands in the Python module of its name. */
#ifndef HEDGING_DEPTH_H
#define HEDGING_DEPTH_H

#include "core.h"
#include "scopes.h"
#include "sources.h"
#include "word_classes.h"

/* DIMENSIONS numbers fill a vector of bytes. */
enum { RUN_SHIFT = 4 };
_Static_assert(DIMENSIONS == 1 << RUN_SHIFT, "the numbers of a run are read as one vector");
_Static_assert((int)SUM_COLUMNS >= (int)ROLES, "a row of sums has a column for each role");
/* log2 of the number of bits in a filter. */
enum { FILTER_BITS = 16 };
/* What the facts of a word hold: whether it is in the vocabulary, its role and its number. */
enum { IN_VOCABULARY = 1, ROLE_SHIFT = 8, VALUE_SHIFT = 16 };

/* What the network reads of a sentence: its pooled runs, the pull of its strongest cue and the counts of
   the kinds, which are all small, and the pulls of the other cues. */
enum { RUN_INPUTS = 2 * DIMENSIONS, STRONGEST = RUN_INPUTS, KIND_INPUTS, SMALL_INPUTS = KIND_INPUTS + KINDS };
enum { OTHERS, LIFTS, LARGE_INPUTS };
enum { INPUT_PAIRS = (SMALL_INPUTS + 1) / 2 };
_Static_assert((int)INPUTS == (int)SMALL_INPUTS + (int)LARGE_INPUTS, "the network reads what hedging.depth.confidence gives it");
_Static_assert(HIDDEN % 8 == 0, "hidden values are added up eight at a time");

/* A word: its class, if it `has_class`, and its rows among the words of depth and of sources, or NO_ROW. */
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
    const struct depth_tables *depth;
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

/* The figures of a sentence: the certainty in thousandths that it states, or -1, and whether it denies one. */
typedef struct {
    int64_t thousandths;
    int denies;
} sentence_figures;

/* The wording of a sentence of `count` spoken words: its figures, and the pooled runs of all words but those of
   denied figures and but for those of the `last` words, which are on their way. */
typedef struct {
    word_runs words;
    size_t last, count;
    sentence_figures figures;
    int16_t runs[RUN_INPUTS];
} wording;

/* The weights of the network, by its inputs. Those of two small inputs stand side by side, since one
   instruction takes both. */
typedef struct {
    int16_t small[INPUT_PAIRS][HIDDEN][2];
    int32_t large[LARGE_INPUTS][HIDDEN], bias[HIDDEN], output[HIDDEN + 1];
} depth_network;

/* The tables of depth; what they hold is declared in hedging/kernel/depth_schema.py. */
typedef struct depth_tables {
    DEPTH_FIELDS
    depth_network network;
    uint64_t opening_bits[1 << (FILTER_BITS - 6)]; /* a bit for the first bits of each of `openings` */
    uint8_t plain_marks[PLAIN]; /* the quotation marks of ASCII, 0 for what is no mark */
} depth_tables;

/* Cues of a sentence that are shown together where none of them would be alone. */
enum { FAINT_CUES = 8 };

/* The rows of a round: all sentences, the cues that went out, and the tokens of the sentences that may be
   read closely. A cue with a sum below `least_sum` is not shown where a sentence has no other, up to
   FAINT_CUES of them. */
typedef struct {
    const depth_tables *tables;
    const core_tables *core;
    const core_characters *characters;
    const uint32_t *codes;
    const size_t *document;                          /* where each begins in `codes` */
    size_t documents;
    int32_t least_sum;
    core_buffer inside_quotation;                    /* uint8: of all tokens of a bite */
    core_buffer initials;                            /* uint8: of all tokens of a slice */
    core_buffer start, end, id, initial, quoted;     /* uint32, uint32, uint64, uint8, uint8 */
    core_buffer first, length, owner;                /* uint32: tokens, and the document */
    core_buffer kept, signalled, if_short;           /* uint8; whether its tokens are kept */
    core_buffer role, heading;                       /* uint8 */
    core_buffer room;                                /* for the spoken words of a sentence */
    core_buffer cue_start, cue_end, cue_sentence;    /* uint32 */
    size_t tokens, sentences, cues;
} depth_round;

static inline size_t first_token(const depth_round *round, size_t sentence) {
    return ((const uint32_t *)round->first.data)[sentence];
}

static inline size_t length_of(const depth_round *round, size_t sentence) {
    return ((const uint32_t *)round->length.data)[sentence];
}

/* The cues of a round that are to be shown, in order: their rows among those that went out. */
typedef struct {
    const depth_round *round;
    const joined_words *words;
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
enum { HAS_CUE = 1, DOES_COUNT = 2, IS_SENTENCE = 4, IS_READ = 8, IS_JOINED = 16, IS_STATED = 32 };

/* A sentence that is read closely: its number in the round, and its cues among those that are shown. */
typedef struct {
    uint32_t number, cue, cue_stop;
} read_sentence;

/* Sentences that are read together; those of them with cues as columns, and what is found of each cue:
   the rows of its scope and of its source. `denied` says of each token whether it belongs to a denied figure,
   or denies one. */
typedef struct {
    const depth_question *question;
    const read_sentence *sentences;
    size_t sentence_count, tokens, longest;
    joined_word *words; /* of all tokens */
    uint8_t *denied;    /* of all tokens, too */
    cued_columns columns;
    int64_t *scope_begin, *scope_stop;
    source_columns sources;
} depth_block;

/* Bytes behind a column of first characters that may be read with it. */
enum { BEHIND = 8 };

/* The words of a sentence that are spoken, and whether it is an item of a list. Word k is token `token[k]` of
   the sentence, or token `first + k` where that is NULL. */
typedef struct {
    const uint64_t *id;
    const uint8_t *initial;
    const joined_word *word; /* or NULL */
    const uint32_t *token;   /* or NULL */
    size_t count, first;
    int is_item;
} spoken_words;

static inline size_t token_of(const spoken_words *words, size_t k) {
    return words->token ? words->token[k] : words->first + k;
}

/* A cue in its sentence of `length` spoken words, and its scope of so many `words`. */
typedef struct {
    int64_t log_odds, length, words;
    uint8_t kind;
} scoped_cue;

/* What the network reads: small numbers, which begin with the pooled runs, and the pulls of the cues but
   the strongest. */
typedef struct {
    int16_t small[2 * INPUT_PAIRS];
    int64_t others, lifts;
} sentence_inputs;

int depth_open_tables(const uint8_t *content, size_t size, depth_tables *tables);
/* What a request keeps the tokens and the sentences of a bite with; it names the round. */
int depth_keep_tokens(core_run *run);
int depth_keep_sentences(core_run *run, size_t sentence_base);
void depth_release(depth_round *round, core_memory memory);
/* CORE_BAD_SPANS if the cues are not those of the round, in order, in sentences whose tokens are kept. */
int depth_check(const depth_question *question);
int depth_answer(const depth_question *question, const scope_tables *scopes, const depth_answers *answers,
                 core_memory memory);

/* What the tables say of a word that stands in no slot. */
joined_word join_other(const joined_words *tables, uint64_t id);
/* Joins the words of tables in memory that `resize` gives. CORE_BAD_TABLES if there are too many. */
int join_words(joined_words *tables, core_memory memory);
/* The final roles of all sentences, and what is done with each. */
void plan_round(const depth_question *question, uint8_t *role, uint8_t *plan);
/* Gathers the columns of a block in a buffer; CORE_NO_MEMORY if that is impossible. */
int gather_block(depth_block *block, core_buffer *buffer, core_memory memory);
/* Mixes some numbers. */
void mix_all(uint64_t *numbers, size_t count);
/* The hashes of the classes of some words, and the places of the runs that end at each. */
void hash_runs(const depth_numbers *numbers, word_runs *words, size_t count);
/* Adds up the numbers of the runs that end at each of some words; of the sums, the greatest and then the
   least of each number stay. */
void pool_runs(const int8_t *runs, const word_runs *words, size_t count, int16_t *pooled);
/* The hidden values of the network: the bias, and each input times its weights. */
void add_inputs(const depth_network *network, const int16_t *small, const int32_t *large, int32_t *hidden);
int find_quotations(core_run *run, const depth_round *round, uint8_t *quoted);
spoken_words find_spoken(const depth_tables *tables, const spoken_words *all, void *room);
/* Asks for the runs of a sentence, of whose words this is known; `denied` has a place for each of its tokens. */
void begin_wording(const depth_round *round, size_t sentence, const joined_word *word, uint8_t *denied, void *room,
                   wording *own);
void finish_wording(const depth_tables *tables, wording *own);
/* The log-odds of a cue whose words have a hash, and whether that is `listed`. */
int64_t log_odds_of_cue(const depth_round *round, size_t cue, uint8_t kind, uint64_t words, int *listed);
int64_t denied_log_odds(const depth_numbers *numbers, int64_t log_odds);
int is_open(const depth_numbers *numbers, int64_t log_odds);
sentence_inputs inputs_of(const depth_tables *tables, const int16_t *runs, const scoped_cue *cues, size_t count);
/* Adds the inputs of a sentence to those of some before it, which are read as one text. */
void join_inputs(const depth_numbers *numbers, sentence_inputs *joined, const sentence_inputs *own);
int64_t log_odds_of_inputs(const depth_tables *tables, const sentence_inputs *inputs);

/* Bytes that `find_spoken` needs for the words of so many tokens, and `begin_wording` for their facts and for the
   words without those of denied figures, too. */
enum { SPOKEN_BYTES = 8 + sizeof(joined_word) + 4 + 1 };
static inline size_t room_for_words(size_t count) { return (4 + 2 * SPOKEN_BYTES) * count + 24; }

static inline int states_something(const depth_numbers *numbers, uint8_t role) {
    return role == numbers->claim || role == numbers->unknown;
}

/* The class of a word by its id alone, or by its first character if it is not listed, before it is
   mixed: see `class_ids`. */
static inline uint64_t class_number(const depth_tables *t, int64_t listed, uint8_t initial) {
    uint64_t class = listed >= 0 ? (uint64_t)listed : 0x8000 + 0x100 * (uint64_t)initial;
    return (class << INITIAL_BITS | initial) + t->numbers.class_seed;
}

/* A number in each of eight bytes; the first eight bytes, or fewer, before bytes of 0. */
#define EACH_BYTE(number) (0x0101010101010101u * (uint64_t)(number))

static inline uint64_t load_bytes(const uint8_t *bytes, size_t count) {
    uint64_t loaded = 0;
    if (MOSTLY(count >= sizeof loaded)) memcpy(&loaded, bytes, sizeof loaded);
    else memcpy(&loaded, bytes, count);
    return loaded;
}

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
