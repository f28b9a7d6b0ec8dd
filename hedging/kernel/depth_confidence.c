/* Cues and the runs of words of a sentence -> how sure a reader would be of it: the twin of
   hedging.depth.confidence. */
#include "depth.h"

/* The quotient of two numbers, rounded down as in Python; the divisor is above 0. */
static int64_t divide(int64_t number, int64_t divisor) {
    int64_t quotient = number / divisor;
    return quotient - (number % divisor < 0);
}

static int64_t lesser(int64_t one, int64_t other) { return one < other ? one : other; }

/* ---- a cue ---- */

/* The effects of a word on a cue: of the word `steps` before a token of a sentence that begins at
   `first`. Whether it is a modifier is the answer. */
static int effects_of(const depth_texts *texts, size_t place, size_t steps, size_t first, int64_t *effects) {
    const depth_tables *t = texts->tables;
    int64_t row = -1;
    effects[HEDGE] = effects[BOOSTER] = (int64_t)t->numbers.unit;
    effects[OPEN_COLUMN] = 0;
    if (place - first >= steps) row = row_of(&t->modifiers, texts->words.id[place - steps]);
    if (row < 0) return 0;
    for (int k = 0; k < EFFECTS; k++) effects[k] = t->modifier_effects[EFFECTS * row + k];
    return 1;
}

static int is_open(const depth_numbers *n, int64_t log_odds) {
    return (log_odds < 0 ? -log_odds : log_odds) <= (int64_t)n->open_up_to;
}

/* How sure a statement is with a cue, whose `words` have a hash: see `cue_log_odds`. */
int64_t log_odds_of_cue(const depth_texts *texts, size_t cue, uint8_t kind, uint64_t words) {
    const depth_tables *t = texts->tables;
    const depth_numbers *n = &t->numbers;
    int64_t unit = (int64_t)n->unit, greatest = (int64_t)n->greatest, effects[EFFECTS], further[EFFECTS];
    size_t start = texts->cues.start[cue], head = texts->cues.end[cue] - 1;
    size_t first = texts->outlines.first[texts->cues.sentence[cue]];
    int64_t row = row_of(&t->phrases, words);
    size_t place = row >= 0 ? start : head;
    if (row < 0) row = row_of(&t->phrases, mix(texts->words.id[head]));
    int64_t log_odds = row >= 0 ? t->phrase_log_odds[row] : t->kind_log_odds[kind];
    int is_modified = effects_of(texts, place, 1, first, effects);
    effects_of(texts, place, 2, first, further);
    int64_t shift = divide(effects[OPEN_COLUMN] * (is_modified ? further[HEDGE] : unit), unit);
    int64_t factor = log_odds >= (int64_t)n->sure_from ? effects[BOOSTER] : effects[HEDGE];
    int64_t modified = is_open(n, log_odds) ? log_odds + shift : divide(log_odds * factor, unit);
    return lesser(modified < -greatest ? -greatest : modified, greatest);
}

/* The log-odds of a cue that is denied: see `denied`. */
int64_t denied_log_odds(const depth_numbers *n, int64_t log_odds) {
    if (is_open(n, log_odds)) return n->no_chance;
    return log_odds >= (int64_t)n->sure_from ? n->not_certain : divide(-log_odds * 7, 8);
}

/* ---- a sentence ---- */

/* How far its cues pull a sentence away from a plain statement: see `sentence_inputs`. */
typedef struct {
    int64_t strongest, others, lifts;
} cue_pulls;

static cue_pulls pulls_of(const depth_numbers *n, int64_t length, const read_cue *cues, size_t count) {
    cue_pulls pulls = {0, 0, 0};
    for (size_t k = 0; k < count; k++) {
        int64_t words = cues[k].scope_stop - cues[k].scope, pull = cues[k].log_odds - n->plain;
        pull = divide(pull * (length + lesser(2 * words, length)), 2 * length);
        pulls.strongest = lesser(pulls.strongest, pull);
        pulls.others += lesser(pull, 0);
        pulls.lifts += pull - lesser(pull, 0);
    }
    pulls.others -= pulls.strongest;
    return pulls;
}

/* What the network answers, in units of its scale: see `network`. */
static int64_t read_network(const depth_tables *t, const sentence_inputs *inputs) {
    int32_t hidden[HIDDEN];
    int64_t answer = t->output[HIDDEN];
    add_inputs(t->hidden, inputs->of, hidden);
    for (int h = 0; h < HIDDEN; h++) answer += (int64_t)(hidden[h] > 0 ? hidden[h] : 0) * t->output[h];
    return answer;
}

/* The nearest whole number, of two the even one, as numpy rounds; all are far below 2 to the 51. */
static int64_t nearest(double number) {
    const double shift = 6755399441055744.0; /* 1.5 times 2 to the 52, beside which no fraction stays */
    return (int64_t)((number + shift) - shift);
}

/* What the network reads of a sentence of such words with such cues: see `sentence_inputs`. */
sentence_inputs inputs_of(const depth_tables *t, const wording *words, const read_cue *cues, size_t count) {
    sentence_inputs inputs = {{0}};
    cue_pulls pulls = pulls_of(&t->numbers, (int64_t)words->count, cues, count);
    for (int k = 0; k < RUN_INPUTS; k++) inputs.of[k] = words->runs[k];
    inputs.of[STRONGEST] = pulls.strongest;
    inputs.of[OTHERS] = pulls.others;
    inputs.of[LIFTS] = pulls.lifts;
    for (size_t k = 0; k < count; k++) {
        int64_t *counted = &inputs.of[KIND_INPUTS + cues[k].kind];
        *counted = lesser(*counted + 1, (int64_t)t->numbers.most_cues);
    }
    return inputs;
}

void join_inputs(const depth_numbers *n, sentence_inputs *joined, const sentence_inputs *inputs) {
    int64_t *to = joined->of;
    for (int k = 0; k < DIMENSIONS; k++) to[k] = inputs->of[k] > to[k] ? inputs->of[k] : to[k];
    for (int k = DIMENSIONS; k < RUN_INPUTS; k++) to[k] = lesser(inputs->of[k], to[k]);
    /* What pulls down most stands apart from the others. */
    int64_t both = to[STRONGEST] + inputs->of[STRONGEST];
    to[STRONGEST] = lesser(to[STRONGEST], inputs->of[STRONGEST]);
    to[OTHERS] += inputs->of[OTHERS] + both - to[STRONGEST];
    to[LIFTS] += inputs->of[LIFTS];
    for (int k = KIND_INPUTS; k < INPUTS; k++) to[k] = lesser(to[k] + inputs->of[k], (int64_t)n->most_cues);
}

/* How sure a reader would be of what has such inputs: see `wording_log_odds`. */
int64_t log_odds_of_inputs(const depth_tables *t, const sentence_inputs *inputs) {
    const depth_numbers *f = &t->numbers;
    double unit = (double)t->numbers.unit, answer = (double)read_network(t, inputs) * f->network_scale;
    int has_cue = 0;
    for (int k = KIND_INPUTS; k < INPUTS; k++) has_cue |= inputs->of[k] != 0;
    if (has_cue) {
        double pulled = f->pull_shares[0] * (double)inputs->of[STRONGEST]
            + f->pull_shares[1] * (double)inputs->of[OTHERS] + f->pull_shares[2] * (double)inputs->of[LIFTS];
        double by_cues = ((double)t->numbers.plain + pulled) / unit;
        answer += f->by_cues * (by_cues - answer);
    }
    return nearest(answer * unit);
}
