/* A sentence -> what the network reads of its words, and the figure that it states: `pooled_runs` of
   hedging.depth.confidence, and hedging.depth.figures. */
#include "depth.h"

/* Lays out some words, and writes the facts of each. */
static void lay_out_words(const depth_tables *t, const spoken_words *spoken, size_t begin, size_t count,
                          uint32_t *facts, word_runs *runs) {
    const run_word *words = t->run_words;
    for (size_t k = 0; k < count; k++) {
        const joined_word *own_word = spoken->word + begin + k;
        uint8_t initial = spoken->initial[begin + k];
        size_t other = t->words.count + 1 + (initial & (OTHER_WORDS - 1));
        facts[k] = own_word->depth == NO_ROW ? 0 : t->word_facts[own_word->depth];
        const run_word *word = words + (facts[k] & IN_VOCABULARY ? own_word->depth : other);
        runs->alone[k] = word->runs;
        runs->id[k] = word->id;
        runs->two[BEFORE + k] = word->two;
        runs->three[BEFORE + k] = word->three;
        runs->gap[BEFORE + k] = word->gap;
        runs->class[k] = class_number(t, own_word->has_class ? own_word->class : -1, initial);
    }
}

/* Before the words of a sentence stands none. */
static void put_before(const depth_tables *t, word_runs *runs) {
    const run_word *none = t->run_words + t->words.count + 1 + OTHER_WORDS;
    for (int k = 0; k < BEFORE; k++) {
        runs->two[k] = none->two;
        runs->three[k] = none->three;
        runs->gap[k] = none->gap;
        runs->class_two[k] = mix(NO_TOKEN + t->numbers.two);
        runs->class_three[k] = mix(NO_TOKEN + t->numbers.three);
    }
}

/* The last words stand before those that come next. */
static void move_on(word_runs *runs) {
    uint64_t *columns[] = {runs->two, runs->three, runs->gap, runs->class_two, runs->class_three};
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
    return role_at(w, step) == NO_ROLE ? 0 : (int64_t)(w->facts[w->place + step] >> VALUE_SHIFT) % SPELLED;
}

/* Whether one of two roles stands `from` to `to` words away. */
static int is_near(const window *w, int one, int other, int64_t from, int64_t to) {
    for (int64_t step = from; step <= to; step++) {
        int role = role_at(w, step);
        if (role == one || role == other) return 1;
    }
    return 0;
}

/* What share of another number a number is, where a pattern says that it is one, or -1. */
static int64_t share_of(const window *w) {
    int next = role_at(w, 1), second = role_at(w, 2), third = role_at(w, 3);
    int64_t number = value_at(w, 0);
    struct { int fits; int64_t step; } patterns[] = {
        {next == CHANCE && second == IN, 3},
        {next == IN && is_near(w, CHANCE, CHANCE, 1, 5), 2},
        {next == RANGE_DASH && second == IN && third == RANGE_DASH, 4},
        {next == TIMES && second == OUT, 4},
        {next == TIMES && second == IN, 3},
    };
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
        int64_t step = patterns[k].step, other = value_at(w, step);
        if (patterns[k].fits && role_at(w, step) == NUMBER && other > number) return 1000 * number / other;
    }
    for (int64_t step = 1; step <= 2; step++) {
        int64_t parts = value_at(w, step);
        if (role_at(w, step) == FRACTION && (step == 1 || next == RANGE_DASH) && number <= parts
            && role_at(w, step + 1) == CHANCE)
            return 1000 * number / parts;
    }
    return -1;
}

/* Whether a figure says by how much one chance differs from another. */
static int differs(const window *w) {
    for (int64_t step = 1; step <= 4; step++)
        if (role_at(w, step) == PERCENT && role_at(w, step + 1) == COMPARED) return 1;
    return is_near(w, BY, BY, -2, -1);
}

/* Whether a figure is about an interval. */
static int is_interval(const window *w, int64_t reach) {
    for (int64_t step = -reach; step < reach; step++)
        if (role_at(w, step) == LEVEL && role_at(w, step + 1) != RANGE_DASH) return 1;
    return is_near(w, INTERVAL, INTERVAL, -reach, reach);
}

static int64_t decimal(int64_t digits) { return digits < 10 ? 100 * digits : digits < 100 ? 10 * digits : digits; }

/* What a number on a scale states whose name is beside it: see `_on_scale`. */
static int64_t on_scale(const window *w, int64_t reach) {
    int next = role_at(w, 1), second = role_at(w, 2);
    int64_t number = value_at(w, 0), of = value_at(w, 2), before = -1, last = 0, found = -1;
    if (role_at(w, -1) == POINT) {
        before = -2;
        if (role_at(w, -2) != NUMBER) found = decimal(number);
    } else if (next == POINT && (second == NUMBER || second == DECIMAL)) {
        last = 2;
        if (number == 0) found = second == DECIMAL ? 10 * of : decimal(of);
        else if (number == 1 && of == 0) found = 1000;
    } else if (next == OVER && second == NUMBER && 0 < number && number <= of) {
        last = 2;
        found = 1000 * number / of;
    } else if (next == OUT && second == SAYS && role_at(w, 3) == NUMBER && 0 < number && number <= value_at(w, 3)) {
        last = 3;
        found = 1000 * number / value_at(w, 3);
    } else if ((next == NO_ROLE || next == POINT) && role_at(w, -1) == RANGE_DASH && number > 10) {
        found = 10 * number;
    }
    if (found < 0 || is_near(w, SURE, CHANCE, last + 1, last + 1)) return found;
    if ((role_at(w, before) == IS || role_at(w, before) == BETWEEN) && is_near(w, CHANCE, CHANCE, -reach, before))
        return found;
    for (; before > -reach; before--) {
        int role = role_at(w, before);
        if (role != IS && role != RANGE_DASH && role != BETWEEN && role != SAYS && role != LINK && role != LEVEL) break;
    }
    return role_at(w, before) == CHANCE ? found : -1;
}

/* What a number states: see `_thousandths`. */
static int64_t figure_of(const window *w, int64_t reach) {
    int64_t number = value_at(w, 0), second = value_at(w, 2);
    int next = role_at(w, 1), has_interval = is_interval(w, reach);
    int is_range = (next == RANGE_DASH || next == OVER || next == TO || next == AND) && role_at(w, 2) == NUMBER
        && second > number && is_near(w, PERCENT, PERCENT, 3, 4);
    int is_certain = is_near(w, SURE, CHANCE, 2, is_range ? 6 : 4) || is_near(w, CHANCE, ODDS, -reach, -1);
    if ((is_near(w, PERCENT, PERCENT, 1, 3) || is_range) && is_certain && !has_interval && !differs(w))
        return is_range ? 5 * (number + second) : 10 * number;
    int64_t share = share_of(w);
    if (share >= 0) return share;
    if ((next == RANGE_DASH || next == OVER) && number == 50 && second == 50 && role_at(w, 2) == NUMBER) return 500;
    if (has_interval) return -1;
    if (next != TO || role_at(w, 2) != NUMBER || !is_near(w, ODDS, AGAINST, -4, 4)) return on_scale(w, reach);
    share = 1000 * number / (number + second > 1 ? number + second : 1);
    return is_near(w, AGAINST, AGAINST, 3, 4) ? 1000 - share : share;
}

/* Whether a clause or a pronoun can follow a word. */
static int is_followed(int role) {
    return role == IS || role == SAYS || role == KNOWS || role == WITH || role == DOUBT;
}

/* Whether a word may stand between a denial and its figure, by the words beside it: see `_denial`. */
static int links(int before, int role, int next, int has_with) {
    if (before == NUMBER && next == NUMBER) return 1;
    switch (role) {
    case IS: case SAYS: case WITH: case LINK: case NUMBER: case TO: return 1;
    case KNOWS: return has_with;
    case THAT: return is_followed(before);
    case PRONOUN: return is_followed(before) || before == THAT;
    case CHANCE: case ODDS: return next == IS;
    case FROM: return before == FAR_OFF;
    default: return 0;
    }
}

/* How many words before a number the word stands that denies its figure, 0 if none does: see `_denial`. */
static int64_t denial_of(const window *w, int64_t reach) {
    int has_is = 0, has_with = 0;
    for (int64_t step = 1; step < reach; step++) {
        int before = role_at(w, -step - 1), role = role_at(w, -step), next = role_at(w, 1 - step);
        if (role == DENIAL || (role == DOUBT && before == PRONOUN)
            || (role == FAR_OFF && next == FROM && before != DENIAL)) {
            if (!has_is || !is_near(w, CHANCE, ODDS, -reach, -step - 1)) return step;
        }
        has_is |= role == IS;
        has_with |= role == WITH;
        if (!links(before, role, next, has_with)) return 0;
    }
    return 0;
}

/* Gives the first word of "ninety-five", "ninety five" and "one hundred" the whole value, and leaves out the others: see
   `_join_numbers`. How many words are left, and the `place` that each had. */
static size_t join_numbers(uint32_t *facts, size_t count, uint32_t *place) {
    size_t left = 0;
    for (size_t k = 0; k < count; k++, left++) {
        uint32_t own[3] = {0, 0, 0}, role[3] = {NO_ROLE, NO_ROLE, NO_ROLE};
        for (size_t step = 0; step < 3 && k + step < count; step++) {
            role[step] = facts[k + step] >> ROLE_SHIFT & 0xFF;
            if (role[step] == NUMBER && facts[k + step] >> VALUE_SHIFT >= SPELLED)
                own[step] = (facts[k + step] >> VALUE_SHIFT) - SPELLED;
        }
        uint32_t last = k + 2 < count && role[1] == RANGE_DASH ? 2 : 1, value = 0;
        if (own[0] >= 20 && own[0] <= 90 && own[0] % 10 == 0 && own[last] >= 1 && own[last] <= 9)
            value = own[0] + own[last];
        else if (own[0] == 1 && own[1] == 100)
            value = own[last = 1];
        place[left] = (uint32_t)k;
        facts[left] = value ? (uint32_t)NUMBER << ROLE_SHIFT | (SPELLED + value) << VALUE_SHIFT : facts[k];
        if (value) k += last;
    }
    return left;
}

/* The figure that a sentence with such words states: the first that is not denied counts, or else the first. */
static stated_figure find_figure(const depth_tables *tables, const spoken_words *spoken, const spoken_columns *room) {
    int64_t reach = (int64_t)tables->numbers.reach;
    const uint32_t *facts = room->facts, *place = room->place;
    stated_figure denied = {-1, 0, 0};
    size_t count = join_numbers(room->facts, spoken->count, room->place);
    for (size_t k = 0; k < count; k++) {
        if ((facts[k] >> ROLE_SHIFT & 0xFF) != NUMBER) continue;
        window w = {facts, (int64_t)k, (int64_t)count};
        int64_t thousandths = figure_of(&w, reach);
        if (thousandths < 0) continue;
        /* How often something does not happen is stated. */
        size_t denial = role_at(&w, 1) == TIMES ? 0 : (size_t)denial_of(&w, reach);
        stated_figure found = {thousandths, token_of(spoken, place[k]), token_of(spoken, place[k - denial])};
        if (!denial) return found;
        found.thousandths = thousandths * DENIED_PARTS / DENIED_WHOLE;
        if (denied.thousandths < 0) denied = found;
    }
    return denied;
}

/* ---- a sentence ---- */

/* Asks for the runs of some words, and writes the facts of each. */
static void ask_for_runs(const depth_tables *t, const spoken_words *spoken, uint32_t *facts, wording *asked) {
    size_t count = 0;
    put_before(t, &asked->words);
    for (int d = 0; d < DIMENSIONS; d++) {
        asked->runs[d] = INT16_MIN;
        asked->runs[DIMENSIONS + d] = INT16_MAX;
    }
    for (size_t begin = 0; begin < spoken->count; begin += count) {
        if (begin) {
            pool_runs(t->runs, &asked->words, count, asked->runs);
            move_on(&asked->words);
        }
        count = spoken->count - begin < TOGETHER ? spoken->count - begin : TOGETHER;
        lay_out_words(t, spoken, begin, count, facts + begin, &asked->words);
        hash_runs(&t->numbers, &asked->words, count);
        for (size_t k = 0; k < count; k++)
            for (int run = 0; run < HASHED_RUNS; run++) PREFETCH(t->runs + asked->words.place[run][k]);
    }
    asked->last = count;
}

void begin_wording(const depth_texts *texts, size_t sentence, const joined_word *word, const spoken_columns *room,
                   wording *asked) {
    const depth_tables *t = texts->tables;
    size_t first = texts->outlines.first[sentence], tokens = texts->outlines.length[sentence];
    spoken_words all = {texts->words.id + first, texts->words.initial + first, word, NULL, tokens, 0, 0, 0};
    spoken_words spoken = find_spoken(t, &all, room);
    ask_for_runs(t, &spoken, room->facts, asked);
    asked->count = spoken.count;
    asked->figure = find_figure(t, &spoken, room);
}

/* Pools the last runs of a sentence, once they are there. */
void finish_wording(const depth_tables *t, wording *asked) { pool_runs(t->runs, &asked->words, asked->last, asked->runs); }
