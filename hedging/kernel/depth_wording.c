/* A sentence -> what the network reads of its words, and the figures that it states and denies: `pooled_runs` of
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

/* What a number states: a certainty in thousandths, or -1, and the step from it to the last word of its pattern. */
typedef struct {
    int64_t thousandths, last;
} figure;

/* What share of another number a number is, where a pattern says that it is one. */
static figure share_of(const window *w) {
    int next = role_at(w, 1), second = role_at(w, 2), third = role_at(w, 3);
    int64_t number = value_at(w, 0), chance = is_near(w, CHANCE, CHANCE, 1, 5);
    struct { int fits; int64_t step; } patterns[] = {
        {next == CHANCE && second == IN, 3},
        {next == IN && chance, 2},
        {next == RANGE_DASH && second == IN && third == RANGE_DASH, 4},
        {next == TIMES && second == OUT, 4},
        {next == TIMES && second == IN, 3},
    };
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
        int64_t other = value_at(w, patterns[k].step);
        if (patterns[k].fits && other > number) return (figure){1000 * number / other, patterns[k].step};
    }
    return (figure){-1, 0};
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
static figure on_scale(const window *w, int64_t reach) {
    int next = role_at(w, 1), second = role_at(w, 2);
    int64_t number = value_at(w, 0), of = value_at(w, 2), before = -1;
    figure found = {-1, 0};
    if (role_at(w, -1) == POINT) {
        before = -2;
        if (role_at(w, -2) != NUMBER) found.thousandths = decimal(number);
    } else if (next == POINT && second == NUMBER) {
        found = (figure){number == 0 ? decimal(of) : number == 1 && of == 0 ? 1000 : -1, 2};
    } else if (next == OVER && second == NUMBER && 0 < number && number <= of) {
        found = (figure){1000 * number / of, 2};
    } else if (next == OUT && second == SAYS && 0 < number && number <= value_at(w, 3)) {
        found = (figure){1000 * number / value_at(w, 3), 3};
    } else if ((next == NO_ROLE || next == POINT) && role_at(w, -1) == RANGE_DASH && number > 10) {
        found.thousandths = 10 * number;
    }
    if (found.thousandths < 0 || is_near(w, SURE, CHANCE, found.last + 1, found.last + 1)) return found;
    if (role_at(w, before) == IS && is_near(w, CHANCE, CHANCE, -reach, before)) return found;
    for (; before > -reach; before--) {
        int role = role_at(w, before);
        if (role != IS && role != RANGE_DASH && role != BETWEEN && role != SAYS && role != LINK && role != LEVEL) break;
    }
    return role_at(w, before) == CHANCE ? found : (figure){-1, 0};
}

/* What a number states: see `_thousandths`. */
static figure figure_of(const window *w, int64_t reach) {
    int64_t number = value_at(w, 0), second = value_at(w, 2), last = 1;
    int next = role_at(w, 1), has_interval = is_interval(w, reach);
    int is_range = (next == RANGE_DASH || next == OVER || next == TO || next == AND) && second > number
        && is_near(w, PERCENT, PERCENT, 3, 4);
    if ((is_near(w, PERCENT, PERCENT, 1, 3) || is_range) && !has_interval
        && (is_near(w, SURE, CHANCE, 2, is_range ? 6 : 4) || is_near(w, CHANCE, CHANCE, -reach, -1)) && !differs(w)) {
        while (role_at(w, last) != PERCENT) last++;
        return (figure){is_range ? 5 * (number + second) : 10 * number, last};
    }
    figure answer = share_of(w);
    if (answer.thousandths >= 0) return answer;
    if ((next == RANGE_DASH || next == OVER) && number == 50 && second == 50) return (figure){500, 2};
    if (has_interval) return answer;
    if (next != TO || role_at(w, 2) != NUMBER || !is_near(w, ODDS, AGAINST, -4, 4)) return on_scale(w, reach);
    int64_t odds = 1000 * number / (number + second > 1 ? number + second : 1);
    return (figure){is_near(w, AGAINST, AGAINST, 3, 4) ? 1000 - odds : odds, 2};
}

/* Whether a clause or a pronoun can follow a word. */
static int is_followed(int role) {
    return role == IS || role == SAYS || role == KNOWS || role == WITH || role == DOUBT;
}

/* Whether a word may stand between a denial and its figure, by the words beside it: see `_denials`. */
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

/* How many words before a number the word stands that denies its figure, 0 if none does: see `_denials`. */
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

/* Marks the tokens of a figure that is denied, and the token before it that denies it: figures come in order. */
static void mark_denied(const window *w, int64_t last, int64_t denial, const spoken_words *spoken, uint8_t *denied) {
    for (int64_t step = 0; step <= last; step++) {
        uint8_t *mark = denied + token_of(spoken, (size_t)(w->place + step));
        if (role_at(w, step) != CHANCE) *mark = DENIED;
    }
    denied[token_of(spoken, (size_t)(w->place - denial))] = DENIES;
}

/* The figures of a sentence with such words: the first that it states counts. Marks the tokens of those that it
   denies. */
static sentence_figures find_figures(const depth_tables *tables, const spoken_words *spoken, const uint32_t *facts,
                                     uint8_t *denied) {
    int64_t reach = (int64_t)tables->numbers.reach;
    sentence_figures figures = {-1, 0};
    for (size_t k = 0; k < spoken->count; k++) {
        if ((facts[k] >> ROLE_SHIFT & 0xFF) != NUMBER) continue;
        window w = {facts, (int64_t)k, (int64_t)spoken->count};
        figure found = figure_of(&w, reach);
        if (found.thousandths < 0) continue;
        /* How often something does not happen is stated. */
        int64_t denial = role_at(&w, 1) == TIMES ? 0 : denial_of(&w, reach);
        figures.denies |= denial > 0;
        if (denial) mark_denied(&w, found.last, denial, spoken, denied);
        else if (figures.thousandths < 0) figures.thousandths = found.thousandths;
    }
    return figures;
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

/* The words of a sentence without those of denied figures, in `room`. */
static spoken_words without_denied(const spoken_words *spoken, const uint8_t *denied, const spoken_columns *room) {
    size_t count = 0;
    for (size_t k = 0; k < spoken->count; k++) {
        if (denied[token_of(spoken, k)] == DENIED) continue;
        room->left_id[count] = spoken->id[k];
        room->left_word[count] = spoken->word[k];
        room->left_initial[count++] = spoken->initial[k];
    }
    return (spoken_words){room->left_id, room->left_initial, room->left_word, NULL, count, 0, spoken->is_item, spoken->is_silent};
}

void begin_wording(const depth_texts *texts, size_t sentence, const joined_word *word, uint8_t *denied,
                   const spoken_columns *room, wording *asked) {
    const depth_tables *t = texts->tables;
    size_t first = texts->outlines.first[sentence], tokens = texts->outlines.length[sentence];
    spoken_words all = {texts->words.id + first, texts->words.initial + first, word, NULL, tokens, 0, 0, 0};
    spoken_words spoken = find_spoken(t, &all, room);
    ask_for_runs(t, &spoken, room->facts, asked);
    asked->count = spoken.count;
    asked->figures = find_figures(t, &spoken, room->facts, denied);
    if (!asked->figures.denies) return;
    spoken = without_denied(&spoken, denied, room);
    ask_for_runs(t, &spoken, room->facts, asked);
}

/* Pools the last runs of a sentence, once they are there. */
void finish_wording(const depth_tables *t, wording *asked) { pool_runs(t->runs, &asked->words, asked->last, asked->runs); }
