/* A sentence -> what the network reads of its words, and the certainty that it states as a figure:
   `pooled_runs` of hedging.depth.confidence and hedging.depth.figures. */
#include "depth.h"

/* Lays out some words, and writes the facts of each; all that are facts of one are the answer. */
static uint32_t lay_out_words(const depth_tables *t, const spoken_words *spoken, size_t begin, size_t count,
                              uint32_t *facts, word_runs *own) {
    const run_word *words = t->run_words;
    uint32_t any = 0;
    for (size_t k = 0; k < count; k++) {
        const joined_word *own_word = spoken->word + begin + k;
        uint8_t initial = spoken->initial[begin + k];
        size_t other = t->words.count + 1 + (initial & (OTHER_WORDS - 1));
        facts[k] = own_word->depth == NO_ROW ? 0 : t->word_facts[own_word->depth];
        const run_word *word = words + (facts[k] & IN_VOCABULARY ? own_word->depth : other);
        own->alone[k] = word->runs;
        own->id[k] = word->id;
        own->two[BEFORE + k] = word->two;
        own->three[BEFORE + k] = word->three;
        own->gap[BEFORE + k] = word->gap;
        own->class[k] = class_number(t, own_word->has_class ? own_word->class : -1, initial);
        any |= facts[k];
    }
    return any;
}

/* Before the words of a sentence stands none. */
static void put_before(const depth_tables *t, word_runs *own) {
    const run_word *none = t->run_words + t->words.count + 1 + OTHER_WORDS;
    for (int k = 0; k < BEFORE; k++) {
        own->two[k] = none->two;
        own->three[k] = none->three;
        own->gap[k] = none->gap;
        own->class_two[k] = mix(NO_TOKEN + t->numbers.two);
        own->class_three[k] = mix(NO_TOKEN + t->numbers.three);
    }
}

/* The last words stand before those that come next. */
static void move_on(word_runs *own) {
    uint64_t *columns[] = {own->two, own->three, own->gap, own->class_two, own->class_three};
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        memcpy(columns[k], columns[k] + TOGETHER, BEFORE * sizeof *columns[k]);
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

/* Whether a figure says by how much one chance differs from another. */
static int differs(const window *w) {
    for (int64_t step = 1; step <= 4; step++)
        if (role_at(w, step) == PERCENT && role_at(w, step + 1) == COMPARED) return 1;
    return is_near(w, BY, BY, -2, -1);
}

/* The certainty that a number states in thousandths, or -1. */
static int64_t thousandths_of(const window *w, int64_t reach) {
    int64_t own = value_at(w, 0), second = value_at(w, 2), answer = -1;
    int next = role_at(w, 1), has_interval = is_near(w, INTERVAL, INTERVAL, -reach, reach);
    int is_range = (next == RANGE_DASH || next == TO || next == AND) && second > own && second <= 100
        && is_near(w, PERCENT, PERCENT, 3, 4);
    if ((is_near(w, PERCENT, PERCENT, 1, 3) || is_range) && !has_interval && own <= 100
        && (is_near(w, SURE, CHANCE, 2, is_range ? 6 : 4) || is_near(w, CHANCE, CHANCE, -reach, -1)) && !differs(w))
        answer = is_range ? 5 * (own + second) : 10 * own;
    if (answer < 0) answer = share_of(w);
    if (answer >= 0 || role_at(w, 2) != NUMBER) return answer;
    if (next == RANGE_DASH && own == 50 && second == 50) return 500;
    if (next != TO || has_interval || !is_near(w, ODDS, AGAINST, -4, 4)) return -1;
    answer = 1000 * own / (own + second > 1 ? own + second : 1);
    return is_near(w, AGAINST, AGAINST, 3, 4) ? 1000 - answer : answer;
}

/* The first certainty that a sentence of so many words states, in thousandths, or -1. */
static int64_t stated_figure(const depth_tables *tables, const uint32_t *facts, size_t count) {
    for (size_t k = 0; k < count; k++) {
        if ((facts[k] >> ROLE_SHIFT & 0xFF) != NUMBER) continue;
        window w = {facts, (int64_t)k, (int64_t)count};
        int64_t answer = thousandths_of(&w, (int64_t)tables->numbers.reach);
        if (answer >= 0) return answer;
    }
    return -1;
}

/* ---- a sentence ---- */

/* Asks for the runs of a sentence, of whose words this is known. There is room for its words in `room`. */
void begin_wording(const depth_round *round, size_t sentence, const joined_word *word, void *room, wording *own) {
    const depth_tables *t = round->tables;
    size_t first = first_token(round, sentence), tokens = length_of(round, sentence), count = 0;
    uint32_t *facts = room, any = 0;
    spoken_words all = {(const uint64_t *)round->id.data + first, (const uint8_t *)round->initial.data + first, word,
                        tokens, 0};
    spoken_words spoken = find_spoken(t, &all, (char *)room + (4 * tokens + 7) / 8 * 8);
    put_before(t, &own->words);
    for (int d = 0; d < DIMENSIONS; d++) {
        own->runs[d] = INT16_MIN;
        own->runs[DIMENSIONS + d] = INT16_MAX;
    }
    for (size_t begin = 0; begin < spoken.count; begin += count) {
        if (begin) {
            pool_runs(t->runs, &own->words, count, own->runs);
            move_on(&own->words);
        }
        count = spoken.count - begin < TOGETHER ? spoken.count - begin : TOGETHER;
        any |= lay_out_words(t, &spoken, begin, count, facts + begin, &own->words);
        hash_runs(&t->numbers, &own->words, count);
        for (size_t k = 0; k < count; k++)
            for (int run = 0; run < HASHED_RUNS; run++) PREFETCH(t->runs + own->words.place[run][k]);
    }
    own->last = count;
    own->count = spoken.count;
    own->figure = any >> ROLE_SHIFT ? stated_figure(t, facts, spoken.count) : -1;
}

/* Pools the last runs of a sentence, once they are there. */
void finish_wording(const depth_tables *t, wording *own) { pool_runs(t->runs, &own->words, own->last, own->runs); }
