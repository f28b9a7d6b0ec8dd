/* A flat file of the tables of depth -> pointers into it, all checked: see depth_tables.py. */
#include "depth.h"

/* Whether log-odds are so near to 0 that what is added up and multiplied fits its numbers. */
static int are_near(const depth_numbers *n) {
    const int64_t most = 1 << 12;
    return n->plain > -most && n->plain < most && n->no_chance > -most && n->no_chance < most
        && n->not_certain > -most && n->not_certain < most && n->greatest < (uint64_t)most;
}

static int lies_within(double number, double most) { return number >= -most && number <= most; }

/* Whether log-odds of sentences stay so small that they can be rounded. */
static int are_small(const depth_numbers *f) {
    int are = lies_within(f->network_scale, 1e-6) && lies_within(f->by_cues, 2);
    for (int k = 0; k < 3; k++)
        are = are && lies_within(f->pull_shares[k], 9) && lies_within(f->claim_shares[k], 9);
    return are;
}

static int64_t size_of(int64_t number) { return number < 0 ? -number : number; }

/* Whether no sum of weights of the network could be too great for its numbers. The inputs are those of
   `inputs_of`, and the bias. */
static int are_summable(const int32_t *hidden, const int32_t *output, const depth_numbers *n) {
    const int64_t pull = 1 << 13, runs = RUNS_OF_TOKEN * 128, most = (int64_t)1 << 53;
    int64_t total = size_of(output[HIDDEN]);
    for (int h = 0; h < HIDDEN; h++) {
        int64_t greatest = size_of(hidden[INPUTS * HIDDEN + h]);
        for (int k = 0; k < INPUTS; k++) {
            int64_t input = k < STRONGEST ? runs : k == STRONGEST ? pull : pull * (int64_t)n->longest;
            greatest += size_of(hidden[k * HIDDEN + h]) * (k < KIND_INPUTS ? input : (int64_t)n->most_cues);
        }
        if (greatest > INT32_MAX) return 0;
        if (output[h] && greatest > most / size_of(output[h])) return 0;
        total += greatest * size_of(output[h]);
        if (total > most) return 0;
    }
    return 1;
}

static const section_form FORMS[] = {DEPTH_FORMS(depth_tables)};

int depth_open_tables(const uint8_t *content, size_t size, depth_tables *t) {
    const file_form file = {DEPTH_FILE, DEPTH_SECTIONS, DEPTH_FINGERPRINT, FORMS};
    memset(t, 0, sizeof *t);
    int failed = open_sections(content, size, &file, t);
    if (failed) return failed;
    const depth_numbers *n = &t->numbers;
    int good = n->unit > 0 && n->unit < 1 << 16 && n->longest < 1 << 16 && n->reach < 64 && n->most_cues < 1 << 14
        && n->most_of_short < 1 << 16 && are_near(n) && are_small(n)
        && are_summable(t->hidden, t->output, n);
    if (!good) return CORE_BAD_TABLES;
    for (uint32_t k = 0; k <= t->openings.count; k++) {
        uint64_t place = t->openings.known[k] >> (64 - FILTER_BITS);
        t->opening_bits[place / 64] |= (uint64_t)1 << place % 64;
    }
    for (size_t k = 0; k < t->marks_count; k++) {
        if (t->marks[k].role >= 4 * QUOTE_FAMILIES) return CORE_BAD_TABLES;
        if (t->marks[k].code < PLAIN) t->plain_marks[t->marks[k].code] = (uint8_t)t->marks[k].role;
    }
    return CORE_OK;
}
