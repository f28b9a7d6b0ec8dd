/* What the way beyond cues asks of the tokens of a round: the compiled twin of hedging.depth.rounds.

   A round that is kept has the columns of all its tokens, which nobody but this part reads; what goes
   out are a few numbers of each sentence, and the columns of the few sentences that are read closely.
   What each step means stands in the Python module of its name. */
#ifndef HEDGING_DEPTH_H
#define HEDGING_DEPTH_H

#include "core.h"
#include "word_classes.h"

enum { SIGNAL_BITS = 15, CLAIM_BITS = 15, RUN_BITS = 16, INITIAL_BITS = 4, DIMENSIONS = 16, ROLES = 7, ROLE_COLUMNS = 8 };

/* Longer sentences are claims. */
enum { MOST_TOKENS = 24 };

/* The columns of the effects of a modifier, and the roles of words beside a number. */
enum { HEDGE, BOOSTER, OPEN_COLUMN, EFFECTS };
enum { NO_ROLE, NUMBER, PERCENT, CHANCE, SURE, IN, TIMES, OUT, ODDS, TO, AGAINST, RANGE_DASH, INTERVAL, AND };

/* What the facts of a word hold: whether it is in the vocabulary, its role and its number. */
enum { IN_VOCABULARY = 1, ROLE_SHIFT = 8, VALUE_SHIFT = 16 };

/* The families of quotation marks, and what a mark of a family does. */
enum { FAMILIES = 3, SINGLE_FAMILY = 2, OPENS = 1, CLOSES, BOTH };

/* Whole numbers that a depth model and its Python modules give, in this order. */
typedef struct {
    uint64_t signal_bits, claim_bits, run_bits, dimensions, roles;
    uint64_t most_tokens, always_read, longest_heading, most_length;
    uint64_t word, pair, first, opening, last, length, second; /* seeds of the features of claims */
    uint64_t question_mark, claim, question, opens, closes, star;
    uint64_t one, two, three, gap;                             /* seeds of runs */
    uint64_t class_seed, initial_bits;
    uint64_t other_word, always, unit, open_up_to, sure_from, greatest, reach;
} depth_numbers;

/* A few ids of marks. */
typedef struct {
    const uint64_t *ids;
    size_t count;
} id_list;

typedef struct {
    depth_numbers numbers;
    double signal_scale, signal_bias, short_bias;
    const int8_t *signals, *claims, *runs;
    hash_index openings, words, phrases, modifiers;
    const uint32_t *word_facts;
    const int16_t *phrase_log_odds, *kind_log_odds, *modifier_effects;
    id_list final_marks, bullets, markup, item_ends;
    const uint32_t *marks; /* code points of quotation marks, each with 4 times its family plus its role */
    size_t mark_count;
} depth_tables;

/* The rows of a round: all tokens, all sentences, the cues that went out. */
typedef struct {
    const depth_tables *tables;
    const core_tables *core;
    const core_characters *characters;
    const uint32_t *codes;
    core_buffer start, end, id, initial, quoted;     /* uint32, uint32, uint64, uint8, uint8 */
    core_buffer first, stop, origin, words;          /* uint32: tokens, where its document begins, words */
    core_buffer signalled, if_short, role, heading;  /* uint8 */
    core_buffer room;                                /* for the spoken words of a sentence */
    core_buffer cue_start, cue_end, cue_sentence;    /* uint32 */
    size_t tokens, sentences, cues;
} depth_round;

/* Some sentences to read closely, and the cues in them, both in order. */
typedef struct {
    const depth_round *round;
    const int64_t *sentences, *cues;
    const uint8_t *kinds;
    size_t sentence_count, cue_count;
    size_t rows, cued; /* the tokens and the number of the sentences with cues */
} depth_question;

/* Where the answers go; what has a row for each token, cue, or sentence with a cue is of the cued
   sentences, the rest of all sentences of the question. */
typedef struct {
    int64_t *token;
    uint64_t *id, *class;
    int64_t *number, *first, *stop;
    int64_t *sentence, *start, *end;
    uint64_t *words;
    int64_t *log_odds, *thousandths;
    int16_t *runs;
    uint8_t *initial, *quoted;
} depth_answers;

/* The words of a sentence that are spoken, and whether it is an item of a list. */
typedef struct {
    const uint64_t *id;
    const uint8_t *initial;
    size_t count;
    int is_item;
} spoken_words;

int depth_open_tables(const uint8_t *content, size_t size, depth_tables *tables);
/* What a request keeps the tokens and the sentences of a bite with; it names the round. */
int depth_keep_tokens(core_run *run);
int depth_keep_sentences(core_run *run, size_t token_base, size_t sentence_base);
void depth_release(depth_round *round, core_memory memory);
int depth_plan(depth_question *question);
void depth_read(const depth_question *question, depth_answers answers, void *room);
size_t depth_longest(const depth_question *question);

int find_quotations(core_run *run, const depth_round *round, uint8_t *quoted);
spoken_words find_spoken(const depth_tables *tables, const uint64_t *id, const uint8_t *initial, size_t count,
                         void *room);
size_t read_wording(const depth_round *round, size_t sentence, void *room, uint32_t **facts, int16_t *runs);
int64_t stated_figure(const depth_tables *tables, const uint32_t *facts, size_t count);

/* Bytes that `find_spoken` needs for the words of so many tokens, and `read_wording` for their facts too. */
static inline size_t room_for_words(size_t count) { return 13 * count + 24; }

static inline int is_among(const id_list *list, uint64_t id) {
    for (size_t k = 0; k < list->count; k++)
        if (list->ids[k] == id) return 1;
    return 0;
}

/* The row of a hash, or -1. As in numpy, the greatest hash is known by the end of the table. */
static inline int64_t row_of(const hash_index *index, uint64_t hash) {
    int is_known;
    uint32_t row = find_hash(index, hash, &is_known);
    return index->known[row] == hash ? (int64_t)row : -1;
}

/* The class of a word by its id alone, mixed: see `class_ids`. */
static inline uint64_t class_id(const depth_tables *t, const core_tables *core, uint64_t id, uint8_t initial) {
    int64_t listed = listed_class(core, id);
    uint64_t class = listed >= 0 ? (uint64_t)listed : 0x8000 + 0x100 * (uint64_t)initial;
    return mix((class << INITIAL_BITS | initial) + t->numbers.class_seed);
}

#endif
