/* A sentence -> what the network reads of its words, and the certainty that it states as a figure:
   `pooled_runs` of hedging.depth.confidence and hedging.depth.figures. */
#include "depth.h"

/* Tokens whose weights are fetched together. */
enum { FETCHED = 32, RUNS_OF_WORDS = 4, RUNS_OF_CLASSES = 3, RUNS_OF_TOKEN = RUNS_OF_WORDS + RUNS_OF_CLASSES };

typedef struct {
    uint64_t before, further;
} last_words;

/* Asks for the rows of the first `count` of the runs that end at a token, in a table. */
static void find_runs(const depth_numbers *n, const int8_t *table, uint64_t word, last_words *last, int count,
                      const int8_t **rows) {
    uint64_t pair = mix(last->before + n->two) + word;
    uint64_t runs[RUNS_OF_WORDS] = {word + n->one, pair, mix(last->further + n->three) + pair,
                                    mix(last->further + n->gap) + word};
    for (int k = 0; k < count; k++) {
        rows[k] = table + DIMENSIONS * (mix(runs[k]) >> (64 - RUN_BITS));
        PREFETCH(rows[k]);
    }
    last->further = last->before;
    last->before = word;
}

/* The greatest and the least of the numbers so far. Compilers make a poor loop of this, so that it is
   written for eight numbers at a time where they have a way to say so. */
#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 9)
enum { EIGHT = 8, EIGHTS = DIMENSIONS / EIGHT };

typedef int16_t eight_numbers __attribute__((vector_size(16)));
typedef int8_t eight_weights __attribute__((vector_size(8)));
typedef struct {
    eight_numbers greatest[EIGHTS], least[EIGHTS];
} extremes;

static inline eight_numbers load_eight(const int8_t *row) {
    eight_weights own;
    memcpy(&own, row, sizeof own);
    return __builtin_convertvector(own, eight_numbers);
}

static inline eight_numbers choose(eight_numbers chosen, eight_numbers yes, eight_numbers no) {
    return (yes & chosen) | (no & ~chosen);
}

/* Adds up the numbers of the runs that end at a token. */
static inline void pool(const int8_t *const *rows, extremes *own) {
    for (int k = 0; k < EIGHTS; k++) {
        eight_numbers sum = load_eight(rows[0] + EIGHT * k);
        for (int run = 1; run < RUNS_OF_TOKEN; run++) sum += load_eight(rows[run] + EIGHT * k);
        own->greatest[k] = choose(own->greatest[k] > sum, own->greatest[k], sum);
        own->least[k] = choose(own->least[k] < sum, own->least[k], sum);
    }
}
#else
typedef struct {
    int16_t greatest[DIMENSIONS], least[DIMENSIONS];
} extremes;

static inline void pool(const int8_t *const *rows, extremes *own) {
    for (int k = 0; k < DIMENSIONS; k++) {
        int16_t sum = 0;
        for (int run = 0; run < RUNS_OF_TOKEN; run++) sum = (int16_t)(sum + rows[run][k]);
        own->greatest[k] = own->greatest[k] > sum ? own->greatest[k] : sum;
        own->least[k] = own->least[k] < sum ? own->least[k] : sum;
    }
}
#endif

/* Pools the runs of a sentence, and writes the facts of its words to `facts` in `room`; the number of
   its spoken words is the answer. */
size_t read_wording(const depth_round *round, size_t sentence, void *room, uint32_t **facts, int16_t *runs) {
    const depth_tables *t = round->tables;
    const int8_t *rows[FETCHED][RUNS_OF_TOKEN];
    size_t first = ((uint32_t *)round->first.data)[sentence];
    size_t tokens = ((uint32_t *)round->stop.data)[sentence] - first;
    uint32_t *own_facts = room;
    void *behind = (char *)room + (4 * tokens + 7) / 8 * 8;
    spoken_words words = find_spoken(t, (const uint64_t *)round->id.data + first,
                                     (const uint8_t *)round->initial.data + first, tokens, behind);
    const uint64_t *id = words.id;
    const uint8_t *initial = words.initial;
    size_t count = words.count;
    last_words last = {NO_TOKEN, NO_TOKEN}, last_classes = last;
    extremes own;
    int16_t none[2] = {INT16_MIN, INT16_MAX};
    for (int k = 0; k < 2 * DIMENSIONS; k++) memcpy((int16_t *)(void *)&own + k, none + k / DIMENSIONS, 2);
    for (size_t begin = 0, stop; begin < count; begin = stop) {
        stop = count - begin < FETCHED ? count : begin + FETCHED;
        for (size_t k = begin; k < stop; k++) {
            int is_known;
            uint32_t row = find_hash(&t->words, id[k], &is_known);
            /* Half of all words are known, which the processor could only guess. */
            own_facts[k] = t->word_facts[row] & (0 - (uint32_t)(t->words.known[row] == id[k]));
            uint64_t chosen = 0 - (uint64_t)(own_facts[k] & IN_VOCABULARY);
            uint64_t word = (id[k] & chosen) | ((t->numbers.other_word + initial[k]) & ~chosen);
            const int8_t **own_rows = rows[k - begin];
            find_runs(&t->numbers, t->runs, word, &last, RUNS_OF_WORDS, own_rows);
            find_runs(&t->numbers, t->runs + ((size_t)DIMENSIONS << RUN_BITS), class_id(t, round->core, id[k], initial[k]),
                      &last_classes, RUNS_OF_CLASSES, own_rows + RUNS_OF_WORDS);
        }
        for (size_t k = begin; k < stop; k++) pool(rows[k - begin], &own);
    }
    memcpy(runs, &own, sizeof own);
    *facts = own_facts;
    return count;
}

/* The words around a number: see `_thousandths`. */
typedef struct {
    const uint32_t *facts;
    int64_t place, count;
} window;

static int role_at(const window *w, int64_t step) {
    int64_t at = w->place + step;
    return at >= 0 && at < w->count ? (int)(w->facts[at] >> ROLE_SHIFT & 0xFF) : NO_ROLE;
}

static int64_t value_at(const window *w, int64_t step) {
    return role_at(w, step) == NUMBER ? (int64_t)(w->facts[w->place + step] >> VALUE_SHIFT) : 0;
}

/* Whether one of two roles stands `from` to `to` words away. */
static int is_near(const window *w, int one, int other, int64_t from, int64_t to) {
    for (int64_t step = from; step <= to; step++) {
        int role = role_at(w, step);
        if (role == one || role == other) return 1;
    }
    return 0;
}

/* What share of another number a number is, where a pattern says that it is one. */
static int64_t share_of(const window *w) {
    int next = role_at(w, 1), second = role_at(w, 2), third = role_at(w, 3), fourth = role_at(w, 4);
    int64_t own = value_at(w, 0), chance = is_near(w, CHANCE, CHANCE, 1, 5);
    struct { int fits; int64_t other; } patterns[] = {
        {next == CHANCE && second == IN && third == NUMBER, value_at(w, 3)},
        {next == IN && second == NUMBER && chance, value_at(w, 2)},
        {next == RANGE_DASH && second == IN && third == RANGE_DASH && fourth == NUMBER, value_at(w, 4)},
        {next == TIMES && second == OUT && fourth == NUMBER, value_at(w, 4)},
        {next == TIMES && second == IN && third == NUMBER, value_at(w, 3)},
    };
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
        if (patterns[k].fits && patterns[k].other > own) return 1000 * own / patterns[k].other;
    return -1;
}

/* The certainty that a number states in thousandths, or -1. */
static int64_t thousandths_of(const window *w, int64_t reach) {
    int64_t own = value_at(w, 0), second = value_at(w, 2), answer = -1;
    int next = role_at(w, 1), has_interval = is_near(w, INTERVAL, INTERVAL, -reach, reach);
    int is_range = (next == RANGE_DASH || next == TO || next == AND) && second > own && second <= 100
        && is_near(w, PERCENT, PERCENT, 3, 4);
    if ((is_near(w, PERCENT, PERCENT, 1, 3) || is_range) && !has_interval && own <= 100
        && (is_near(w, SURE, CHANCE, 2, is_range ? 6 : 4) || is_near(w, CHANCE, CHANCE, -reach, -1)))
        answer = is_range ? 5 * (own + second) : 10 * own;
    if (answer < 0) answer = share_of(w);
    if (answer >= 0 || role_at(w, 2) != NUMBER) return answer;
    if (next == RANGE_DASH && own == 50 && second == 50) return 500;
    if (next != TO || has_interval || !is_near(w, ODDS, AGAINST, -4, 4)) return -1;
    answer = 1000 * own / (own + second > 1 ? own + second : 1);
    return is_near(w, AGAINST, AGAINST, 3, 4) ? 1000 - answer : answer;
}

/* The first certainty that a sentence of so many words states, in thousandths, or -1. */
int64_t stated_figure(const depth_tables *tables, const uint32_t *facts, size_t count) {
    for (size_t k = 0; k < count; k++) {
        if ((facts[k] >> ROLE_SHIFT & 0xFF) != NUMBER) continue;
        window w = {facts, (int64_t)k, (int64_t)count};
        int64_t answer = thousandths_of(&w, (int64_t)tables->numbers.reach);
        if (answer >= 0) return answer;
    }
    return -1;
}
