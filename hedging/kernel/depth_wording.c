/* A sentence -> what the network reads of its words, and the certainty that it states as a figure:
   `pooled_runs` of hedging.depth.confidence and hedging.depth.figures. */
#include "depth.h"

/* Tokens whose weights are fetched together. */
enum { FETCHED = 32 };

/* Asks for the rows of the runs of classes that end at a word, of which the last two have `before` and
   `further` before them. */
static void find_class_runs(const depth_tables *t, uint64_t class, uint64_t before, uint64_t further, const int8_t **rows) {
    const depth_numbers *n = &t->numbers;
    const int8_t *table = t->runs + ((size_t)DIMENSIONS << RUN_BITS);
    uint64_t pair = mix(before + n->two) + class;
    uint64_t hashes[RUNS_OF_CLASSES] = {class + n->one, pair, mix(further + n->three) + pair};
    for (int k = 0; k < RUNS_OF_CLASSES; k++) {
        rows[k] = table + DIMENSIONS * (mix(hashes[k]) >> (64 - RUN_BITS));
        PREFETCH(rows[k]);
    }
}

/* Asks for the classes of the words of a sentence that is read next. */
void fetch_classes(const depth_round *round, size_t sentence) {
    const core_tables *core = round->core;
    const hash_index *index = &core->words;
    const uint64_t *id = (const uint64_t *)round->id.data + first_token(round, sentence);
    size_t count = length_of(round, sentence);
    count = count < 2 * FETCHED ? count : 2 * FETCHED;
    for (size_t k = 0; k < count; k++) PREFETCH(index->first + (id[k] >> index->shift));
    for (size_t k = 0; k < count; k++) {
        uint32_t row = index->first[id[k] >> index->shift];
        PREFETCH(index->known + row);
        PREFETCH(core->word_classes + row);
    }
}

/* Pools the runs of a sentence, and writes the facts of its words to `facts` in `room`; the number of
   its spoken words is the answer. */
size_t read_wording(const depth_round *round, size_t sentence, void *room, uint32_t **facts, int16_t *runs) {
    const depth_tables *t = round->tables;
    const run_word *words = t->run_words, *others = words + t->words.count + 1;
    const run_word *before = others + OTHER_WORDS, *further = before;
    uint64_t class_before = NO_TOKEN, class_further = NO_TOKEN;
    run_rows rows[FETCHED];
    size_t first = first_token(round, sentence), tokens = length_of(round, sentence);
    uint32_t *own_facts = room;
    void *behind = (char *)room + (4 * tokens + 7) / 8 * 8;
    spoken_words spoken = find_spoken(t, (const uint64_t *)round->id.data + first,
                                      (const uint8_t *)round->initial.data + first, tokens, behind);
    const uint64_t *id = spoken.id;
    const uint8_t *initial = spoken.initial;
    size_t count = spoken.count;
    for (int d = 0; d < DIMENSIONS; d++) {
        runs[d] = INT16_MIN;
        runs[DIMENSIONS + d] = INT16_MAX;
    }
    for (size_t begin = 0, stop; begin < count; begin = stop) {
        stop = count - begin < FETCHED ? count : begin + FETCHED;
        for (size_t k = begin; k < stop; k++) {
            int is_known;
            uint32_t row = find_hash(&t->words, id[k], &is_known);
            /* Half of all words are known, which the processor could only guess. */
            own_facts[k] = t->word_facts[row] & (0 - (uint32_t)(t->words.known[row] == id[k]));
            size_t other = t->words.count + 1 + (initial[k] & (OTHER_WORDS - 1));
            const run_word *word = words + (own_facts[k] & IN_VOCABULARY ? row : other);
            uint64_t pair = before->two + word->id;
            uint64_t hashes[] = {pair, further->three + pair, further->gap + word->id};
            const int8_t **own = rows[k - begin];
            own[0] = word->runs;
            for (int j = 1; j < RUNS_OF_WORDS; j++) {
                own[j] = t->runs + DIMENSIONS * (mix(hashes[j - 1]) >> (64 - RUN_BITS));
                PREFETCH(own[j]);
            }
            further = before;
            before = word;
            uint64_t class = class_id(t, round->core, id[k], initial[k]);
            find_class_runs(t, class, class_before, class_further, own + RUNS_OF_WORDS);
            class_further = class_before;
            class_before = class;
        }
        pool_runs((const run_rows *)rows, stop - begin, runs);
    }
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
